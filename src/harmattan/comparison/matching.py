"""Which incident is which row of a table: by date, place, type and parties; and in what the two differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.comparison.tables import Events, Row, formats
from harmattan.knowledge.demonyms import countries
from harmattan.situation.likeness import EXACT, kilometres
from harmattan.situation.model import Incident, Situation, SituationPlace
from harmattan.situation.words import rarity, words_of

DAYS = 3  # by which dates may differ
KM = 50.0  # by which exact places may differ
LEAST = 1.5  # what must speak for a match: type and date, and one of place or parties
HARMS = ("killed", "casualties")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a matched pair in which the two differ, in words."""

    field: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Match:
    """An incident and the row that tells of it; ``km`` lies between their places where both are known."""

    incident: Incident
    row: Row
    score: float
    km: float | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A situation beside a table.

    ``only_there`` leaves out rows of days and countries that no report is about: ``beyond`` of them. ``only_here``
    leaves out incidents that the table's format does not hold (speech, plans, denied ones), and those outside its dates
    and countries: ``besides`` of them.
    """

    format: str
    matched: tuple[Match, ...]
    only_here: tuple[Incident, ...]
    only_there: tuple[Row, ...]
    besides: int
    beyond: int


def compare(situation: Situation, events: Events, *, days: int = DAYS, km: float = KM) -> Comparison:
    """Set incidents beside the rows of a table, each to one at most: the likeliest pairs first.

    ``days`` is by how much their dates may differ, ``km`` by how much places that both know exactly may.
    """
    known = _known(situation)
    places = known.places
    pairs = [
        (score, incident, row, apart)
        for incident in situation.incidents
        for row in events.rows
        if (found := _score(incident, row, known, days, km)) is not None
        for score, apart in [found]
        if score >= LEAST
    ]
    pairs.sort(key=lambda p: (-p[0], int(p[1].id[1:]), p[2].line))
    matched: dict[str, Match] = {}
    taken: set[int] = set()
    for score, incident, row, apart in pairs:
        if incident.id not in matched and row.line not in taken:
            taken.add(row.line)
            differences = tuple(_differences(incident, row, known, apart, km))
            matched[incident.id] = Match(incident, row, round(score, 2), apart, differences)
    left = [i for i in situation.incidents if i.id not in matched]
    here = [i for i in left if _covered(i, events.rows, places, days)]
    others = [row for row in events.rows if row.line not in taken]
    there = [row for row in others if _told_of(row, situation, places, days)]
    return Comparison(
        events.format,
        tuple(matched[i.id] for i in situation.incidents if i.id in matched),
        tuple(here),
        tuple(there),
        len(left) - len(here),
        len(others) - len(there),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What a situation's ids stand for: places, names of actors, and the words by which a table may call them."""

    places: dict[str, SituationPlace]
    labels: dict[str, str]
    words: dict[str, frozenset[str]]


def _known(situation: Situation) -> _Known:
    return _Known(
        {place.id: place for place in situation.places},
        {actor.id: actor.name for actor in situation.actors},
        {a.id: frozenset(words_of(" ".join((a.name, *a.names)))) | _people(a.country) for a in situation.actors},
    )


def _score(incident: Incident, row: Row, known: _Known, days: int, km: float) -> tuple[float, float | None] | None:
    """What speaks for a match, and the kilometres between the places; ``None`` when it cannot be one."""
    if incident.type not in row.types or incident.status in ("announced", "denied"):
        return None
    span = _span(incident)
    if span is None:
        return None
    gap = max((row.first - span[1]).days, (span[0] - row.last).days, 0)
    if gap > days:
        return None
    score = 1.0 - gap / (days + 1) if incident.earliest else 0.4
    place = known.places.get(incident.place or "")
    apart = None
    if place:
        if place.country and row.country and place.country != row.country:
            return None
        apart = _apart(place, row)
        if apart is not None and place.precision in EXACT and row.exact:
            if apart > km:
                return None
            score += 1.0 - apart / (2 * km) if km else 1.0
        elif place.country == row.country:
            score += 0.3
    score += 0.8 * _parties(incident, row, known)
    killed = _killed(incident)
    if killed and killed[0] <= row.high and row.low <= killed[1] and row.high:
        score += 0.5
    return score, apart


def _span(incident: Incident) -> tuple[date, date] | None:
    """When an incident happened, or, where it has no date and is no background, when it was news."""
    if incident.earliest and incident.latest:
        return date.fromisoformat(incident.earliest), date.fromisoformat(incident.latest)
    first = incident.reported[0]
    if not first or incident.background:
        return None
    day = date.fromisoformat(first[:10])
    return day - timedelta(days=7), day


def _parties(incident: Incident, row: Row, known: _Known) -> float:
    """The share of the row's parties that the incident names."""
    mine = {w for id in (*incident.actors, *incident.recipients) for w in known.words[id] if rarity(w) >= 2}
    theirs = [{w for w in words_of(actor) if rarity(w) >= 2} for actor in row.actors[:2]]
    if not mine or not theirs:
        return 0.0
    return sum(bool(mine & words) for words in theirs) / len(theirs)


def _people(country: str | None) -> frozenset[str]:
    """A country's name and people as words: ACLED and UCDP name forces by the country."""
    return frozenset(words_of(" ".join(countries().get(country or "", ()))))


def _apart(place: SituationPlace, row: Row) -> float | None:
    if place.latitude is None or place.longitude is None or row.latitude is None or row.longitude is None:
        return None
    return kilometres((place.latitude, place.longitude), (row.latitude, row.longitude))


def _killed(incident: Incident) -> tuple[float, float] | None:
    """The dead of an incident from low to high, all sides together where they are told apart."""
    totals = [t for t in incident.quantities if t.of in HARMS and (t.low is not None or t.high is not None)]
    if not totals:
        return None
    low = sum(t.low or 0 for t in totals)
    high = sum(t.high if t.high is not None else float("inf") for t in totals)
    return low, high


def _differences(incident: Incident, row: Row, known: _Known, apart: float | None, km: float) -> Iterator[Difference]:
    if incident.earliest and incident.latest:
        first, last = date.fromisoformat(incident.earliest), date.fromisoformat(incident.latest)
        if row.first > last or row.last < first:
            yield Difference("date", _dates(first, last), _dates(row.first, row.last))
    place = known.places.get(incident.place or "")
    if place and apart is not None and place.precision in EXACT and row.exact and apart > min(km, 10.0):
        yield Difference("place", place.name, f"{row.place} ({apart:.0f} km away)")
    killed = _killed(incident)
    if killed and (killed[0] > row.high or killed[1] < row.low):
        yield Difference("deaths", _range(*killed), _range(row.low, row.high))
    elif killed is None and row.best:
        yield Difference("deaths", "none told", _range(row.low, row.high))
    named = any(not actor.startswith(tuple(formats()["anybody"])) for actor in row.actors[:2])
    if named and not _parties(incident, row, known) and (incident.actors or incident.recipients):
        told = ", ".join(known.labels[id] for id in (*incident.actors, *incident.recipients))
        yield Difference("parties", told, ", ".join(row.actors[:2]))
    clear = incident.target if row.civilians is not None and incident.target in ("civilian", "combatant") else None
    if clear and row.civilians != (clear == "civilian"):
        yield Difference("target", clear, "civilian" if row.civilians else "not civilian")


def _range(low: float, high: float) -> str:
    if low == high:
        return f"{low:.0f}"
    return f"{low:.0f}–{high:.0f}" if high != float("inf") else f"{low:.0f}+"


def _dates(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first} – {last}"


def _covered(incident: Incident, rows: Iterable[Row], places: dict[str, SituationPlace], days: int) -> bool:
    """Whether the table could hold an incident: of a type and time that it has, in a country that it has."""
    span = _span(incident)
    if span is None or incident.status in ("announced", "denied"):
        return False
    place = places.get(incident.place or "")
    rows = list(rows)
    lands = {row.country for row in rows}
    if place and place.country and place.country not in lands:
        return False
    slack = timedelta(days=days)
    fitting = [row for row in rows if incident.type in row.types]
    if not fitting:
        return False
    first, last = min(row.first for row in rows) - slack, max(row.last for row in rows) + slack
    return span[0] <= last and span[1] >= first


def _told_of(row: Row, situation: Situation, places: dict[str, SituationPlace], days: int) -> bool:
    """Whether reports are about a row's days and country, so that they might have told of it."""
    lands = {places[i.place].country for i in situation.incidents if i.place}
    if not situation.start or not situation.end or row.country not in lands:
        return False
    slack = timedelta(days=max(days, 7))
    first, last = date.fromisoformat(situation.start[:10]) - slack, date.fromisoformat(situation.end[:10])
    return row.first <= last and row.last >= first
