"""Readings of one event, made by hand, for the tests of the situation."""

from __future__ import annotations

from typing import Any

from harmattan.model import Actor, Claim, Event, Mention, Place, Quantity, Reading, Report, Span, Time
from samples import READER

FRANCE = {"name": "France", "country": "FRA", "wikidata": "Q142", "kind": "state"}
NIGER = {"name": "Niger", "country": "NER", "wikidata": "Q1032", "kind": "state"}
MALI = {"name": "Mali", "country": "MLI", "wikidata": "Q912", "kind": "state"}
ARMY = {"name": "Malian army", "country": "MLI", "sectors": ("MIL",), "kind": "group"}
WAGNER = {"name": "Wagner Group", "country": "RUS", "wikidata": "Q21016072", "sectors": ("PRM",)}
REBELS = {"name": "rebels", "sectors": ("REB",), "kind": "group"}
VILLAGERS = {"name": "villagers", "country": "MLI", "sectors": ("CVL",), "kind": "population"}
MALI_PLACE = {"name": "Mali", "geonameid": 2453866, "country": "MLI", "precision": "country", "at": (17.0, -4.0)}
GAO = {"name": "Gao", "geonameid": 2457161, "country": "MLI", "precision": "settlement", "at": (16.27, -0.04)}
MOPTI = {"name": "Mopti", "geonameid": 2453348, "country": "MLI", "precision": "settlement", "at": (14.49, -4.18)}
MONDAY = ("2022-01-24", "2022-01-24")
RAID: dict[str, Any] = {"who": REBELS, "whom": VILLAGERS, "at": GAO, "days": MONDAY}
TOLD = "Rebels raided a market near Gao and killed villagers."
RETOLD = "Villagers died when rebels raided a market close to Gao."


def report(
    id: str | int,
    text: str,
    *,
    type: str = "ASSAULT",
    who: dict[str, Any] | None = None,
    whom: dict[str, Any] | None = None,
    at: dict[str, Any] | None = None,
    days: tuple[str, str] | None = None,
    killed: int | None = None,
    counted: dict[str, Any] | None = None,
    stance: str | None = None,
    source: dict[str, Any] | None = None,
    content: str | None = None,
    claims: tuple[Claim, ...] = (),
    published: str | None = None,
    outlet: str | None = None,
    trigger: str | None = None,
    **event: Any,
) -> Reading:
    """A report with one event; a claim by ``source`` holds the whole text, or ``content``.

    ``counted`` are fields of a quantity besides its value; further ``claims`` are about the event only if they say so.
    """
    whole = Span(0, len(text), text)

    def words(of: str) -> Span:
        return Span(text.index(of), text.index(of) + len(of), of)

    named = [a for a in (who, whom, source) if a]
    actors = tuple(
        Actor(f"a{n}", mentions=(Mention(whole, "name" if given["name"][0].isupper() else "nominal"),),
              **{"kind": "organization", **given})
        for n, given in enumerate(named, 1)
    )  # fmt: skip
    ids = {a.name: a.id for a in actors}
    said = words(content) if content else whole
    claim = Claim("c1", ids.get((source or {}).get("name", "")), tuple(ids[s["name"]] for s in [source] if s), "named",
                  stance or "says", said, (said,), about=("e1",))  # type: ignore[arg-type]  # fmt: skip
    spot = {k: v for k, v in (at or {}).items() if k != "at"}
    latitude, longitude = (at or {}).get("at", (None, None))
    number = words(str(killed)) if killed is not None and str(killed) in text else whole
    return Reading(
        READER,
        Report(id, text, outlet=outlet or f"Outlet of {id}", published=published),
        actors=actors,
        places=(Place("p1", latitude=latitude, longitude=longitude, admin1=None, mentions=(whole,), **spot),)
        if at
        else (),
        times=(Time("t1", "DATE", "at", None, days[0], days[1], whole),) if days else (),
        quantities=(
            Quantity("q1", **{"of": "killed", "noun": None, "low": killed, "high": killed, "modifier": "exact",
                              **(counted or {}), "value": killed, "span": number}),
        )
        if killed is not None
        else (),
        events=(
            Event(
                "e1", type, contexts=(), cameo=None,  # type: ignore[arg-type]
                trigger=words(trigger) if trigger else whole, evidence=whole,
                **{
                    "mode": None,
                    "actors": (ids[who["name"]],) if who else (),
                    "recipients": (ids[whom["name"]],) if whom else (),
                    "places": ("p1",) if at else (),
                    "times": ("t1",) if days else (),
                    "quantities": ("q1",) if killed is not None else (),
                    "claims": ("c1",) if stance else (),
                    **event,
                },
            ),
        ),
        claims=((claim,) if stance else ()) + claims,
    )  # fmt: skip
