"""Damage is mended, recorded, and undone exactly; what is right stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.intake.edits import Mended, undo
from harmattan.intake.repair import repair

CASES = json.loads((Path(__file__).parents[1] / "cases" / "repair.json").read_text("utf-8"))

# A text of more than a hundred words that has lost every apostrophe, in one of two spellings of the same story.
FILLER = "The people of the town live from cattle and fields near the river and speak of rain and of roads. " * 6


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["name"], marks=[pytest.mark.xfail(strict=True)] if c.get("known_failure") else [])
        for c in CASES
    ],
)
def test_repair(case: dict[str, str]) -> None:
    mended, repairs = repair(case["text"])
    assert mended == case["expected"]
    assert undo(mended, repairs) == case["text"]
    assert all(mended[r.start : r.end] != r.was for r in repairs)
    assert [r.start for r in repairs] == sorted(r.start for r in repairs)


def test_lost_apostrophes_are_restored_only_where_certain() -> None:
    text = FILLER + "Malis army sells womens cloth. Its new, and then its over. Mali and Russias men. Russia left."
    mended, _ = repair(text)
    assert "Mali's army sells women's cloth. Its new, and then its over." in mended
    assert "Russias men" not in mended


@pytest.mark.parametrize(
    "text",
    [
        FILLER + "Malis army sells womens cloth, as Mali's own law says.",  # it has an apostrophe: nothing was lost
        FILLER + "The Malis army left.",  # one word proves nothing
        "Malis army sells womens cloth in Mali.",  # too short to miss an apostrophe
        FILLER + "The two Koreas and the Congos spoke, and Perus and Chinas.",
    ],
)
def test_lost_apostrophes_are_left_where_not(text: str) -> None:
    assert repair(text) == (text, ())


damaged = st.lists(
    st.sampled_from(
        ["â€œ", "â€", "Ã©", "โ€œ", "‘", "s ", "&amp;", "&#233;", "\x00", "\u00ad", "a", "B", ".", " ", "é", "”"]
    )
    | st.text(max_size=3),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(damaged)
def test_replayed_backwards_repairs_give_the_original(text: str) -> None:
    mended, repairs = repair(text)
    assert undo(mended, repairs) == text
    assert bool(repairs) == (mended != text)
    ends = [0]
    for r in repairs:
        assert ends[-1] <= r.start <= r.end <= len(mended)
        ends.append(r.end)


@settings(max_examples=300, deadline=None)
@given(
    st.text("abc", max_size=12),
    st.lists(
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.text("xy", max_size=3)), max_size=4), max_size=4
    ),
)
def test_edits_compose(text: str, rounds: list[list[tuple[int, int, str]]]) -> None:
    mended = Mended(text)
    for edits in rounds:
        ordered, last = [], -1
        for at, length, new in sorted(edits):
            if at > last and at + length <= len(mended.text):
                ordered.append((at, at + length, new))
                last = at + length
        mended.apply(ordered)
        assert undo(mended.text, mended.repairs) == text
