"""What many reports amount to, taken together: the types of `harmattan situation`.

Ids of actors, places and incidents are those of this situation. A pair ``(report id, event or claim id)`` points
back to the reading it came from. Dates are ISO dates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from harmattan.model import ActorKind, Counted, EventType, Modifier, Precision, ReportId, plain

Status = Literal["reported", "corroborated", "contested", "denied", "announced"]
DatePrecision = Literal["day", "week", "month", "year", "unknown"]
Target = Literal["civilian", "combatant", "mixed", "property", "unknown"]
DisputeKind = Literal["existence", "quantity", "responsibility", "naming", "legality", "motive"]
Pointer = tuple[str | int, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One source's number, and the report it stands in. ``source`` is the report's outlet or id for its own figures.

    ``date`` is the report's; a ``superseded`` figure is one that the same source, or a later update, has replaced; a
    ``planned`` one counts what was still to come.
    """

    source: str
    value: float | int | None
    low: float | int | None
    high: float | int | None
    report: str | int
    modifier: Modifier = "exact"
    text: str = ""
    date: str | None = None
    claim: str | None = None
    superseded: bool = False
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """What the standing figures of one kind span; ``low`` and ``high`` are inclusive, an open side is ``None``.

    ``who`` says in words whom they count, where reports count several kinds of people.
    """

    of: Counted
    low: float | int | None
    high: float | int | None
    by_source: tuple[Figure, ...]
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening, from one or many reports.

    ``mentioned_in`` are those of its ``reports`` that tell the same story by their words without an event of theirs
    being coded; they count for no status. ``confidence`` is the mean probability that its events are one happening.
    ``reported`` are the first and last dates of its reports.
    """

    id: str
    type: EventType
    mode: str | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    earliest: str | None
    latest: str | None
    date_precision: DatePrecision
    target: Target | None
    status: Status
    reports: tuple[str | int, ...]
    events: tuple[Pointer, ...]
    quantities: tuple[Total, ...] = ()
    in_favour: tuple[Pointer, ...] = field(default=(), metadata={"name": "for"})
    against: tuple[Pointer, ...] = ()
    place_precision: Precision | None = None
    background: bool = False
    mentioned_in: tuple[str | int, ...] = ()
    confidence: float = 1.0
    reported: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Side:
    """Those who agree with each other in a dispute. ``words`` are a few of theirs; ``low`` and ``high`` of a figure."""

    sources: tuple[str, ...]
    stance: str
    value: float | int | None
    since: str | None
    claims: tuple[Pointer, ...]
    words: tuple[str, ...] = ()
    reports: tuple[str | int, ...] = ()
    low: float | int | None = None
    high: float | int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One move in a dispute: who said what, in which report of which date."""

    date: str | None
    sources: tuple[str, ...]
    stance: str
    value: float | int | None
    words: str
    report: str | int
    claim: str | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A question that sources answer differently, and how it moved: ``history`` is in order of date, undated last."""

    id: str
    question: str
    kind: DisputeKind
    incident: str
    status: Literal["open", "settled"]
    sides: tuple[Side, ...]
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """How one actor treated another in a month; ``balance`` runs from -10 (conflict) to 10 (cooperation).

    It is the mean of PLOVER's scores of the ``incidents`` behind it; ``quads`` counts them by quad class, in the order
    verbal cooperation, material cooperation, verbal conflict, material conflict; ``contested`` says how many somebody
    denies. ``period`` is ``2022-01``, or ``undated``.
    """

    actor: str
    recipient: str
    period: str
    events: int
    balance: float
    incidents: tuple[str, ...] = ()
    quads: tuple[int, int, int, int] = (0, 0, 0, 0)
    contested: int = 0


@dataclass(frozen=True, slots=True)
class SituationActor:
    """Somebody that one or more reports name."""

    id: str
    name: str
    kind: ActorKind
    country: str | None
    sectors: tuple[str, ...]
    wikidata: str | None
    names: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class SituationPlace:
    """A place that one or more reports name. Coordinates are WGS 84 degrees."""

    id: str
    name: str
    geonameid: int | None
    latitude: float | None
    longitude: float | None
    country: str | None
    admin1: str | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Situation:
    """Many reports taken together; ``start`` and ``end`` are the first and last publication dates, if any is known."""

    reports: int
    start: str | None = field(metadata={"name": "from"})
    end: str | None = field(metadata={"name": "to"})
    incidents: tuple[Incident, ...]
    disputes: tuple[Dispute, ...]
    relations: tuple[Relation, ...]
    actors: tuple[SituationActor, ...]
    places: tuple[SituationPlace, ...]

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object."""
        out = plain(self)
        for incident in out["incidents"]:
            incident["for"] = incident.pop("in_favour")
        return {"reports": out.pop("reports"), "from": out.pop("start"), "to": out.pop("end"), **out}


__all__ = [
    "Dispute", "DisputeKind", "Figure", "Incident", "Pointer", "Relation", "ReportId", "Side", "Situation",
    "SituationActor", "SituationPlace", "Status", "Target", "Total", "Turn",
]  # fmt: skip
