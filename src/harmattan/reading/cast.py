"""The actors of a report while they are being gathered: one draft for each referent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from spacy.tokens import Doc

from harmattan.knowledge.actors import ActorIndex, Entry
from harmattan.model import Actor, ActorKind, Form, Mention, Place
from harmattan.reading.actor_names import Name
from harmattan.reading.syntax import Parse


@dataclass(eq=False)
class Draft:
    """An actor in the making. ``mentions`` are token ranges with their form; ``parent`` is whom it belongs to."""

    name: str
    kind: ActorKind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    wikidata: str | None = None
    parent: Draft | None = None
    parent_name: str | None = None
    known: bool = True
    mentions: dict[tuple[int, int], Form] = field(default_factory=dict)

    def mention(self, start: int, end: int, form: Form) -> None:
        """Note that tokens ``[start, end)`` stand for this actor."""
        self.mentions.setdefault((start, end), form)


@dataclass
class Cast:
    """All drafts of a report by key, and what the report is about."""

    parse: Parse
    index: ActorIndex
    names: list[Name]
    places: list[Place]
    drafts: dict[tuple[object, ...], Draft] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.doc: Doc = self.parse.doc
        self.date = self.parse.report.published
        self.name_at: dict[int, Name] = {i: n for n in self.names for i in range(n.start, n.end)}
        self.place_at: dict[int, Place] = {}
        for place in self.places:
            for span in place.mentions:
                tokens = self.parse.tokens(span)
                self.place_at.update(dict.fromkeys(range(tokens.start, tokens.end), place))
        self.country_at: dict[int, str] = {}
        for i, place in self.place_at.items():
            if place.country:
                self.country_at[i] = place.country
        for name in self.names:
            if name.uses("name", "adjective", "people", "capital") and name.aliases[0].entry.kind == "state":
                code = self.choose(name).country
                if code:
                    self.country_at.update(dict.fromkeys(range(name.start, name.end), code))
        self.countries: Counter[str] = Counter()
        last = -2
        for i, code in sorted(self.country_at.items()):
            self.countries[code] += i != last + 1
            last = i

    def get(self, key: tuple[object, ...], draft: Draft) -> Draft:
        """The draft under a key, ``draft`` itself where there is none yet."""
        return self.drafts.setdefault(key, draft)

    def entry(self, entry: Entry) -> Draft:
        """The draft of a known actor."""
        sectors = entry.sectors
        if entry.kind == "person" and self.date and entry.until and entry.until < self.date and sectors == ("GOV",):
            sectors = ("ELI",)
        return self.get(
            ("entry", entry.name, entry.country),
            Draft(entry.name, entry.kind, entry.country, sectors, entry.wikidata, parent_name=entry.member_of),
        )

    def choose(self, name: Name) -> Entry:
        """The entry a name stands for here: valid at the report's date, of a country the report speaks of."""
        counted: Counter[str] = getattr(self, "countries", Counter())
        entries = [a.entry for a in name.aliases]
        valid = [e for e in entries if e.holds(self.date)] or entries
        return max(valid, key=lambda e: (counted[e.country or ""], -entries.index(e)))

    def focus(self, i: int) -> str | None:
        """The country that an unspecified "government" or "army" at token ``i`` belongs to."""
        sentence = self.parse.sentence_of[i]
        for back in range(3):
            if sentence - back < 0:
                break
            span = self.parse.sentences[sentence - back]
            here = [(t.i, self.country_at[t.i]) for t in span if t.i in self.country_at]
            if here:
                before = [code for at, code in here if at < i]
                codes = list(dict.fromkeys(code for _, code in here))
                if len(codes) == 1:
                    return codes[0]
                top = self.countries.most_common(1)[0][0]
                if top in codes:
                    return top
                return before[-1] if before and back == 0 else None
        top_two = self.countries.most_common(2)
        if top_two and (len(top_two) == 1 or top_two[0][1] > top_two[1][1]):
            return top_two[0][0]
        return None

    def actors(self) -> list[Actor]:
        """The drafts that were mentioned, as actors in reading order."""
        used = [d for d in self.drafts.values() if d.mentions]
        used.sort(key=lambda d: min(d.mentions))
        ids = {id(d): f"a{n}" for n, d in enumerate(used, 1)}
        by_name = {d.name: f"a{n}" for n, d in reversed(list(enumerate(used, 1)))}
        states = {d.country: ids[id(d)] for d in used if d.kind == "state"}
        out = []
        for d in used:
            member = ids.get(id(d.parent)) if d.parent else by_name.get(d.parent_name or "")
            if member is None and d.kind != "state" and set(d.sectors) & {"GOV", "MIL", "COP", "JUD", "LEG", "SPY"}:
                government = self.drafts.get(("government", d.country))
                member = ids.get(id(government)) if government and d.sectors == ("GOV",) else None
                member = member or states.get(d.country)
            if member == ids[id(d)]:
                member = None
            mentions = tuple(
                Mention(self.parse.span(start, end), form) for (start, end), form in sorted(d.mentions.items())
            )
            out.append(Actor(ids[id(d)], d.name, d.kind, d.country, d.sectors, member, d.wikidata, mentions))
        return out
