"""Copies and agency texts are one voice."""

from __future__ import annotations

from typing import Any

import pytest

from harmattan.model import Reading
from harmattan.situation.incidents import situation
from harmattan.situation.voices import independent, voices
from incident_samples import FRANCE, MALI, RAID, RETOLD, TOLD, report

LONG = (
    "Rebels raided a market near Gao on Monday and killed villagers, the governor of the region said in a statement"
    " that was read out on the radio in the evening, hours after the last shots were heard in the town."
)
CUT = LONG.partition(", the governor")[0] + "."
REWRITTEN = (
    "Shots rang out for hours at Gao's cattle market when armed men on motorcycles came out of the bush and fired at"
    " traders; villagers who had fled to the river counted their dead at dusk."
)


@pytest.mark.parametrize(
    ("first", "second", "alone"),
    [
        (LONG, LONG, False),
        (LONG, CUT, False),
        (LONG, "UPDATE: " + LONG + " More soon.", False),
        (LONG, REWRITTEN, True),
        (TOLD, RETOLD, True),
    ],
    ids=["the same text", "its first sentence", "with a line more", "another text", "short and retold"],
)
def test_copies(first: str, second: str, alone: bool) -> None:
    found = voices([report("a", first), report("b", second)])
    assert independent(found["a"], found["b"]) == alone


def test_copies_are_found_through_a_third() -> None:
    other = "The army sent helicopters from Mopti, and the road to Niger was closed until the morning of the next day."
    both = voices([report("a", LONG), report("b", f"{LONG} {other}"), report("c", other)])
    assert both["a"].copies == both["b"].copies == both["c"].copies


def test_one_outlet_or_agency_is_one_voice() -> None:
    same = voices([report("a", TOLD, outlet="The Echo"), report("b", REWRITTEN, outlet="the  echo")])
    assert not independent(same["a"], same["b"])
    wire = voices([report("a", "GAO (Delta Press) - " + TOLD), report("b", "BAMAKO (Delta Press) – " + REWRITTEN)])
    assert not independent(wire["a"], wire["b"])


def status(*readings: Reading) -> str:
    (incident,) = situation(readings).incidents
    return incident.status


def test_only_independent_voices_corroborate() -> None:
    assert status(report("a", LONG, **RAID), report("b", CUT, **RAID)) == "reported"
    assert status(report("a", LONG, **RAID), report("b", RETOLD, **RAID)) == "corroborated"
    shared: dict[str, Any] = {"outlet": "The Echo"}
    assert status(report("a", LONG, **RAID, **shared), report("b", RETOLD, **RAID, **shared)) == "reported"


def test_two_reports_of_one_source_are_one_voice() -> None:
    quoted: dict[str, Any] = {**RAID, "stance": "says", "source": MALI}
    assert status(report("a", TOLD, **quoted), report("b", RETOLD, **quoted)) == "reported"
    other = {**quoted, "source": FRANCE}
    assert status(report("a", TOLD, **quoted), report("b", RETOLD, **other)) == "corroborated"


def test_a_government_and_its_army_are_one_source() -> None:
    army = {"name": "Malian army", "country": "MLI", "sectors": ("GOV", "MIL"), "kind": "group"}
    first = report("a", TOLD, **RAID, stance="says", source=MALI)
    second = report("b", RETOLD, **RAID, stance="says", source=army)
    assert status(first, second) == "reported"
