"""Readings made by hand, for the tests of everything behind the reader."""

from __future__ import annotations

from harmattan.model import (
    Actor,
    Claim,
    Event,
    Mention,
    Place,
    Quantity,
    Reader,
    Reading,
    Repair,
    Report,
    Span,
    Time,
)

READER = Reader("0.1.0", "sha256:model", "sha256:knowledge")

TEXT = (
    "Denmark withdrew 90 commandos from Timbuktu last week. "
    "According to Le Monde, Wagner deployed about 300 men in Mali. "
    "Mali denies that. "
    "Sweden will bring its troops home. "
    "Colonel Goita seized power last year. "
    "The rebels did not attack Timbuktu."
)


def span(text: str, of: str, start: int = 0) -> Span:
    """The first occurrence of ``of`` in ``text`` from ``start`` on."""
    at = text.index(of, start)
    return Span(at, at + len(of), of)


def sentence(text: str, holding: str) -> Span:
    """The sentence of ``text`` that holds the words."""
    at = text.index(holding)
    start = text.rfind(". ", 0, at) + 2 if ". " in text[:at] else 0
    end = text.find(".", at) + 1
    return Span(start, end, text[start:end])


def mention(text: str, of: str) -> Mention:
    return Mention(span(text, of), "name")


def sample(id: str = "r1", *, text: str = TEXT, published: str | None = "2022-01-27", outlet: str = "The Courier",
           reader: Reader = READER) -> Reading:  # fmt: skip
    """A reading with something in every field."""

    def s(of: str) -> Span:
        return span(text, of)

    def actor(
        id: str, name: str, of: str, kind: str, country: str | None, *sectors: str, wd: str | None = None
    ) -> Actor:
        return Actor(id, name, kind, country, sectors, wikidata=wd, mentions=(mention(text, of),))  # type: ignore[arg-type]

    return Reading(
        reader,
        Report(
            id,
            text,
            title="Danes leave",
            outlet=outlet,
            published=published,
            published_basis="given" if published else "unknown",
            repairs=(Repair(0, 1, "Ã"),),
        ),
        actors=(
            actor("a1", "Denmark", "Denmark", "state", "DNK", wd="Q35"),
            actor("a2", "Le Monde", "Le Monde", "organization", "FRA", "JRN"),
            actor("a3", "Wagner Group", "Wagner", "organization", "RUS", "PRM", wd="Q21016072"),
            actor("a4", "Mali", "Mali denies"[:4], "state", "MLI", wd="Q912"),
            actor("a5", "Sweden", "Sweden", "state", "SWE", wd="Q34"),
            actor("a6", "Colonel Goita", "Colonel Goita", "person", None),
            actor("a7", "rebels", "rebels", "group", None, "REB"),
        ),
        places=(
            Place("p1", "Timbuktu", 2449067, 16.77, -3.01, "MLI", "Tombouctou", "settlement", (s("Timbuktu"),)),
            Place("p2", "Mali", 2453866, 17.0, -4.0, "MLI", None, "country", (s("Mali"),)),
        ),
        times=(
            Time("t1", "DATE", "at", "2022-W03", "2022-01-17", "2022-01-23", s("last week")),
            Time("t2", "DATE", "at", None, None, None, s("last year")),
        ),
        quantities=(
            Quantity("q1", "troops", "commandos", 90, 90, 90, "exact", s("90"), who="a1"),
            Quantity("q2", "troops", "men", 300, 300, 300, "about", s("300"), who="a3", claims=("c1",)),
        ),
        events=(
            Event("e1", "RETREAT", "withdraw", ("military",), "0874", s("withdrew"), sentence(text, "withdrew"),
                  ("a1",), ("a4",), ("p1",), ("t1",), ("q1",), outcome="completed", confidence=0.9,
                  why=("trigger lexicon: withdraw",)),
            Event("e2", "MOBILIZE", "troops", ("military",), "154", s("deployed"), sentence(text, "deployed"),
                  ("a3",), (), ("p2",), (), ("q2",), claims=("c1", "c2"), confidence=0.7),
            Event("e3", "RETREAT", "withdraw", ("military",), "0874", s("bring its troops home"),
                  sentence(text, "bring its"), ("a5",), ("a4",), factuality="future", confidence=0.6),
            Event("e4", "COERCE", "seize", ("executive",), None, s("seized power"), sentence(text, "seized"),
                  ("a6",), (), (), ("t2",), background=True),
            Event("e5", "ASSAULT", None, (), "190", s("attack"), sentence(text, "did not attack"),
                  ("a7",), (), ("p1",), factuality="negated"),
        ),
        claims=(
            Claim("c1", "a2", ("a2",), "media", "says", s("Wagner deployed about 300 men in Mali"),
                  (s("Wagner deployed about 300 men in Mali"),), s("Le Monde"), s("According to"),
                  about=("e2",), about_quantities=("q2",)),
            Claim("c2", "a4", ("a4",), "official", "denies", s("that"), (s("that"),), span(text, "Mali", 110),
                  s("denies"), about=("e2",), about_claims=("c1",)),
        ),
    )  # fmt: skip
