"""What many reports amount to, taken together: the types of `harmattan situation`.

Ids of actors, places and incidents are those of this situation. A pair ``(report id, event or claim id)`` points
back to the reading it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from harmattan.model import ActorKind, Counted, EventType, Precision, plain

Status = Literal["reported", "corroborated", "contested", "denied", "announced"]
DatePrecision = Literal["day", "week", "month", "year", "unknown"]
Target = Literal["civilian", "combatant", "mixed", "property", "unknown"]
DisputeKind = Literal["existence", "quantity", "responsibility", "naming", "legality", "motive"]
Pointer = tuple[str | int, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """One source's number, and the report it stands in. ``source`` is the report's outlet or id for its own figures."""

    source: str
    value: float | int | None
    low: float | int | None
    high: float | int | None
    report: str | int


@dataclass(frozen=True, slots=True)
class Total:
    """What all figures of one kind span; ``low`` and ``high`` are inclusive, an open side is ``None``."""

    of: Counted
    low: float | int | None
    high: float | int | None
    by_source: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening, from one or many reports."""

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


@dataclass(frozen=True, slots=True)
class Side:
    """Those who agree with each other in a dispute."""

    sources: tuple[str, ...]
    stance: str
    value: float | int | None
    since: str | None
    claims: tuple[Pointer, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A question that sources answer differently."""

    id: str
    question: str
    kind: DisputeKind
    incident: str
    status: Literal["open", "settled"]
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """How one actor treated another in a month; ``balance`` runs from conflict (negative) to cooperation."""

    actor: str
    recipient: str
    period: str
    events: int
    balance: float


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
