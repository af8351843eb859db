"""Who and where, across reports: the same actor or place named in many reports becomes one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from harmattan.knowledge.demonyms import countries
from harmattan.model import Actor, ActorKind, Place, Reading, ReportId
from harmattan.situation.happenings import report_order, spot_of
from harmattan.situation.model import SituationActor, SituationPlace

ARMED_BODIES = frozenset({"MIL", "REB", "PRM", "UAF"})


class Parties:
    """The actors and places of many readings, each with an id in the situation.

    An actor is the same when its Wikidata id is, or else its name and country. Only what incidents refer to is
    listed, but names and report counts are those of all readings.
    """

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._actors: dict[tuple[ReportId, str], str] = {}
        self._principals: dict[tuple[ReportId, str], str] = {}
        self._places: dict[tuple[ReportId, str], str] = {}
        self._seen: dict[str, list[Actor]] = {}
        self._reports: dict[str, set[ReportId]] = {}
        self._first: dict[str, Place] = {}
        countries: dict[str, set[str | None]] = {}
        readings = sorted(readings, key=lambda r: report_order(r.report.id))  # the same ids in whatever order they came
        for reading in readings:
            for actor in reading.actors:
                if not actor.wikidata:
                    countries.setdefault(actor.name, set()).add(actor.country)
        numbers: dict[str, str] = {}
        for reading in readings:
            for actor in reading.actors:
                id = actor.wikidata or actor.name
                if not actor.wikidata and len(countries[actor.name]) > 1 and actor.country:
                    id = f"{actor.name} ({actor.country})"
                self._actors[reading.report.id, actor.id] = id
                self._seen.setdefault(id, []).append(actor)
                self._reports.setdefault(id, set()).add(reading.report.id)
            for actor in reading.actors:
                body = _body(reading, actor)
                if body:
                    self._principals[reading.report.id, actor.id] = self._actors[reading.report.id, body.id]
            for place in reading.places:
                id = numbers.setdefault(self.place_key(place), f"p{len(numbers) + 1}")
                self._places[reading.report.id, place.id] = id
                self._first.setdefault(id, place)

    def actor(self, report: ReportId, id: str) -> str:
        """The situation's id of an actor of one report."""
        return self._actors[report, id]

    def principal(self, report: ReportId, id: str) -> str:
        """The id of the body for which an actor without a name stands: units of Wagner are Wagner. States are none."""
        return self._principals.get((report, id), self._actors[report, id])

    @staticmethod
    def place_key(place: Place) -> str:
        """By what a place is the same in another report."""
        return spot_of(place).key

    def name(self, id: str) -> str:
        """The name by which an actor of the situation is called."""
        return self._actor(id).name

    def kind(self, id: str) -> ActorKind:
        """What an actor of the situation is."""
        return self._actor(id).kind

    def place_name(self, id: str) -> str:
        """The name of a place of the situation."""
        return self._first[id].name

    @staticmethod
    def country_name(code: str) -> str:
        """The name of the country with this ISO 3166-1 alpha-3 code; the code itself where there is none."""
        return countries().get(code, (code, ""))[0]

    @staticmethod
    def people_of(code: str) -> str:
        """What the people of a country are called: ``Russians``."""
        name, people = countries().get(code, (code, ""))
        return people or f"men from {name}"

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


def _body(reading: Reading, actor: Actor) -> Actor | None:
    """The armed organisation that an actor without a name of its own belongs to."""
    if actor.wikidata or not actor.member_of or any(m.form == "name" for m in actor.mentions):
        return None
    owner = reading.actor(actor.member_of)
    armed = owner.kind in ("organization", "group") and bool(set(owner.sectors) & ARMED_BODIES)
    named = bool(owner.wikidata) or any(m.form == "name" for m in owner.mentions)
    return owner if armed and named else None
