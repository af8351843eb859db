"""The product's types: what a report is, and what a reading of it says.

Every object here is frozen. Offsets are half-open ``[start, end)`` indices of ``str`` characters in
``report.text`` (or in ``report.title`` where a span says so), and a span's ``text`` is exactly the characters it
covers. ``to_dict`` gives the JSON that `docs/contract.md` describes and `harmattan.schema` publishes as JSON Schema.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar, get_args

from harmattan.errors import ReportError

# ------------------------------------------------------------------ vocabularies

ReportId = str | int
"""As the user gave it: ``7`` and ``"7"`` are two reports."""
Basis = Literal["given", "metadata", "dateline", "inferred", "unknown"]
ActorKind = Literal["state", "organization", "group", "person", "population"]
Form = Literal["name", "nominal", "pronoun"]
Precision = Literal["point", "settlement", "admin2", "admin1", "country", "region"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
TimeRole = Literal["at", "since", "until", "before", "after"]
Counted = Literal[
    "killed", "wounded", "casualties", "missing", "arrested", "released", "abducted", "displaced", "deported",
    "troops", "weapons", "participants", "money", "other",
]  # fmt: skip
Modifier = Literal["exact", "about", "at_least", "at_most", "range", "vague"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT",
    "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Factuality = Literal["asserted", "negated", "possible", "future", "hypothetical"]
Outcome = Literal["completed", "attempted", "failed", "prevented", "ongoing", "unknown"]
SourceKind = Literal["named", "official", "eyewitness", "anonymous", "media", "analyst"]
Stance = Literal[
    "says", "confirms", "denies", "accuses", "condemns", "demands", "promises", "threatens", "warns", "doubts",
    "believes", "cannot_verify", "no_comment",
]  # fmt: skip

EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)

# ------------------------------------------------------------------ spans


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a report: ``report.text[start:end] == text``, or of its title when ``place`` is ``"title"``."""

    start: int
    end: int
    text: str
    place: Literal["text", "title"] = "text"

    def to_dict(self) -> dict[str, Any]:
        out: dict[str, Any] = {"start": self.start, "end": self.end, "text": self.text}
        if self.place == "title":
            out["in"] = "title"
        return out

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly within this span."""
        return self.place == other.place and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.place == other.place and self.start < other.end and other.start < self.end

    @property
    def order(self) -> tuple[bool, int, int]:
        """Sort key: reading order, the title first."""
        return (self.place == "text", self.start, self.end)


@dataclass(frozen=True, slots=True)
class Repair:
    """One mended stretch: ``report.text[start:end]`` stands where the report had ``was``."""

    start: int
    end: int
    was: str


# ------------------------------------------------------------------ report


@dataclass(frozen=True, slots=True)
class Report:
    """One text and where it came from. ``text`` and ``title`` are after repair; undamaged text is never changed.

    ``id`` comes back as it was given, a string or a whole number.
    ``published`` is an ISO date (``2022-01-27``) or ``None``; ``published_basis`` says where it was found, and for an
    inferred date ``published_bounds`` holds the earliest and latest ISO dates that the text allows.
    """

    id: ReportId
    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str = "en"
    published: str | None = None
    published_basis: Basis = "unknown"
    published_time: str | None = None
    published_bounds: tuple[str | None, str | None] | None = None
    published_evidence: Span | None = None
    repairs: tuple[Repair, ...] = ()
    title_repairs: tuple[Repair, ...] = ()


# ------------------------------------------------------------------ what a reading holds


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an actor is named, described or referred to."""

    span: Span
    form: Form


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, suffers or speaks in a report.

    ``country`` is an ISO 3166-1 alpha-3 code, one of PLOVER's international codes (IGO, UNO, EUR, NGO, ISM, IMG, MNC),
    or ``None``; ``sectors`` are PLOVER sector codes; ``member_of`` is the id of another actor of the same reading.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    member_of: str | None = None
    wikidata: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a report names, resolved against the gazetteer. Coordinates are WGS 84 degrees."""

    id: str
    name: str
    geonameid: int | None
    latitude: float | None
    longitude: float | None
    country: str | None
    admin1: str | None
    precision: Precision
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression with its TIMEX3 ``value``; ``earliest`` and ``latest`` are ISO dates, both inclusive."""

    id: str
    type: TimexType
    role: TimeRole
    value: str | None
    earliest: str | None
    latest: str | None
    span: Span
    anchored_by: Span | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts. ``low`` and ``high`` are inclusive; an open side is ``None``."""

    id: str
    of: Counted
    noun: str | None
    value: float | int | None
    low: float | int | None
    high: float | int | None
    modifier: Modifier
    span: Span
    unit: str | None = None
    who: str | None = None
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says what: source, cue and content, and how the source stands to it."""

    id: str
    source: str | None
    sources: tuple[str, ...]
    source_kind: SourceKind
    stance: Stance
    content: Span
    content_parts: tuple[Span, ...]
    source_span: Span | None = None
    cue: Span | None = None
    via: str | None = None
    quoted: bool = False
    about: tuple[str, ...] = ()
    about_quantities: tuple[str, ...] = ()
    about_claims: tuple[str, ...] = ()

    def holds(self, *spans: Span) -> bool:
        """Whether any of these spans lies within a part of the content."""
        return any(part.covers(span) for part in self.content_parts for span in spans)


@dataclass(frozen=True, slots=True)
class Event:
    """One happening as one report tells it, coded to PLOVER; fields hold ids of the same reading."""

    id: str
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str | None
    trigger: Span
    evidence: Span
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    factuality: Factuality = "asserted"
    outcome: Outcome = "unknown"
    background: bool = False
    claims: tuple[str, ...] = ()
    confidence: float = 0.5
    mentions: tuple[Span, ...] = ()
    """The trigger of every mention of the happening, in reading order; ``trigger`` is that of the fullest one. Without
    any, the trigger alone."""
    why: tuple[str, ...] = field(default=(), metadata={"json": False})
    """The rules that coded it, for `harmattan explain`; not part of the JSON."""

    def __post_init__(self) -> None:
        if not self.mentions:
            object.__setattr__(self, "mentions", (self.trigger,))


@dataclass(frozen=True, slots=True)
class Reader:
    """What made a reading: the same three values and the same text always give the same reading."""

    version: str
    model: str
    knowledge: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One report's record."""

    reader: Reader
    report: Report
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object, made of plain lists, dicts, strings and numbers."""
        return dict(_fields(self))

    def actor(self, id: str) -> Actor:
        """The actor with this id. Raises `KeyError` when the reading has none."""
        return _by_id(self.actors, id)

    def event(self, id: str) -> Event:
        """The event with this id. Raises `KeyError` when the reading has none."""
        return _by_id(self.events, id)

    def claim(self, id: str) -> Claim:
        """The claim with this id. Raises `KeyError` when the reading has none."""
        return _by_id(self.claims, id)

    def in_own_voice(self, event: Event) -> bool:
        """Whether the report itself tells an event as a fact, whoever else does: no claim on it holds some mention."""
        claims = [self.claim(id) for id in event.claims]
        free = any(not any(claim.holds(mention) for claim in claims) for mention in event.mentions)
        return event.factuality == "asserted" and free


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read, standing in its place: the rest go on."""

    id: ReportId
    error: ReportError

    def to_dict(self) -> dict[str, Any]:
        return {"report": {"id": self.id}, "error": {"code": self.error.code, "message": str(self.error)}}


# ------------------------------------------------------------------ JSON


def plain(item: Any) -> Any:
    """JSON-ready copy of a model object: inline spans are merged into their owner, tuples become lists."""
    if isinstance(item, Span):
        return item.to_dict()
    if isinstance(item, (tuple, list)):
        return [plain(x) for x in item]
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return dict(_fields(item))
    return item


def _fields(item: Any) -> Iterator[tuple[str, Any]]:
    for f in dataclasses.fields(item):
        value = getattr(item, f.name)
        if not f.metadata.get("json", True):
            continue
        if f.name == "span":  # Mention, Time and Quantity carry their span inline
            yield from value.to_dict().items()
        else:
            yield f.name, plain(value)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Item = TypeVar("_Item", bound=_Named)


def _by_id(items: tuple[_Item, ...], id: str) -> _Item:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)
