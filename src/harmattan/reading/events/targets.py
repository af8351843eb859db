"""Parties that only an event's frame shows: "withdrew from *Chad*", "fired at *Lebanon*", "*French* withdrawal".

By itself a country after "from" or "at" is a place and a nationality word no actor; as what a trigger acts on, or as
whose deed a noun tells, both stand for the state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Token

from harmattan.knowledge import Knowledge, lexicon
from harmattan.knowledge.demonyms import demonyms
from harmattan.knowledge.folding import fold
from harmattan.model import Actor, ActorKind, Mention, Place
from harmattan.reading.actors.noun_phrases import core, numeral, plural
from harmattan.reading.events.parties import Parties
from harmattan.reading.events.predicates import MISTAKEN
from harmattan.reading.syntax import Parse

COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SURE = 0.3  # chance from which a noun that stands for nobody known is taken for a party


def listed(token: Token) -> bool:
    """Whether an apposition is one of several names: "the deputies, *X* and Y", or misparsed, "X, *Y*, *Z* and W"."""
    head = token.head
    several = any(c.dep_ in ("conj", "appos") for c in token.children)
    return several and token.pos_ == "PROPN" and (head.pos_ == "PROPN" or plural(head))


class Targets:
    """Looks up the parties of events, and makes actors of states that nothing else showed to be parties.

    ``actors`` are the given ones with what came to light: such states are added, or have a further mention.
    """

    def __init__(
        self, parse: Parse, knowledge: Knowledge, parties: Parties, actors: Iterable[Actor], places: Iterable[Place]
    ) -> None:
        self.parse = parse
        self.parties = parties
        self.actors = list(actors)
        self.entries = knowledge.actors.states
        self.peoples = demonyms()
        self.onlookers = frozenset(lexicon("triggers-classes")["onlookers"])
        self.countries = {
            parse.tokens(span).root.i: place.country
            for place in places
            if place.precision == "country" and place.country in self.entries
            for span in place.mentions
        }
        self.within = {
            parse.tokens(span).root.i: place.country
            for place in places
            if place.precision in ("point", "settlement", "admin1", "admin2") and place.country in self.entries
            for span in place.mentions
        }
        self.made: dict[int, str] = {}
        self.things: set[str] = set()
        """What is weighed as a party beside the others and is nobody: "*shops*"."""

    def named(
        self, slots: Iterable[tuple[int, ...]], state: bool, without: Sequence[str] = ()
    ) -> tuple[list[str], list[int]]:
        """The actors of the first slot that names any, and its heads; else the heads of the first slot.

        With ``state`` a country's name there stands for the state; ``without`` are parties of the other side.
        """
        heads: list[int] = []
        for found in slots:
            ids = [id for i in found for id in self.resolve(i, state) if id not in without]
            if ids:
                return list(dict.fromkeys(ids)), list(found)
            heads = heads or list(found)
        return [], heads

    def land(self, slots: Iterable[tuple[int, ...]], doers: Sequence[str]) -> list[str]:
        """The state in whose land an act by a foreign party falls: "flew to *Hanoi*", "bombed the port of *Latakia*".

        Only where an argument is itself a place, and whose people the doers are is known: an attack by a country's own
        rebels on one of its towns is not one on the state.
        """
        known = {a.id: a.country for a in self.actors}
        own = {known.get(id) for id in doers}
        if not own or None in own:
            return []
        for found in slots:
            for i in found:
                code = self.within.get(i)
                if code and code not in own:
                    return [self._state(code, i)]
        return []

    def resolve(self, index: int, state: bool) -> list[str]:
        """The actors that an argument names."""
        if any(c.lower_ == "no" for c in self.parties.clauses.children[index]):
            return []
        found = self.parties.resolve(index)
        if found and self.parse.doc[index].pos_ == "PRON" and self._onlooker(found[0]):
            return []  # "sources say that they have been stationed": not the sources
        if found:
            return [*found, *(id for id in self._joint(index) if id not in found)]
        token = self.parse.doc[index]
        acts = token.dep_ in ("nsubj", "nsubjpass") or (token.dep_ in MISTAKEN and token.head.pos_ == "VERB")
        code = self.countries.get(index) if state or acts else None
        if code:
            return [self._state(code, index)]
        for i in (index, *(c.i for c in self.parse.doc[index].children if c.dep_ in ("amod", "compound", "poss"))):
            token = self.parse.doc[i]
            code = self.peoples.get(fold(token.text)) if token.text[:1].isupper() else None
            if code in self.entries:
                return [self._state(code, i)]
            if i != index and state and (code := self.countries.get(i)):
                return [self._state(code, i)]
        return []

    def _joint(self, index: int) -> list[str]:
        """The others of a noun with coordinated nationalities: "Kenyan and *Chadian* troops"."""
        by = self.parties.mentions.by_head
        words = [c for c in self.parse.doc[index].children if c.dep_ in ("amod", "compound", "nmod") and c.i < index]
        words += [k for c in words for k in c.conjuncts]
        if not words or all(t.dep_ != "cc" for t in self.parse.doc[min(t.i for t in words) : index]):
            return []
        others = (k for k in words if self.peoples.get(fold(k.text)) in self.entries)
        return [by[k.i] for k in sorted(others, key=lambda k: k.i) if k.i in by]

    def beside(self, index: int) -> list[str]:
        """The actors coordinated with an argument, and the names listed after one: "X, Y and Z"."""
        doc = self.parse.doc
        if doc[index].tag_ in ("WP", "WDT") and doc[index].head.dep_ == "relcl":  # "the EU and the UN, *who* demanded"
            index = doc[index].head.head.i
        found, left = {index}, [index]
        while left:
            token = doc[left.pop()]
            linked = [c for c in token.children if c.dep_ == "conj" or (c.dep_ == "appos" and listed(c))]
            if token.dep_ == "conj" or (token.dep_ == "appos" and token.head.pos_ == "PROPN" and listed(token)):
                linked.append(token.head)
            new = [t.i for t in linked if t.pos_ in ("NOUN", "PROPN", "PRON") and t.i not in found]
            found.update(new)
            left += new
        return [id for i in sorted(found - {index}) for id in self.resolve(i, state=True)]

    def are_names(self, ids: Iterable[str]) -> bool:
        """Whether all the actors are told by name."""
        known = {a.id: a for a in self.actors}
        return all(any(m.form == "name" for m in known[id].mentions) for id in ids)

    def number(self, index: int) -> int:
        """How many a plural noun says there are, where that is written in a word: "*two* deputies"; else 0."""
        word = numeral(self.parse.doc[index]) if plural(self.parse.doc[index]) else None
        return COUNTS.index(word) if word in COUNTS else 0

    def described(self, index: int, chance: float) -> list[str]:
        """Whom a common noun describes that stands for nobody known: "the *gunmen*", "*shops* in the north".

        Only where the encoder is sure enough of it (``chance``); pronouns and names that nothing resolves stay open. A
        noun that is not one for people or a body is among `things`.
        """
        if index in self.made:
            return [self.made[index]]
        token = self.parse.doc[index]
        if chance < SURE or token.pos_ != "NOUN" or any(c.lower_ == "no" for c in token.children):
            return []
        start, end = core(self.parse.doc, token)
        number = 1 + max((int(a.id[1:]) for a in self.actors if a.id[1:].isdigit()), default=0)
        span = self.parse.span(start, end)
        name = " ".join(self.parse.doc[i].text for i in range(start, end) if self.parse.doc[i].dep_ != "det")
        kind: ActorKind = "group" if plural(token) or token.tag_ == "NNS" else "organization"
        if token.lemma_.lower() in self.parties.classes["person"]:
            kind = "group" if kind == "group" else "person"
        self.actors.append(Actor(f"a{number}", name or span.text, kind, mentions=(Mention(span, "nominal"),)))
        self.made[index] = f"a{number}"
        if not self.parties.somebody(index):
            self.things.add(f"a{number}")
        return [self.made[index]]

    def owners(self, index: int) -> frozenset[str]:
        """Whose an argument is said to be: "*its* reporters", "the *army*'s tanks"."""
        owners = [c.i for c in self.parse.doc[index].children if c.dep_ == "poss"]
        return frozenset(id for i in owners if (id := self.parties.mentions.by_head.get(i)))

    def _onlooker(self, id: str) -> bool:
        """Whether an actor is described as one who tells of others: a source, a witness, an analyst."""
        mentions = self.parties.actors[id].mentions if id in self.parties.actors else ()
        return any(
            m.form == "nominal" and self.parse.tokens(m.span).root.lemma_.lower() in self.onlookers for m in mentions
        )

    def _state(self, code: str, index: int) -> str:
        if index in self.made:
            return self.made[index]
        mention = Mention(self.parse.span(index, index + 1), "name")
        at = next((n for n, a in enumerate(self.actors) if a.kind == "state" and a.country == code), None)
        if at is None:
            entry = self.entries[code]
            number = 1 + max((int(a.id[1:]) for a in self.actors if a.id[1:].isdigit()), default=0)
            actor = Actor(f"a{number}", entry.name, "state", code, (), None, entry.wikidata, (mention,))
            self.actors.append(actor)
        else:
            actor = self.actors[at]
            mentions = sorted({*actor.mentions, mention}, key=lambda m: m.span.order)
            self.actors[at] = actor = replace(actor, mentions=tuple(mentions))
        self.made[index] = actor.id
        return actor.id
