"""Whatever comes in, a reading gives a sound reading or a `ReportError`, and the same text the same reading."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import harmattan
from harmattan.errors import ReaderFailed, ReportError
from harmattan.intake import gather
from harmattan.model import Reading
from harmattan.schema import check_reading, reading_schema

EXAMPLES = Path(__file__).parent.parent / "examples" / "mali"
VALID = Draft202012Validator(reading_schema())

FRAGMENTS = [
    "Rebels attacked the town of Gao on Monday, killing 12 soldiers, the army said.",
    "Mali's foreign minister Abdoulaye Diop denied that Wagner was there",
    "according to Le Monde", "“We will leave,” he said,", "said the mayor, who", "between 20 and 30 civilians",
    "at least", "dozens of", "last week", "on 30 February 2022", "since May 2021", "in the year 99999", "1e400",
    "$3 billion", "the European Union and its member states condemned the coup", "France", "U.S.", "Dr. Mr. Gen.",
    "BREAKING NEWS FROM BAMAKO", "they", "whose", "did not", "would have", "if the junta", "BAMAKO, Jan 27 (Wire) -",
    "—", "-", "(", ")", "“", "”", "‘", "’", '"', "'", ",", ".", "…", "?!", ";", ":", "\n", "\n\n", "\r\n", "\t", " ",
    "\u00a0", "\u200b", "\u202e", "\ufeff", "\x00", "\ud800", "🔥", "é", "â€œ", "โ€œ", "غاو", "加奥", "<p>", "</div>",
    "&amp;", "http://a.b/c?d=e", "@user", "#Mali", "half", "a dozen", "no-one's", "the the the",
]  # fmt: skip

texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), min_size=1, max_size=25).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda glue: glue.join(parts))
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(texts, st.none() | texts, st.sampled_from([None, "2022-01-27", "1900-01-01"]))
def test_any_mixture_is_read_or_refused(text: str, title: str | None, published: str | None) -> None:
    try:
        reading = harmattan.read("The army said: " + text, title=title, published=published)
    except ReaderFailed:
        raise
    except ReportError:
        return
    assert check_reading(reading) == []
    VALID.validate(json.loads(json.dumps(reading.to_dict())))


def test_readings_of_the_examples_are_sound() -> None:
    for found in harmattan.read_many(gather([str(EXAMPLES)])):
        assert isinstance(found, Reading)
        assert check_reading(found) == []
        VALID.validate(json.loads(json.dumps(found.to_dict())))


# ------------------------------------------------------------------ long reports


def long_text(characters: int) -> str:
    """Words without any punctuation."""
    words = (EXAMPLES / "last-soldiers.txt").read_text(encoding="utf-8").replace(".", "").split()
    draw = random.Random(1)
    return " ".join(draw.choice(words) for _ in range(characters // 6))


def test_long_line_without_a_full_stop() -> None:
    size = 1_000_000 if os.environ.get("HARMATTAN_STRICT_TESTS") else 20_000
    text = long_text(size)
    reading = harmattan.read(text)
    assert reading.report.text == text
    assert check_reading(reading) == []
    assert max(e.evidence.end - e.evidence.start for e in reading.events) < 4000


def calls(text: str) -> int:
    """Python calls that reading takes once the text is parsed: a measure of its cost that no other program disturbs."""
    from harmattan.api import load_tools
    from harmattan.model import Report
    from harmattan.reading.reader import read_parse
    from harmattan.reading.syntax import parse

    tools = load_tools()
    parsed = next(parse([Report("r", text)], tools.nlp))
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note)
    try:
        read_parse(parsed, tools.knowledge, tools.reader, tools.heads)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", ["prose", "no full stops"])
def test_cost_grows_with_length_only(kind: str) -> None:
    lines = [json.loads(line)["text"] for line in (EXAMPLES / "wires.jsonl").read_text("utf-8").splitlines()]
    prose = "\n\n".join(lines)[:5000]
    short, long = (prose, "\n\n".join([prose] * 6)) if kind == "prose" else (long_text(5000), long_text(30_000))
    calls(short)  # fills the caches
    assert calls(long) < 1.6 * calls(short) * len(long) / len(short)


# ------------------------------------------------------------------ the same text, the same reading


def digests(readings: Iterator[Reading | harmattan.Failure]) -> list[str]:
    dumped = (json.dumps(r.to_dict(), sort_keys=True).encode() for r in readings)
    return [hashlib.sha256(text).hexdigest() for text in dumped]


@pytest.fixture(scope="module")
def together() -> list[str]:
    return digests(harmattan.read_many(gather([str(EXAMPLES)])))


def test_neighbours_change_nothing(together: list[str]) -> None:
    raws = list(gather([str(EXAMPLES)]))
    assert [digests(harmattan.read_many([raw]))[0] for raw in reversed(raws)] == together[::-1]


@pytest.mark.parametrize("seed", ["1", "2022"])
def test_hash_seed_and_processes_change_nothing(together: list[str], seed: str) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "if __name__ == '__main__':\n"
        "    import harmattan, test_robustness as t\n"
        "    from harmattan.intake import gather\n"
        "    raws = gather([str(t.EXAMPLES)])\n"
        "    print(*t.digests(harmattan.read_many(raws, processes=int(sys.argv[2]))))\n"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), "2" if seed == "1" else "1"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert done.stdout.split() == together, done.stderr
