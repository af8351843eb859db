"""Triggers → drafts of events: who does it to whom, and what is willed, announced or owed.

The rules are written out in `docs/events.md`; acts of speech are in `attitudes.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from harmattan.knowledge import lexicon
from harmattan.knowledge.ontology import plover
from harmattan.reading.events.attitudes import take
from harmattan.reading.events.coding import Coder, Match
from harmattan.reading.events.drafts import (
    ANSWERS,
    COOPERATIVE,
    OWN_FORCES,
    PHRASAL,
    SWALLOWS,
    THREATS,
    VERBAL,
    WANTS,
    YIELDING,
    Draft,
)
from harmattan.reading.events.predicates import RELATIVE, Predicate, is_verbal
from harmattan.reading.events.standing import unreal

WILL = frozenset(("will", "would", "shall", "'ll", "’ll", "wo", "ll"))
MUST = frozenset(("must", "should", "ought"))


@cache
def _words() -> dict[str, Any]:
    table: dict[str, Any] = lexicon("triggers-classes")
    return {
        "saying": frozenset(table["saying"]),
        "suffered": frozenset(table["suffered"]),
        "judging": frozenset(table["judging"]),
        "solemn": frozenset(table["solemn"]),
        "wishing": frozenset(table["wishing"]),
        "addressed": frozenset(table["addressed"]),
        "onlookers": frozenset(table["onlookers"]),
        "content": {word: type for type, words in table["content_nouns"].items() for word in words},
    }


class Acts:
    """Makes drafts of events out of the triggers of one report."""

    def __init__(self, coder: Coder) -> None:
        self.coder = coder
        self.clauses = coder.clauses
        self.doc = coder.doc
        self.words = _words()

    def all(self, indices: Iterable[int]) -> list[Draft]:
        """The drafts at the given tokens, without those that another one swallows."""
        found = [d for i in indices if (m := self.coder.at(i)) and not self._told_better(m) and (d := self.draft(m))]
        found += [d for i in indices if (d := self.obligation(i))]
        gone = {i for d in found for i in (*d.words, *d.consumed)}
        kept = [d for d in found if d.index not in gone]
        anchors = {i for d in kept for i in (d.index, *d.words, *d.consumed)}
        return sorted((d for d in kept if not unreal(self, d, anchors)), key=lambda d: d.index)

    def _told_better(self, match: Match) -> bool:
        """Whether a noun in a verb's phrase names another act more closely: "launched an air *strike*"."""
        for i in match.words:
            inner = self.coder.at(i) if self.doc[i].pos_ == "NOUN" else None
            if (
                inner
                and inner.words
                and not set(inner.words) <= set(match.words)
                and inner.sense.type != match.sense.type
            ):
                return True
        return False

    # ------------------------------------------------------------------ one trigger

    def draft(self, match: Match) -> Draft | None:
        """The draft that a trigger makes, or ``None`` where its frame makes no event."""
        sense = match.sense
        predicate = self.clauses.at(match.index)
        base = Draft(
            match.index, match.words, sense.type, sense.mode, sense.cameo, sense.contexts, self.doers(match, predicate),
            self.sufferers(match, predicate), (sense.name,), sense.mutual, sense.result, weight=sense.weight,
            support=predicate.support, sure=sense.sure, settled=any(slot == "negated" for slot, _ in sense.when),
        )  # fmt: skip
        if predicate.kind == "verb" and sense.type in SWALLOWS:
            things = [i for slot in ("object", "to", "from") for i in predicate.slots.get(slot, ())]
            base = replace(base, consumed=tuple(i for i in things if self.doc[i].pos_ == "NOUN" and self.coder.at(i)))
        if sense.attitude:
            return take(self, base, match, predicate)
        return self.willed(base, predicate)

    def doers(self, match: Match, predicate: Predicate) -> tuple[tuple[int, ...], ...]:
        """Argument heads that may be the actor, best first."""
        sense, slots = match.sense, predicate.slots
        if not sense.actor:
            return ()
        if predicate.kind != "noun" or sense.actor != ("subject",):
            named = tuple(found for s in sense.actor if (found := slots.get(s, ())))
            if predicate.kind == "verb" and (sense.type, sense.mode) in OWN_FORCES:
                named = tuple(
                    found for found in (*named, slots.get("object", ())) if found
                )  # "to bring its troops back": the troops' own side acts
            return (*named, *self._speaker_meant(named, match.index))
        order = [slots.get("subject", ())]
        if not self._suffered(match):
            front = [slots.get("owner", ()), slots.get("modifier", ())]
            if sense.type == "PROTEST":  # "the Harare protest" is where, "the opposition protest" is who
                front = [
                    tuple(i for i in found if not self.coder.parties.fits(i, frozenset(("GPE",)))) for found in front
                ]
            order += front
        if sense.of == "actor":
            order.append(slots.get("of", ()))
        if sense.type in VERBAL or slots.get("object"):  # "a warning from X", "came under attack from X"
            order.append(slots.get("from", ()))
        return tuple(found for found in order if found)

    def _speaker_meant(self, slots: tuple[tuple[int, ...], ...], index: int) -> tuple[tuple[int, ...], ...]:
        """Whom a pronoun means that nothing else resolves: in "Sweden said it would" Sweden, the subject above it."""
        if not slots or len(slots[0]) != 1:
            return ()
        pronoun = self.doc[slots[0][0]].lower_
        if pronoun not in ("it", "he", "she", "they", "we", "i"):
            return ()
        token = self.doc[index]
        for _ in range(4):
            head = token.head
            if (
                head.i == token.i
                or token.dep_ not in ("ccomp", "advcl", "xcomp", "conj", "pcomp")
                or not is_verbal(head)
            ):
                return ()
            above = self.clauses.surface_subject(head)
            if above and above != slots[0]:
                first = self.doc[above[0]]
                if first.pos_ == "PRON" or first.lemma_.lower() in self.words["onlookers"]:
                    return ()
                person = first.ent_type_ == "PERSON"
                fits = pronoun not in ("it", "he", "she") or (pronoun == "it") != person or not first.ent_type_
                return (above,) if fits else ()
            token = head
        return ()

    def sufferers(self, match: Match, predicate: Predicate) -> tuple[tuple[int, ...], ...]:
        """Argument heads that may be the recipient, best first."""
        sense, slots = match.sense, predicate.slots
        out = []
        for name in sense.recipient:
            if name.startswith("content_"):
                out += self._inside(name, predicate)
            elif name == "of" and predicate.kind == "noun" and sense.of != "recipient":
                continue
            else:
                out.append(tuple(i for i in slots.get(name, ()) if i not in match.words))
        if predicate.kind == "noun":
            if sense.of == "recipient" and "of" not in sense.recipient:
                out.append(slots.get("of", ()))
            if self._suffered(match):
                out += [slots.get("owner", ()), slots.get("modifier", ())]
        for word in match.words:  # "imposed a ban on X", "on the leader of X": hanging on a further word
            inner = self.clauses.at(word).slots if self.doc[word].pos_ in ("NOUN", "PROPN") else {}
            out += [inner[s] for s in sense.recipient if s in inner and s != "object"]
            if sense.type in ANSWERS:  # "rejected a Senegalese plan", "accepted the rebels' terms"
                out += [inner[s] for s in ("by", "owner", "modifier") if s in inner]
        return tuple(found for found in out if found)

    def _suffered(self, match: Match) -> bool:
        sense = match.sense
        return sense.result or f"{sense.type}/{sense.mode}" in self.words["suffered"]

    def _inside(self, name: str, predicate: Predicate) -> list[tuple[int, ...]]:
        """The subject or the recipients of what is said, offered or demanded."""
        at = predicate.content
        if at is None:
            at = self.content(predicate)[0]
        if at is None:
            return []
        inner = self.clauses.at(at)
        match = self.coder.at(at)
        if name == "content_subject":
            own = inner.slots.get("subject", ()) or inner.slots.get("owner", ()) or inner.slots.get("modifier", ())
            return [inner.slots.get("object", ()) if inner.passive else own]
        partners = [inner.slots.get(slot, ()) for slot in ("to", "with", "for", "against", "on", "from")]
        if match is None and is_verbal(self.doc[at]):
            deeper = self._light_object(at)
            if deeper is not None:
                match, inner = self.coder.at(deeper), self.clauses.at(deeper)
        if match is None or match.sense.attitude:
            return [*partners, inner.slots.get("object", ())]
        return [*partners, *self.sufferers(match, inner)]

    def content(self, predicate: Predicate) -> tuple[int | None, str | None, Match | None]:
        """What is offered, demanded or refused: its token, PLOVER type, and the trigger that says so."""
        at: int | None = predicate.content
        for _ in range(4):
            if at is None:
                break
            match = self.coder.at(at)
            if match:
                return at, self._type_of(match), match
            deeper = self._light_object(at)
            if deeper is not None and (match := self.coder.at(deeper)):
                return deeper, self._type_of(match), match
            at = self.clauses.at(at).content
        for slot in PHRASAL:
            for i in predicate.slots.get(slot, ()):
                match = self.coder.at(i)
                if match:
                    return i, self._type_of(match), match
                kind = self.words["content"].get(self.doc[i].lemma_.lower())
                if kind:
                    return i, kind, None
        return predicate.content, None, None

    def _type_of(self, match: Match) -> str:
        return "NONE" if match.sense.attitude in ("plan", "judgement") else match.sense.type

    def _light_object(self, at: int) -> int | None:
        kids = self.clauses.children[at]
        return next((c.i for c in kids if c.dep_ in ("dobj", "attr", "nsubjpass", "acomp")), None)

    # ------------------------------------------------------------------ what is willed, and what must be

    def willed(self, base: Draft, predicate: Predicate) -> Draft:
        """A future or refused act, by the one who would do it: an offer, a threat or a refusal."""
        token = self.doc[predicate.support if predicate.support is not None else predicate.index]
        if not is_verbal(token):
            return base
        offered = predicate.support is not None and token.lemma_ in ("offer", "pledge", "promise", "propose")
        if offered and base.type in COOPERATIVE:  # "offered support", "proposed talks"
            return replace(base, type="AGREE", mode=None, cameo=plover().promised.get(base.type), verbal=True)
        kids = self.clauses.children[token.i]
        modal = next((c.lower_ for c in kids if c.dep_ == "aux" and c.tag_ == "MD"), None)
        going = token.dep_ == "xcomp" and token.head.lemma_ == "go" and token.head.tag_ == "VBG"
        future = modal in WILL or going
        if not future and modal not in ("can", "could", "may", "might", "ca"):
            return base
        negated = self.coder.negated(token.i)
        if negated:
            kind = base.type
            if future and kind in COOPERATIVE | YIELDING and self.able(base):
                return replace(
                    base,
                    type="REJECT",
                    mode=WANTS.get(kind, "change"),
                    cameo=None,
                    verbal=True,
                    settled=True,
                    why=(*base.why, "will not: refusal"),
                )
            return base
        if future and base.type in COOPERATIVE:
            return replace(
                base,
                type="AGREE",
                mode=None,
                cameo=plover().promised.get(base.type),
                why=(*base.why, "announced cooperation"),
            )
        conditional = any(
            c.dep_ == "advcl" and any(g.lower_ in ("if", "unless") for g in self.clauses.children[c.i]) for c in kids
        )
        own = self._speaks_of_self(token.i)
        if base.type in ("COERCE", "SANCTION", "ASSAULT", "RETREAT", "PROTEST") and self.able(base):
            if (conditional and own is not None) or (conditional and base.type != "RETREAT"):
                mode = THREATS.get(base.type)
                return replace(
                    base,
                    type="THREATEN",
                    mode=mode,
                    cameo=None,
                    verbal=True,
                    settled=True,
                    why=(*base.why, "conditional announcement: threat"),
                )
            if future and own and base.type != "RETREAT":
                return replace(
                    base,
                    type="THREATEN",
                    mode=THREATS.get(base.type),
                    cameo=None,
                    verbal=True,
                    settled=True,
                    why=(*base.why, "announced by the doer"),
                )
        return replace(base, planned=future)

    def _speaks_of_self(self, index: int) -> bool | None:
        """Whether the doer of a clause is who announces it; ``None`` when nobody is said to say it."""
        token = self.doc[index]
        for _ in range(4):
            if token.dep_ == "ccomp" and is_verbal(token.head) and token.head.lemma_ in self.words["saying"]:
                return self.same_subject(token.head.i, index)
            if token.head.i == token.i or not is_verbal(token.head):
                return None
            token = token.head
        return None

    def same_subject(self, over: int, under: int) -> bool:
        """Whether a verb and one inside its content have the same doer: a pronoun, or a mention of the same actor."""
        a = self.clauses.surface_subject(self.doc[over])
        b = self.clauses.surface_subject(self.doc[under])
        if set(a) & set(b):
            return True
        if any(self.doc[i].lower_ in ("it", "he", "she", "they", "we", "i") for i in b):
            return True
        resolve = self.coder.parties.resolve
        return bool({x for i in a for x in resolve(i)} & {x for i in b for x in resolve(i)})

    def speaker(self, index: int) -> tuple[int, ...]:
        """The subject of the verb of saying over a clause."""
        token = self.doc[index]
        for _ in range(4):
            if (
                token.dep_ in ("ccomp", "parataxis")
                and is_verbal(token.head)
                and token.head.lemma_ in self.words["saying"]
            ):
                return self.clauses.surface_subject(token.head)
            if token.head.i == token.i:
                break
            token = token.head
        for c in self.clauses.children[token.i]:  # "The junta is unlawful," the minister said
            if c.dep_ == "parataxis" and c.lemma_ in self.words["saying"]:
                return self.clauses.surface_subject(c)
        return ()

    def obligation(self, index: int) -> Draft | None:
        """ "X said that Y must …": a demand on Y."""
        token = self.doc[index]
        if token.dep_ != "ccomp" or not is_verbal(token) or token.head.lemma_ not in self.words["saying"]:
            return None
        kids = self.clauses.children[index]
        if not any(c.dep_ == "aux" and c.lower_ in MUST for c in kids):
            return None
        if any(
            c.dep_ == "advmod" and c.lower_ in RELATIVE | {"how", "what", "why", "when", "where", "whether"}
            for c in kids
        ):
            return None
        obliged = self.clauses.surface_subject(token)
        speaker = self.clauses.surface_subject(token.head)
        fits = self.coder.parties.fits
        named = [
            i
            for i in obliged
            if fits(i, frozenset(("ACTOR",))) and self.doc[i].lower_ not in ("it", "we", "i", "he", "she", "one", "you")
        ]
        if not speaker or not obliged or (not named and not self.clauses.at(index).passive):
            return None
        match = self.coder.at(index)
        mode = WANTS.get(match.sense.type, "change") if match else "change"
        modal = next(c.i for c in kids if c.dep_ == "aux" and c.lower_ in MUST)
        more = [c.i for c in kids if c.dep_ == "conj" and c.tag_ == "VB"]
        return Draft(modal, (), "REQUEST", mode, None, (), (speaker,), (tuple(named),) if named else (),
                     ("said that another must",), verbal=True, consumed=(index, *more), weight=1)  # fmt: skip

    def able(self, base: Draft) -> bool:
        """Whether some candidate for the actor is of a kind that can act."""
        return any(self.coder.parties.fits(i, frozenset(("ACTOR",))) for found in base.actors for i in found)
