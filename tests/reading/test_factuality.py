"""Whether events are told as done, not done, possible, to come or conditional. Cases: `cases/factuality.json`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from harmattan.api import load_tools
from harmattan.model import Claim, Report, Span, Stance
from harmattan.reading.factuality.judge import judge
from harmattan.reading.syntax import Parse, parse

CASES = json.loads((Path(__file__).parents[1] / "cases" / "factuality.json").read_text(encoding="utf-8"))


def read(marked: str) -> tuple[Parse, list[int]]:
    """A parse of the text without its asterisks, and the tokens before which they stand."""
    text = marked.replace("*", "")
    starts = [m.start() - n for n, m in enumerate(re.finditer(r"\*", marked))]
    parsed = next(parse([Report("case", text)], load_tools().nlp))
    return parsed, [t.i for t in parsed.doc if t.idx in starts]


def params() -> list[Any]:
    return [
        pytest.param(
            case, id=case["text"][:60], marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else []
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", params())
def test_factuality(case: dict[str, Any]) -> None:
    parsed, triggers = read(case["text"])
    found = [judge(parsed, t) for t in triggers]
    assert [list(f[: len(want)]) for f, want in zip(found, case["is"], strict=True)] == case["is"]


def claim(parsed: Parse, text: str, stance: Stance) -> Claim:
    start = parsed.report.text.index(text)
    content = Span(start, start + len(text), text)
    return Claim("c1", None, (), "named", stance, content, (content,))


@pytest.mark.parametrize(
    ("stance", "expected"),
    [("says", "asserted"), ("confirms", "asserted"), ("denies", "possible"), ("accuses", "possible")],
)
def test_what_only_a_denial_or_an_accusation_tells_is_possible(stance: Stance, expected: str) -> None:
    parsed, [trigger] = read("Mercenaries *killed villagers. The ministry spoke of this on Monday.")
    assert judge(parsed, trigger, [claim(parsed, "Mercenaries killed villagers", stance)])[0] == expected


def test_a_denial_of_blame_leaves_the_known_attack_a_fact() -> None:
    parsed, [trigger] = read("The group rejects any role in the *attack.")
    assert judge(parsed, trigger, [claim(parsed, "any role in the attack", "denies")])[0] == "asserted"


def test_every_token_of_odd_text_gets_a_judgement() -> None:
    parsed, _ = read('"?" If. To. Not -- never! Would, could; "... (and) or\n\nHad he? No no no no.')
    for token in parsed.doc:
        factuality, outcome = judge(parsed, token.i)
        assert factuality
        assert outcome
