"""Reports of one happening become one incident, and different happenings stay apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harmattan.situation.incidents import situation
from harmattan.situation.unknown import unknown_names
from incident_samples import FRANCE, MALI, MALI_PLACE, MONDAY, MOPTI, NIGER, RAID, report
from samples import sample


def test_two_reports_of_one_raid_are_one_incident() -> None:
    found = situation(
        [
            report("a", "Rebels raided a market near Gao on Monday and killed villagers.", killed=12, **RAID),
            report("b", "Villagers died when rebels raided a market close to Gao.", killed=30, **RAID),
        ]
    )
    (incident,) = found.incidents
    assert incident.reports == ("a", "b")
    assert incident.events == (("a", "e1"), ("b", "e1"))
    assert incident.status == "corroborated"
    assert incident.target == "civilian"
    assert (incident.earliest, incident.latest, incident.date_precision) == (*MONDAY, "day")
    (total,) = incident.quantities
    assert (total.of, total.low, total.high) == ("killed", 12, 30)
    assert {f.source: f.value for f in total.by_source} == {"Outlet of a": 12, "Outlet of b": 30}
    (dispute,) = found.disputes
    assert dispute.kind == "quantity"
    assert [side.value for side in dispute.sides] == [12, 30]


SAME = "Rebels raided a market near Gao and killed villagers."


@pytest.mark.parametrize(
    "other",
    [
        {**RAID, "days": ("2022-03-01", "2022-03-01")},
        {**RAID, "at": MOPTI},
        {**RAID, "whom": NIGER},
        {**RAID, "type": "COERCE"},
    ],
    ids=["another day", "another town", "another victim", "another act"],
)
def test_what_cannot_be_one_stays_two(other: dict[str, Any]) -> None:
    found = situation([report("a", SAME, **RAID), report("b", SAME + " It was market day.", **other)])
    assert len(found.incidents) == 2


def test_two_coups_stay_two_without_dates() -> None:
    coup = {"type": "COERCE", "mode": "seize", "at": MALI_PLACE}
    found = situation(
        [
            report("a", "Soldiers seized power in Mali in a coup.", published="2020-08-19", **coup),
            report("b", "Soldiers seized power in Mali in a coup again.", published="2021-05-25", **coup),
        ]
    )
    assert len(found.incidents) == 2


def test_half_alike_stories_do_not_chain() -> None:
    """b is like a and like c, but a and c exclude each other: at most two of them become one."""
    march = ("2022-03-01", "2022-03-01")
    found = situation(
        [
            report("a", SAME, **RAID),
            report("b", SAME, **{**RAID, "days": None}),
            report("c", SAME, **{**RAID, "days": march}),
        ]
    )
    assert sorted(map(len, (i.reports for i in found.incidents))) == [1, 2]


def test_order_of_reports_does_not_matter() -> None:
    exit = {"type": "RETREAT", "mode": "withdraw", "who": FRANCE, "whom": MALI}
    readings = [
        report("a", "Rebels raided a market near Gao on Monday and killed villagers.", **RAID),
        report("b", "France withdrew its troops from Mali.", **exit),
        report("c", "Villagers died when rebels raided a market close to Gao.", **RAID),
        report("d", "Troops of France were withdrawn from Mali.", **exit),
    ]
    groups = {frozenset(i.reports) for i in situation(readings).incidents}
    assert groups == {frozenset("ac"), frozenset("bd")}
    assert {frozenset(i.reports) for i in situation(reversed(readings)).incidents} == groups


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ({}, None, "reported"),
        ({}, {}, "corroborated"),
        ({"stance": "says", "source": MALI}, {"stance": "denies", "source": FRANCE}, "contested"),
        ({}, {"stance": "denies", "source": FRANCE}, "contested"),
        ({"stance": "denies", "source": FRANCE}, None, "denied"),
        ({"factuality": "negated"}, None, "denied"),
        ({"factuality": "future"}, None, "announced"),
        ({"factuality": "future"}, {}, "reported"),
    ],
)
def test_status(first: dict[str, Any], second: dict[str, Any] | None, status: str) -> None:
    readings = [report("a", "Rebels raided a market near Gao on Monday and killed villagers.", **RAID, **first)]
    if second is not None:
        readings.append(report("b", "Villagers died when rebels raided a market close to Gao.", **RAID, **second))
    (incident,) = situation(readings).incidents
    assert incident.status == status


def test_copy_of_a_report_corroborates_nothing() -> None:
    (incident,) = situation([report("a", SAME, **RAID), report("b", SAME, **RAID)]).incidents
    assert incident.status == "reported"


def test_claims_are_for_and_against() -> None:
    found = situation([sample()])
    (incident,) = [i for i in found.incidents if i.mode == "troops"]
    assert (incident.in_favour, incident.against) == ((("r1", "c1"),), (("r1", "c2"),))
    assert incident.quantities[0].by_source[0].source == "Le Monde"
    (dispute,) = found.disputes
    assert dispute.kind == "existence"
    assert [(side.stance, side.sources) for side in dispute.sides] == [("says", ("Le Monde",)), ("denies", ("Mali",))]


def test_same_actor_under_two_names_is_one() -> None:
    first, *others = sample().actors
    other = replace(sample("r2", outlet="The Echo"), actors=(replace(first, name="Kingdom of Denmark"), *others))
    found = situation([sample(), other])
    (denmark,) = [a for a in found.actors if a.country == "DNK"]
    assert denmark.id == "Q35"
    assert set(denmark.names) >= {"Denmark", "Kingdom of Denmark"}
    assert denmark.reports == 2


def test_everything_pointed_to_is_listed() -> None:
    found = situation([sample(), sample("r2")])
    actors, places = {a.id for a in found.actors}, {p.id for p in found.places}
    for incident in found.incidents:
        assert set(incident.actors) | set(incident.recipients) <= actors
        assert incident.place is None or incident.place in places
    assert (found.start, found.end, found.reports) == ("2022-01-27", "2022-01-27", 2)


def test_no_reports_are_no_incidents() -> None:
    found = situation([]).to_dict()
    assert found == {"reports": 0, "from": None, "to": None, "incidents": [], "disputes": [], "relations": [],
                     "actors": [], "places": []}  # fmt: skip


def test_unknown_names_are_counted() -> None:
    nowhere = replace(sample().places[0], name="Tin Foo", geonameid=None, latitude=None, longitude=None)
    names = unknown_names([sample(), replace(sample("r2"), places=(nowhere,))])
    counted = [(n.name, n.kind, n.times, n.reports) for n in names]
    assert counted == [("Colonel Goita", "actor", 2, 2), ("Tin Foo", "place", 1, 1)]
    assert "[Colonel Goita]" in names[0].example
