"""The example reports and two of our own, read and taken together: what an analyst must see."""

from __future__ import annotations

from pathlib import Path

import pytest

from harmattan.api import read_many
from harmattan.intake import gather
from harmattan.model import Reading
from harmattan.situation.incidents import situation
from harmattan.situation.model import Dispute, Incident, Situation

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "cases" / "mali"


@pytest.fixture(scope="module")
def mali() -> Situation:
    own = [{"id": path.stem, "text": path.read_text(encoding="utf-8")} for path in sorted(OWN.glob("*.txt"))]
    found = [*read_many(gather([str(ROOT / "examples" / "mali")])), *read_many(own)]
    readings = [reading for reading in found if isinstance(reading, Reading)]
    assert len(readings) == len(found)
    return situation(readings)


def the(mali: Situation, question: str) -> Dispute:
    (dispute,) = [d for d in mali.disputes if d.question == question]
    return dispute


def told_by(mali: Situation, *reports: str, type: str) -> list[Incident]:
    return [i for i in mali.incidents if i.type == type and set(reports) <= set(i.reports)]


def test_how_strong_wagner_is(mali: Situation) -> None:
    dispute = the(mali, "How many Wagner personnel are in Mali?")
    sides = [(side.sources, side.value) for side in dispute.sides]
    assert sides == [(("French government source", "Le Monde"), 300), (("France",), 1000)], "one source says 300 to 350"
    assert dispute.status == "open"


def test_instructors_or_mercenaries(mali: Situation) -> None:
    dispute = the(mali, "Are the Russians in Mali instructors or mercenaries?")
    first, second = dispute.sides
    assert (first.stance, second.stance) == ("says instructors", "says mercenaries")
    assert set(first.sources) == {"Malian transitional government", "Malian government"}
    assert {"France", "Germany", "United Kingdom"} <= set(second.sources)
    assert first.since == "2021-12-24"


def test_whether_wagner_is_there(mali: Situation) -> None:
    dispute = the(mali, "Is the Wagner Group in Mali?")
    says, denies = dispute.sides
    assert {"France", "Delta Press Agency"} <= set(says.sources)
    assert set(denies.sources) == {"Malian transitional government", "Mali"}
    (incident,) = [i for i in mali.incidents if i.id == dispute.incident]
    assert incident.status == "contested"


def test_the_coup_of_2020_is_one_incident(mali: Situation) -> None:
    coups = [i for i in mali.incidents if (i.type, i.mode) == ("COERCE", "seize") and len(i.reports) > 1]
    first = next(i for i in coups if "sahel-courier-2020-08-19" in i.reports)
    assert {"delta-press-2020-08-20", "sahel-courier-2021-05-25"} <= set(first.reports)
    assert (first.earliest or "")[:7] == "2020-08", "told as last year, and narrowed by when it was news"


def test_arrival_refusal_and_withdrawal_of_the_danes_are_three(mali: Situation) -> None:
    arrival, refusal, withdrawal = (
        told_by(mali, "nordlys-2022-01-27", "danes", type=type) for type in ("MOBILIZE", "REJECT", "RETREAT")
    )
    assert [len(arrival), len(refusal), len(withdrawal)] == [1, 1, 1]
    assert (arrival[0].earliest, arrival[0].latest) == ("2022-01-17", "2022-01-23"), "the undated report takes the week"
    (troops,) = arrival[0].quantities
    assert (troops.low, troops.high) == (90, 91), "fifteen doctors are a part of them"
    assert withdrawal[0].status == "announced"


def test_the_end_of_barkhane_is_announced(mali: Situation) -> None:
    (end,) = [i for i in mali.incidents if i.type == "RETREAT" and "nordlys-2021-06-11" in i.reports]
    assert end.status == "announced"


def test_the_dead_of_moura(mali: Situation) -> None:
    dispute = the(mali, "How many people were killed in Moura in March 2022?")
    assert {side.value: "Malian army" in side.sources for side in dispute.sides} == {203: True, 300: False}
    assert the(mali, "Did the Malian army kill men in Moura in March 2022?").sides[1].sources == ("Malian army",)
