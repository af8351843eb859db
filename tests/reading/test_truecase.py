"""Wire text in capitals becomes ordinary prose of the same length; ordinary prose stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harmattan.reading.truecase import truecase

CASES = json.loads((Path(__file__).parents[1] / "cases" / "truecase.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["name"], marks=[pytest.mark.xfail(strict=True)] if c.get("known_failure") else [])
        for c in CASES
    ],
)
def test_truecase(case: dict[str, str]) -> None:
    assert truecase(case["text"]) == case.get("expected", case["text"])


@given(st.text("ABCDEFGİßŞÑÉ .,-'[]()123\n", min_size=40, max_size=200))
def test_length_and_letters_stay(text: str) -> None:
    cased = truecase(text)
    assert len(cased) == len(text)
    assert all(a == b or a.lower() == b for a, b in zip(text, cased, strict=True))
    assert truecase(text) == cased
