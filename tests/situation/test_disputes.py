"""Disputes of every kind are found by themselves, and what is no dispute is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harmattan.model import Actor, Claim, Mention, Reading, Span
from harmattan.situation.incidents import situation
from harmattan.situation.model import Dispute
from incident_samples import ARMY, FRANCE, MALI, MALI_PLACE, NIGER, RAID, REBELS, RETOLD, TOLD, WAGNER, report

HERE: dict[str, Any] = {"type": "MOBILIZE", "mode": "troops", "who": WAGNER, "at": MALI_PLACE, "trigger": "present"}


def disputes(*readings: Reading, kind: str) -> list[Dispute]:
    found = situation(readings)
    known = {incident.id for incident in found.incidents}
    assert {d.incident for d in found.disputes} <= known
    assert [d.id for d in found.disputes] == [f"d{n}" for n in range(1, len(found.disputes) + 1)]
    return [d for d in found.disputes if d.kind == kind]


def sides(dispute: Dispute) -> dict[str, tuple[str, ...]]:
    return {side.stance: side.sources for side in dispute.sides}


# ------------------------------------------------------------------ existence


def test_one_denies_what_another_says() -> None:
    (found,) = disputes(
        report("a", "Wagner is present in Mali, France said.", **HERE, stance="says", source=FRANCE,
               published="2021-12-23"),
        report("b", "Mali denied that Wagner is present in the country.", **HERE, factuality="possible",
               stance="denies", source=MALI, published="2021-12-24"),
        kind="existence",
    )  # fmt: skip
    assert found.question == "Is the Wagner Group in Mali?"
    assert sides(found) == {"says": ("France",), "denies": ("Mali",)}
    assert [side.since for side in found.sides] == ["2021-12-23", "2021-12-24"]
    assert [(t.date, t.sources, t.stance) for t in found.history] == [
        ("2021-12-23", ("France",), "says"), ("2021-12-24", ("Mali",), "denies")]  # fmt: skip
    assert found.status == "open"


def test_who_denied_and_then_said_so_settled_it() -> None:
    (found,) = disputes(
        report("a", "Mali denied that Wagner is present in the country.", **HERE, factuality="possible",
               stance="denies", source=MALI, published="2021-12-24"),
        report("b", "Wagner is present in Mali, the government of Mali said.", **HERE, stance="confirms", source=MALI,
               published="2022-02-01"),
        kind="existence",
    )  # fmt: skip
    assert found.status == "settled"


def test_denial_alone_is_no_dispute() -> None:
    denial = report("a", "Mali denied that Wagner is present.", **HERE, stance="denies", source=MALI)
    assert disputes(replace(denial, events=(replace(denial.events[0], factuality="possible"),)), kind="existence") == []


def test_what_a_report_says_not_to_have_happened_is_no_dispute_with_itself() -> None:
    assert disputes(report("a", TOLD, **RAID, factuality="negated"), kind="existence") == []


# ------------------------------------------------------------------ quantity


def told(id: str, killed: int, source: dict[str, Any], **counted: Any) -> Reading:
    text = f"Rebels raided a market near Gao and killed {killed} villagers, {source['name']} said."
    return report(id, text, killed=killed, counted=counted, **RAID, stance="says", source=source)


def test_figures_that_cannot_both_be_right() -> None:
    first, second = told("a", 12, MALI), told("b", 30, FRANCE)
    owned = [replace(r, quantities=(replace(r.quantities[0], claims=("c1",), who="a2", noun="villagers"),))
             for r in (first, second)]  # fmt: skip
    (found,) = disputes(*owned, kind="quantity")
    assert found.question == "How many villagers were killed in Gao on 24 January 2022?"
    assert [(side.sources, side.value) for side in found.sides] == [(("Mali",), 12), (("France",), 30)]
    assert [side.claims for side in found.sides] == [(("a", "c1"),), (("b", "c1"),)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((12, {}), (13, {})),
        ((300, {"modifier": "about"}), (340, {})),
        ((12, {"low": 12, "high": None, "modifier": "at_least"}), (30, {})),
        ((30, {"low": 24, "high": 99, "modifier": "vague"}), (60, {})),
    ],
    ids=["nearly the same", "about", "at least", "dozens"],
)
def test_figures_that_can_both_be_right(first: tuple[int, dict[str, Any]], second: tuple[int, dict[str, Any]]) -> None:
    assert (
        disputes(told("a", first[0], MALI, **first[1]), told("b", second[0], FRANCE, **second[1]), kind="quantity")
        == []
    )


def test_a_toll_that_grew_from_day_to_day_is_no_dispute() -> None:
    first = report("a", TOLD, killed=12, published="2022-01-24", **RAID)
    second = report("b", RETOLD, killed=30, published="2022-01-26", **RAID)
    assert disputes(first, second, kind="quantity") == []
    fell = replace(second, report=replace(second.report, published="2022-01-23"))
    assert len(disputes(first, fell, kind="quantity")) == 1


def test_dead_of_two_sides_are_no_dispute() -> None:
    soldiers = Actor("a3", "soldiers", "group", None, ("MIL",), mentions=(Mention(Span(0, 3, TOLD[:3]), "nominal"),))
    first = report("a", TOLD, killed=12, **RAID)
    second = report("b", RETOLD, killed=30, **RAID)
    villagers = replace(first, quantities=(replace(first.quantities[0], who="a2"),))
    army = replace(second, actors=(*second.actors, replace(soldiers, mentions=())),
                   quantities=(replace(second.quantities[0], who="a3"),))  # fmt: skip
    assert disputes(villagers, army, kind="quantity") == []


# ------------------------------------------------------------------ responsibility


def test_different_actors_are_blamed() -> None:
    by_rebels = report("a", "Rebels raided a market near Gao and killed villagers, the army said.", **RAID,
                       stance="accuses", source=MALI)  # fmt: skip
    raid = {**RAID, "who": ARMY}
    by_army = report("b", "The army raided a market near Gao and killed villagers, France said.", **raid,
                     stance="accuses", source=FRANCE)  # fmt: skip
    found = disputes(by_rebels, by_army, kind="responsibility")
    assert [d.question for d in found] == ["Who is behind the attack on villagers in Gao on 24 January 2022?"]
    assert sides(found[0]) == {"blames rebels": ("Mali",), "blames Malian army": ("France",)}


def test_one_blamed_under_two_names_is_no_dispute() -> None:
    fighters = {**RAID, "who": {**REBELS, "name": "rebel fighters"}}
    first = report("a", TOLD, **RAID, stance="accuses", source=MALI)
    second = report("b", RETOLD, **fighters, stance="accuses", source=FRANCE)
    assert disputes(first, second, kind="responsibility") == []


# ------------------------------------------------------------------ naming, legality, motive


def speech(id: str, text: str, *spoken: tuple[dict[str, Any], str, str], **fields: Any) -> Reading:
    """A report with an event, and claims ``(source, content, stance)``, each of which answers the one before."""
    reading = report(id, text, **fields)
    actors, claims = list(reading.actors), []
    for n, (source, content, stance) in enumerate(spoken, 2):
        start = text.index(content)
        span = Span(start, start + len(content), content)
        actors.append(Actor(f"s{n}", mentions=(), **{"kind": "organization", **source}))
        claims.append(
            Claim(f"c{n}", f"s{n}", (f"s{n}",), "named", stance, span, (span,), about=("e1",),  # type: ignore[arg-type]
                  about_claims=(f"c{n - 1}",) if n > 2 else ())
        )  # fmt: skip
    return replace(reading, actors=tuple(actors), claims=(*reading.claims, *claims))


def test_two_words_for_one_thing() -> None:
    text = "Wagner is present in Mali. Mali says they are instructors; France says they are mercenaries."
    (found,) = disputes(
        speech("a", text, (MALI, "they are instructors", "says"), (FRANCE, "they are mercenaries", "says"), **HERE,
               published="2022-02-01"),
        kind="naming",
    )  # fmt: skip
    assert found.question == "Are the Russians in Mali instructors or mercenaries?"
    assert sides(found) == {"says instructors": ("Mali",), "says mercenaries": ("France",)}
    assert [side.words for side in found.sides] == [("they are instructors",), ("they are mercenaries",)]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("They are present in Mali. Mali says they are instructors; France says they are trainers.",
         (MALI, "they are instructors"), (FRANCE, "they are trainers")),
        ("They are present in Mali. Mali says they are instructors, and that mercenaries left.",
         (MALI, "they are instructors"), (MALI, "that mercenaries left")),
        ("They are present in Mali. Mali says they are instructors; France wants to hire mercenaries.",
         (MALI, "they are instructors"), (FRANCE, "to hire mercenaries")),
    ],
    ids=["words of one camp", "one source uses both", "a wish is worded by the reporter"],
)  # fmt: skip
def test_no_quarrel_over_words(text: str, first: tuple[Any, str], second: tuple[Any, str]) -> None:
    reading = speech("a", text, (*first, "says"), (*second, "says"), **HERE)
    assert disputes(reading, kind="naming") == []


def test_right_and_wrong() -> None:
    text = "Wagner is present in Mali. Russia calls it legal under an agreement; Mali says it is illegal."
    russia = {"name": "Russia", "country": "RUS", "wikidata": "Q159", "kind": "state"}
    here = {**HERE, "who": russia}
    (found,) = disputes(
        speech("a", text, (russia, "legal under an agreement", "says"), (MALI, "it is illegal", "says"), **here),
        kind="legality",
    )
    assert found.question == "Was it lawful for Russia to be in Mali?"
    assert sides(found) == {"lawful": ("Russia",), "unlawful": ("Mali",)}
    (one_side,) = [speech("a", text, (MALI, "it is illegal", "says"), **here)]
    assert disputes(one_side, kind="legality") == []


def test_motives() -> None:
    text = "Niger is present in Mali. Niger says it came to protect farmers; Mali says that is a pretext."
    here = {**HERE, "who": NIGER}
    (found,) = disputes(
        speech("a", text, (NIGER, "it came to protect farmers", "says"), (MALI, "that is a pretext", "says"), **here),
        kind="motive",
    )
    assert found.question == "Why is Niger in Mali?"
    assert sides(found) == {"gives a reason": ("Niger",), "alleges another": ("Mali",)}
