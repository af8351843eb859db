"""Who and where, across reports: the same actor or place named in many reports becomes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from harmattan.model import Actor, Place, Reading
from harmattan.situation.model import SituationActor, SituationPlace

ReportId = str | int


class Parties:
    """The actors and places of many readings, each with an id in the situation.

    An actor is the same when its Wikidata id is, or else its name and country. Only what incidents refer to is
    listed, but names and report counts are those of all readings.
    """

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._actors: dict[tuple[ReportId, str], str] = {}
        self._places: dict[tuple[ReportId, str], str] = {}
        self._seen: dict[str, list[Actor]] = {}
        self._reports: dict[str, set[ReportId]] = {}
        self._first: dict[str, Place] = {}
        countries: dict[str, set[str | None]] = {}
        readings = list(readings)
        for reading in readings:
            for actor in reading.actors:
                if not actor.wikidata:
                    countries.setdefault(actor.name, set()).add(actor.country)
        numbers: dict[tuple[object, ...], str] = {}
        for reading in readings:
            for actor in reading.actors:
                id = actor.wikidata or actor.name
                if not actor.wikidata and len(countries[actor.name]) > 1 and actor.country:
                    id = f"{actor.name} ({actor.country})"
                self._actors[reading.report.id, actor.id] = id
                self._seen.setdefault(id, []).append(actor)
                self._reports.setdefault(id, set()).add(reading.report.id)
            for place in reading.places:
                key = (place.geonameid,) if place.geonameid is not None else (place.name, place.country)
                id = numbers.setdefault(key, f"p{len(numbers) + 1}")
                self._places[reading.report.id, place.id] = id
                self._first.setdefault(id, place)

    def actor(self, report: ReportId, id: str) -> str:
        """The situation's id of an actor of one report."""
        return self._actors[report, id]

    def place(self, report: ReportId, id: str) -> str:
        """The situation's id of a place of one report."""
        return self._places[report, id]

    def actors(self, wanted: Iterable[str]) -> tuple[SituationActor, ...]:
        """The actors with these ids, in order of id."""
        return tuple(self._actor(id) for id in sorted(set(wanted)))

    def places(self, wanted: Iterable[str]) -> tuple[SituationPlace, ...]:
        """The places with these ids, in order of id."""
        return tuple(self._place(id) for id in sorted(set(wanted), key=lambda id: int(id[1:])))

    def _actor(self, id: str) -> SituationActor:
        seen = self._seen[id]
        names = Counter(actor.name for actor in seen)
        names.update(m.span.text for actor in seen for m in actor.mentions if m.form == "name")
        best = Counter(actor.name for actor in seen).most_common(1)[0][0]
        countries = Counter(actor.country for actor in seen if actor.country)
        return SituationActor(
            id,
            best,
            Counter(actor.kind for actor in seen).most_common(1)[0][0],
            countries.most_common(1)[0][0] if countries else None,
            tuple(dict.fromkeys(sector for actor in seen for sector in actor.sectors)),
            seen[0].wikidata,
            tuple(name for name, _ in names.most_common()),
            len(self._reports[id]),
        )

    def _place(self, id: str) -> SituationPlace:
        p = self._first[id]
        return SituationPlace(id, p.name, p.geonameid, p.latitude, p.longitude, p.country, p.admin1, p.precision)
