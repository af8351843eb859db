"""How actors treat each other, by month."""

from __future__ import annotations

from harmattan.knowledge.ontology import plover, score
from harmattan.situation.incidents import situation
from incident_samples import ARMY, FRANCE, MALI, RAID, RETOLD, TOLD, VILLAGERS, report


def test_balance_is_the_mean_score_of_a_months_incidents() -> None:
    found = situation(
        [
            report("a", "France gave Mali aid.", type="AID", who=FRANCE, whom=MALI, days=("2022-01-05", "2022-01-05")),
            report("b", "France accused Mali.", type="ACCUSE", mode="allege", who=FRANCE, whom=MALI,
                   days=("2022-01-20", "2022-01-20")),
            report("c", "France praised Mali.", type="SUPPORT", who=FRANCE, whom=MALI,
                   days=("2022-02-20", "2022-02-20")),
        ]
    )  # fmt: skip
    january, february = found.relations
    assert (january.actor, january.recipient, january.period) == ("Q142", "Q912", "2022-01")
    assert (january.events, january.balance, january.quads) == (2, round((10 - 3.5) / 2, 1), (0, 1, 1, 0))
    assert set(january.incidents) == {i.id for i in found.incidents if (i.earliest or "") < "2022-02"}
    assert (february.period, february.balance) == ("2022-02", 5.0)
    assert {a.id for a in found.actors} == {"Q142", "Q912"}


def test_an_incident_counts_once_however_many_report_it() -> None:
    (relation,) = situation([report("a", TOLD, **RAID), report("b", RETOLD, **RAID)]).relations
    assert (relation.events, relation.balance) == (1, -9.0)


def test_plans_and_denials_are_no_relation_but_contested_ones_are_marked() -> None:
    plan = report("a", "France will attack Mali.", who=FRANCE, whom=MALI, factuality="future")
    assert situation([plan]).relations == ()
    denied = report("a", "Mali denied an attack by France.", who=FRANCE, whom=MALI, factuality="possible",
                    stance="denies", source=MALI)  # fmt: skip
    assert situation([denied]).relations == ()
    (relation,) = situation(
        [report("a", TOLD, **RAID), report("b", RETOLD, **RAID, stance="denies", source=FRANCE)]
    ).relations
    assert relation.contested == 1


def test_an_army_counts_as_its_state() -> None:
    named = report("b", "France praised Mali.", type="SUPPORT", who=FRANCE, whom=MALI)
    army = {**ARMY, "sectors": ("MIL",)}
    relations = situation([report("a", TOLD, **{**RAID, "who": army, "whom": VILLAGERS}), named]).relations
    assert ("Q912", "villagers") in {(r.actor, r.recipient) for r in relations}


def test_every_type_and_mode_has_a_score() -> None:
    for type, modes in plover().modes.items():
        for mode in (None, *modes):
            assert -10 <= score(type, mode) <= 10
    assert score("PROTEST", "vandalize") == score("PROTEST", None)
    assert score("ACCUSE", None) == -3  # the manual's table prints 3 without its sign
