"""Overlap of trained and scored text: exact, nearly, expected and not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "training"))

from overlap import OWN, compare, main, sentences, shingles, trained_runs, words
from splits import held_back

SENTENCE = "Fighters of the Red Front attacked a convoy near the town of Oasa on Monday morning."
EDITED = "On Friday fighters of the Red Front attacked a convoy near the town of Oasa, officials said."
OTHER = "The minister opened a new bridge over the river in the presence of many guests."
SHORT = "The army said so."


def an_id(suite: str, held: bool) -> str:
    return next(str(n) for n in range(100) if held_back(suite, n) == held)


HELD, OPEN = an_id("made", True), an_id("made", False)


def example(text: str, id: str = "made/other", **more: Any) -> dict[str, Any]:
    return {"id": id, "text": text, "held": False, **more}


def test_words_without_case_accents_and_punctuation() -> None:
    assert words("Côte d’Ivoire’s ARMY, 12-year") == ["cote", "d", "ivoire", "s", "army", "12", "year"]
    assert shingles(SENTENCE) == shingles(SENTENCE.upper().replace(" ", "\n"))
    assert shingles(SHORT) == []


def test_sentences_over_a_line_break() -> None:
    broken = SENTENCE.replace("attacked a", "attacked\na")
    text = f"{broken} {OTHER}\n\n{SHORT}"
    assert [start for start, _ in sentences(text)] == [0, text.index("The minister"), text.index(SHORT)]


@pytest.mark.parametrize(
    ("trained", "counts"),
    [(SENTENCE, (1, 0)), (EDITED, (0, 1)), (f"{OTHER} {SENTENCE}", (1, 0)), (OTHER, (0, 0)), (SHORT, (0, 0))],
)
def test_exact_and_near(trained: str, counts: tuple[int, int]) -> None:
    tally = compare({("made", HELD): f"{SENTENCE} {SHORT}"}, trained_runs([example(trained)]))["made"]
    assert (tally.exact, tally.near) == counts
    assert tally.sentences == 1  # the short one cannot tell
    assert tally.unexpected == sum(counts)
    assert tally.touched == ({("made", HELD)} if sum(counts) else set())


def test_held_examples_are_not_trained_on() -> None:
    assert not trained_runs([example(SENTENCE, held=True)])


@pytest.mark.parametrize(
    ("suite", "id", "trained", "unexpected"),
    [
        ("made", OPEN, "made/1", 0),  # the suite's own training part
        ("made", OPEN, "elsewhere/1", 1),
        ("made", HELD, "made/1", 1),
        ("attribution-train", "x", "elsewhere/1", 0),
    ],
)
def test_what_is_expected(suite: str, id: str, trained: str, unexpected: int) -> None:
    tally = compare({(suite, id): SENTENCE}, trained_runs([example(SENTENCE, trained)]))[suite]
    assert (tally.exact, tally.unexpected) == (1, unexpected)
    assert len(tally.cases) == unexpected


def test_own_test_is_a_suite_of_its_own() -> None:
    found = compare(
        {("made", OPEN): SENTENCE}, trained_runs([example(SENTENCE, "made/1")]), frozenset([("made", OPEN)])
    )
    assert list(found) == [OWN]
    assert found[OWN].unexpected == 1


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data" / "made").mkdir(parents=True)
    (tmp_path / "data" / "made" / "reports.jsonl").write_text(
        "".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in ((HELD, SENTENCE), (OPEN, OTHER)))
    )
    (tmp_path / "data" / "made" / "gold.jsonl").write_text("")
    trained = tmp_path / "examples.jsonl"
    trained.write_text(json.dumps(example(EDITED)) + "\n" + json.dumps(example(OTHER)) + "\n")
    command = [str(trained), "--data", str(tmp_path / "data")]
    assert main(command) == 0
    shown = capsys.readouterr()
    assert f"made: made/{HELD} at 0: " in shown.out
    assert "news/" in shown.err  # articles of the own test that are not here
    assert main([*command, "--strict"]) == 1
    assert main([*command, "--strict", "--json"]) == 1
    assert main([*command, "--strict", "--suites", "nothing"]) == 2
    assert main([str(tmp_path / "absent.jsonl"), "--data", str(tmp_path / "data")]) == 2
