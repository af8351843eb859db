"""Arguments of predicates whatever the voice and wherever they stand. Cases: `cases/predicates.json`.

A case marks its predicate with an asterisk; ``slots`` gives the argument heads by name.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harmattan.api import load_tools
from harmattan.model import Report
from harmattan.reading.events.predicates import Clauses
from harmattan.reading.syntax import parse

CASES = json.loads((Path(__file__).parents[1] / "cases" / "predicates.json").read_text(encoding="utf-8"))


def params() -> list[Any]:
    return [
        pytest.param(
            case, id=case["text"][:60], marks=[pytest.mark.xfail(strict=True)] if case.get("known_failure") else []
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", params())
def test_predicate(case: dict[str, Any]) -> None:
    marked: str = case["text"]
    start = marked.index("*")
    parsed = next(parse([Report("case", marked.replace("*", ""))], load_tools().nlp))
    at = next(t.i for t in parsed.doc if t.idx == start)
    found = Clauses(parsed).at(at)
    told = {name: [parsed.doc[i].text for i in found.slots.get(name, ())] for name in case["slots"]}
    assert told == case["slots"]
    if "content" in case:
        assert (parsed.doc[found.content].text if found.content is not None else None) == case["content"]
