"""Pairs of reports that are, and are not, of one happening."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import incident_samples as made
from harmattan.model import Reading
from harmattan.situation.grouping import group
from harmattan.situation.happenings import happenings
from harmattan.situation.likeness import SAME, chance, kilometres, likeness

CASES = json.loads((Path(__file__).parent.parent / "cases" / "happenings.json").read_text(encoding="utf-8"))["cases"]
NAMED: dict[str, Any] = {
    "rebels": made.REBELS, "villagers": made.VILLAGERS, "Gao": made.GAO, "Mopti": made.MOPTI, "France": made.FRANCE,
    "Niger": made.NIGER, "Wagner": made.WAGNER, "army": made.ARMY,
    "gunman": {"name": "gunman", "sectors": ("UAF",), "kind": "person"},
    "clerk": {"name": "former clerk", "sectors": ("LAB",), "kind": "person"},
}  # fmt: skip


def made_report(id: str, fields: dict[str, Any]) -> Reading:
    given = {**fields}
    for key in ("who", "whom", "source"):
        if key in given:
            given[key] = {**NAMED, "Mali": made.MALI}[given[key]]
    if "at" in given:
        given["at"] = {**NAMED, "Mali": made.MALI_PLACE}[given["at"]]
    if "days" in given:
        days = given["days"]
        given["days"] = tuple(days) if isinstance(days, list) else (days, days)
    return made.report(id, given.pop("text"), **given)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, id=c["name"], marks=[pytest.mark.xfail(strict=True)] if c.get("known_failure") else [])
        for c in CASES
    ],
)
def test_pairs(case: dict[str, Any]) -> None:
    readings = [made_report(id, {**case["base"], **case[id]}) for id in "ab"]
    assert (len(group(happenings(readings))) == 1) == case["one"]


def test_likeness_is_symmetric() -> None:
    pairs = [[made_report(id, {**case["base"], **case[id]}) for id in "ab"] for case in CASES]
    for pair in pairs:
        a, b = happenings(pair)
        assert likeness(a, b) == likeness(b, a)


def test_chance_grows_with_what_speaks_for_it() -> None:
    assert 0 < chance(SAME - 2) < chance(SAME) < chance(SAME + 4) < 1


def test_distance() -> None:
    assert kilometres((16.27, -0.04), (14.49, -4.18)) == pytest.approx(485, abs=5)
    assert kilometres((10.0, 20.0), (10.0, 20.0)) == 0
