"""The actors of a report while they are being gathered: one draft for each referent."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc, Token

from harmattan.knowledge.actors import ActorIndex, Entry, fold, words
from harmattan.knowledge.lexicon import ordinary_words
from harmattan.model import Actor, ActorKind, Form, Mention, Place
from harmattan.reading.actors.names import Name
from harmattan.reading.actors.noun_phrases import preposition
from harmattan.reading.actors.words import vocabulary
from harmattan.reading.syntax import Parse

NO_SECTORS = frozenset({"STATE", "IGO"})  # marks in the role nouns, not PLOVER sectors


def plain(name: str) -> str:
    """A table's name without the words in brackets that tell namesakes, or times of one life, apart."""
    return re.sub(r" \([^()]*\)$", "", name)


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
    local: bool = False
    """Whether it is an office of a part of a country, which its government does not have."""
    mentions: dict[tuple[int, int], Form] = field(default_factory=dict)

    def mention(self, start: int, end: int, form: Form) -> None:
        """Note that tokens ``[start, end)`` stand for this actor."""
        self.mentions.setdefault((start, end), form)


def acting(token: Token) -> bool:
    """Whether a name is a subject, alone or with others."""
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ in ("nsubj", "nsubjpass", "agent")


@dataclass
class Cast:
    """All drafts of a report by key, and what the report is about."""

    parse: Parse
    index: ActorIndex
    names: list[Name]
    places: list[Place]
    drafts: dict[tuple[object, ...], Draft] = field(default_factory=dict)
    described: set[int] = field(default_factory=set)
    """Heads of phrases that already stand for somebody: appositions, titles before a name."""

    def __post_init__(self) -> None:
        self.doc: Doc = self.parse.doc
        self._settings: dict[int, str] | None = None
        self._full_names: list[tuple[str, ...]] | None = None
        self.date = self.parse.report.published
        self.name_at: dict[int, Name] = {i: n for n in self.names for i in range(n.start, n.end)}
        self.place_at: dict[int, Place] = {}
        for place in self.places:
            for span in place.mentions:
                tokens = self.parse.tokens(span)
                before = fold(self.doc[tokens.start - 1].text) if tokens.start else ""
                if before == "the" and fold(span.text) in self.index.roles:
                    continue  # "the Federation"
                self.place_at.update(dict.fromkeys(range(tokens.start, tokens.end), place))
        self.country_at: dict[int, str] = {}
        self.countries: Counter[str] = Counter()
        for i, place in self.place_at.items():
            if place.country:
                self.country_at[i] = place.country
        for name in [n for outer in self.names for n in (outer, *outer.inside)]:
            if name.uses("name", "adjective", "people", "capital") and name.aliases[0].entry.kind == "state":
                code = self.choose(name).country
                if code and not (name.uses("name", "capital") and self.elsewhere(name)):
                    self.country_at.update(dict.fromkeys(range(name.start, name.end), code))
        last = -2
        for i, code in sorted(self.country_at.items()):
            self.countries[code] += i != last + 1
            last = i

    def leaders(self) -> list[Entry]:
        """The known persons and groups that the report names, once a mention."""
        entries = (self.choose(n) for n in self.names if n.aliases)
        return [e for e in entries if e.kind in ("person", "group") and e.country in self.index.states]

    def elsewhere(self, name: Name) -> bool:
        """Whether a state's name is read as a place in another state: "Georgia" in the United States."""
        place = self.place_at.get(name.start)
        if place is None or place.country is None or place.precision == "country":
            return False
        return place.country != self.choose(name).country

    def recent(self, i: int, body: str) -> str | None:
        """The country of the government or army that was spoken of in the four sentences before token ``i``."""
        first = self.parse.sentences[max(0, self.parse.sentence_of[i] - 4)].start
        last = (-1, "")
        for key, draft in self.drafts.items():
            if key[0] == body and draft.country:
                at = max((start for start, _ in draft.mentions if first <= start < i), default=-1)
                last = max(last, (at, draft.country))
        return last[1] or None if last[0] >= 0 else None

    @cached_property
    def written(self) -> frozenset[str]:
        """The folded proper nouns of the report that no dictionary writes small."""
        return frozenset(fold(t.text) for t in self.doc if t.pos_ == "PROPN" and t.lower_ not in ordinary_words())

    def owners(self, name: Name, parts: Sequence[str]) -> list[str]:
        """A name's folded words without the "s" of a possessive that lost its apostrophe: "Keitas plan"."""
        if not parts or name.end >= len(self.doc) or len(parts[-1]) < 4 or parts[-1][-1] != "s":
            return list(parts)
        before = fold(self.doc[name.start - 1].text) if name.start else ""
        owned = self.doc[name.end].pos_ in ("NOUN", "ADJ") and before != "the"  # not "the Keitas"
        last = parts[-1][:-1] if owned and parts[-1][:-1] in self.written else parts[-1]
        return [*parts[:-1], last]

    def full_names(self) -> list[tuple[str, ...]]:
        """The folded words of persons' full names, particles aside."""
        if self._full_names is None:
            particles = vocabulary("particles")
            folded = (
                tuple(self.owners(n, [w for w in words(self.doc[n.start : n.end].text) if w not in particles]))
                for n in self.names
                if n.label == "PERSON" or (n.aliases and n.aliases[0].entry.kind == "person")
            )
            self._full_names = [f for f in dict.fromkeys(folded) if len(f) > 1]
        return self._full_names

    def get(self, key: tuple[object, ...], draft: Draft) -> Draft:
        """The draft under a key, ``draft`` itself where there is none yet."""
        return self.drafts.setdefault(key, draft)

    def entry(self, entry: Entry) -> Draft:
        """The draft of a known actor."""
        sectors = entry.sectors
        if entry.kind == "person" and self.date and "GOV" in sectors and not entry.holds(self.date):
            sectors = ("ELI",) if entry.until and entry.until < self.date else ()  # not in office yet: a title may tell
        return self.get(
            ("entry", entry.name, entry.country),
            Draft(entry.name, entry.kind, entry.country, sectors, entry.wikidata, parent_name=entry.member_of),
        )

    def choose(self, name: Name) -> Entry:
        """The entry a name stands for here: valid at the report's date, of a country the report speaks of."""
        counted = self.countries
        entries = [a.entry for a in name.aliases]
        valid = [e for e in entries if e.holds(self.date)] or entries
        return max(valid, key=lambda e: (counted[e.country or ""], -entries.index(e)))

    def settings(self) -> dict[int, str]:
        """Tokens that tell which country is spoken of: places and states, not partners ("with France")."""
        if self._settings is None:
            found = {}
            for i, code in self.country_at.items():
                name = self.name_at.get(i)
                if name and name.uses("adjective", "people", "capital") and name.aliases[0].entry.kind == "state":
                    continue
                governor = preposition(self.doc[i])
                if governor is not None and fold(governor.text) in vocabulary("counterpart"):
                    continue
                if self.doc[i + 1 : i + 3].text.lower() == "-based":  # where somebody else has his seat
                    continue
                found[i] = code
            for name in self.names:
                entry = self.choose(name) if name.aliases else None
                root = self.doc[name.start : name.end].root
                if entry and entry.kind == "person" and entry.country and root.dep_ not in ("nsubj", "nsubjpass"):
                    found[name.start] = entry.country
            self._settings = found
        return self._settings

    @cached_property
    def total(self) -> Counter[str]:
        """How often the report speaks of each country: by its places, states and leaders."""
        total = Counter(self.settings().values())
        total.update(e.country for e in self.leaders() if e.country)
        return total

    def focus(self, i: int, body: str = "government") -> str | None:
        """The country that an unspecified "government" or "army" at token ``i`` belongs to, or ``None`` in doubt.

        That is the country that the sentence sets, else that of the ``body`` ("government" or "army") just mentioned,
        else the one set just before, else the one of the whole report.
        """
        settings = self.settings()
        total = self.total
        sentence = self.parse.sentence_of[i]
        for back in range(min(3, sentence + 1)):
            span = self.parse.sentences[sentence - back]
            here = Counter(settings[t] for t in range(span.start, span.end) if t in settings)
            if (
                back == 0 and len(here) > 1
            ):  # "Denmark left Mali after the junta insisted": a state that acts is another
                scene = {settings[t] for t in range(span.start, span.end) if t in settings and not acting(self.doc[t])}
                here = Counter({c: n for c, n in here.items() if c in scene}) if len(scene) == 1 else here
            if here:
                best = max(here, key=lambda code: (total[code], here[code]))
                if len(here) == 1 or total[best] >= 2 * max(total[c] for c in here if c != best):
                    return best
                if back == 0:
                    before = [settings[t] for t in range(span.start, i) if t in settings]
                    return before[-1] if len(set(before)) == 1 else None
            if back == 0:
                recent = self.recent(i, body)
                if recent:
                    return recent
        ranked = total.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
            return ranked[0][0]
        return None

    def under_soldiers(self, i: int) -> str | None:
        """The one country that the report speaks of and that soldiers ruled at its date, or ``None``."""
        ruled = {
            e.country
            for held in self.index.offices.values()
            for e in held
            if {"GOV", "MIL"} <= set(e.sectors)
            and e.country in self.countries
            and e.holds(self.date)
            and (self.date or e.office != "leader")  # of the long table only those who ruled at a known date
        }
        return ruled.pop() if len(ruled) == 1 else None

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
                within = government is not None and d.sectors == ("GOV",) and not d.local
                member = ids.get(id(government)) if within else None
                member = member or states.get(d.country)
            if member == ids[id(d)]:
                member = None
            mentions = tuple(
                Mention(self.parse.span(start, end), form) for (start, end), form in sorted(d.mentions.items())
            )
            sectors = tuple(s for s in d.sectors if s not in NO_SECTORS)
            out.append(Actor(ids[id(d)], plain(d.name), d.kind, d.country, sectors, member, d.wikidata, mentions))
        return out
