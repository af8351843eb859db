"""The trigger lexicon at work: which sense, if any, a word has as a trigger, given the frame it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from harmattan.knowledge import lexicon
from harmattan.reading.events.parties import Parties
from harmattan.reading.events.predicates import Clauses, Predicate, is_verbal

if TYPE_CHECKING:
    from spacy.tokens import Token

FILES = ("triggers-violence", "triggers-disputes", "triggers-cooperation")
VERB_RECIPIENTS = ("object", "against", "on", "at", "to", "with")
LIGHT_LINKS = frozenset(
    ["dobj", "pobj", "prep", "prt", "attr", "acomp", "oprd", "nsubjpass", "advmod", "compound", "amod", "dative",
     "npadvmod", "agent", "nmod", "xcomp", "pcomp", "acl", "ccomp", "poss"]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sense:
    """One way a word or phrase triggers an event. ``name`` says where the lexicon has it, for `harmattan explain`."""

    name: str
    type: str  # a PLOVER type, or NONE: a use of the word that is no event of ours
    mode: str | None
    cameo: str | None
    contexts: tuple[str, ...]
    extras: tuple[str, ...]
    when: tuple[tuple[str, frozenset[str]], ...]
    unless: tuple[tuple[str, frozenset[str]], ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    of: str  # what "of" names for a noun: recipient, actor or none
    mutual: bool
    result: bool
    attitude: str | None
    sure: bool
    """Whether the frame alone makes it an event: of what the encoder has seen too rarely to judge."""

    @property
    def weight(self) -> int:
        """How specific the sense is: each further word counts more than each condition on an argument."""
        return 3 * len(self.extras) + 2 * len(self.when)


@dataclass(frozen=True, slots=True)
class Match:
    """A sense found at a token, and the tokens that its words took."""

    index: int
    sense: Sense
    words: tuple[int, ...]


@cache
def senses() -> dict[tuple[str, str], tuple[Sense, ...]]:
    """The lexicon by part of speech and head word, the most specific senses first."""
    table: dict[tuple[str, str], list[Sense]] = {}
    for file in FILES:
        for entry in lexicon(file):
            for kind in ("verb", "noun", "adjective"):
                for phrase in entry.get(kind + "s", ()):
                    head, extras = split_phrase(phrase, kind)
                    sense = _sense(entry, kind, phrase, extras)
                    for form in {head, head[:-1]} if kind == "noun" and head.endswith("s") else {head}:
                        table.setdefault((kind, form), []).append(sense)
    return {key: tuple(sorted(found, key=lambda s: -s.weight)) for key, found in table.items()}


def split_phrase(phrase: str, kind: str) -> tuple[str, tuple[str, ...]]:
    """Head word and further words of a lexicon phrase."""
    words = phrase.replace("-", " ").split() if kind == "noun" else phrase.split()
    if kind == "noun" and len(words) > 1:
        at = next((n - 1 for n, w in enumerate(words) if w in ("of", "on", "from", "in", "for") and n), len(words) - 1)
        return words[at], tuple(w for n, w in enumerate(words) if n != at)
    return words[0], tuple(words[1:])


def _sense(entry: dict[str, Any], kind: str, phrase: str, extras: tuple[str, ...]) -> Sense:
    type, _, mode = entry["code"].partition("/")
    recipient = tuple(entry.get("recipient", VERB_RECIPIENTS))
    return Sense(
        name=f"{kind} '{phrase}' → {entry['code']}",
        type=type,
        mode=mode or None,
        cameo=entry.get("cameo"),
        contexts=tuple(entry.get("contexts", ())),
        extras=extras,
        when=_conditions(entry.get("when", {})),
        unless=_conditions(entry.get("unless", {})),
        actor=tuple(entry.get("actor", ("subject",))),
        recipient=recipient,
        of=entry.get("of", "recipient"),
        mutual=entry.get("mutual", False),
        result=entry.get("result", False),
        attitude=entry.get("attitude"),
        sure=entry.get("sure", False),
    )


def _conditions(given: dict[str, str]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((slot, frozenset(str(names).split())) for slot, names in given.items())


class Coder:
    """Finds triggers in one parsed report."""

    def __init__(self, clauses: Clauses, parties: Parties) -> None:
        self.clauses = clauses
        self.parties = parties
        self.doc = clauses.doc
        self.table = senses()
        self._found: dict[int, Match | None] = {}

    def at(self, index: int) -> Match | None:
        """The trigger at a token, or ``None``; a use that the lexicon marks as no event is ``None`` too."""
        if index not in self._found:
            self._found[index] = None  # a sense may look at itself through its arguments
            match = self._match(self.doc[index])
            self._found[index] = match if match and match.sense.type != "NONE" else None
        return self._found[index]

    def _match(self, token: Token) -> Match | None:
        candidates = self._candidates(token)
        if not candidates:
            return None
        known = self.clauses.vocabulary[self.clauses.sentence_of[token.i]]
        for sense in candidates:
            if not known.issuperset(sense.extras):
                continue
            words = self._words(token, sense.extras)
            if words is not None and self._fits(token, sense):
                return Match(token.i, sense, words)
        return None

    def _candidates(self, token: Token) -> Sequence[Sense]:
        lemma = token.lemma_.lower()
        if token.dep_ in ("compound", "aux", "auxpass", "punct", "det"):
            return ()
        if is_verbal(token):
            if token.dep_ == "amod":
                return ()
            if token.is_title and token.i in self.parties.names and not self.parties.may_trigger(token.i):
                return ()  # "the Committee to Protect Journalists"
            found = self.table.get(("verb", lemma), ())
            return found or self.table.get(("verb", lemma + "e"), ())  # the lemmatizer takes "staged" for "stag"
        if token.pos_ == "NOUN" or (token.pos_ == "PROPN" and self.parties.may_trigger(token.i)):
            found = self.table.get(("noun", lemma), ()) or self.table.get(("noun", token.lower_), ())
            if not found and lemma.endswith("ing"):
                found = tuple(
                    s for s in self.table.get(("verb", verb_of(lemma)), ()) if not s.extras and not s.attitude
                )
            return found
        if token.pos_ in ("ADJ", "VERB") or token.tag_ in ("VBN", "JJ"):
            before = token.dep_ == "amod" and token.i < token.head.i
            return () if before else self.table.get(("adjective", lemma), ())
        return ()

    def _words(self, token: Token, extras: tuple[str, ...]) -> tuple[int, ...] | None:
        """Tokens of a phrase's further words, each hanging on one found before; ``None`` if one is missing."""
        anchors, left = [token], list(extras)
        while left:  # the words of a phrase may hang on each other in any order
            step = next(((w, t) for w in left for a in anchors if (t := self._hanging(a, w)) is not None), None)
            if step is None:
                return None
            left.remove(step[0])
            if step[1].i != token.i:
                anchors.append(step[1])
        return tuple(t.i for t in anchors[1:])

    def _hanging(self, anchor: Token, word: str) -> Token | None:
        """The token with this lemma or spelling that hangs on another as part of a phrase."""
        for c in self.clauses.children[anchor.i]:
            if c.dep_ in LIGHT_LINKS and (c.lemma_.lower() == word or c.lower_ == word):
                return c
            if word == "to" and c.dep_ == "xcomp":
                return anchor  # "fail to reach": the particle hangs on the next word
            if c.dep_ in ("dobj", "nsubjpass") and c.lemma_ in self.clauses.transparent:
                inner = self._hanging(c, word)
                if inner is not None:
                    return inner
            if c.dep_ in ("dobj", "nsubjpass") and c.lemma_.lower() in self.clauses.amounts:
                for of in self.clauses.children[c.i]:  # "suspended most of its operations"
                    inner = self._hanging(of, word) if of.lower_ == "of" and word != "of" else None
                    if inner is not None:
                        return inner
        head = anchor.head
        if anchor.dep_ in ("acl", "relcl") and (head.lemma_.lower() == word or head.lower_ == word):
            return head  # "the curfew imposed by"
        return None

    def _fits(self, token: Token, sense: Sense) -> bool:
        if not sense.when and not sense.unless:
            return True
        predicate = self.clauses.at(token.i)
        if any(self._slot_fits(predicate, slot, names) for slot, names in sense.unless):
            return False
        return all(self._slot_fits(predicate, slot, names) for slot, names in sense.when)

    def _slot_fits(self, predicate: Predicate, slot: str, names: frozenset[str]) -> bool:
        if slot == "negated":
            return self.negated(predicate.index)
        if slot == "plural":
            return self.doc[predicate.index].tag_ == "NNS"
        if slot == "support":
            return predicate.support is not None and self.doc[predicate.support].lemma_ in names
        if slot == "content":
            judged = any(c.dep_ == "oprd" for c in self.clauses.children[predicate.index])
            return (predicate.content is None and not judged) == ("none" in names)
        if slot == "complement":
            kids = self.clauses.children[predicate.index]
            return any(c.dep_ in ("acomp", "attr", "oprd") for c in kids) != ("none" in names)
        heads = self.slot(predicate, slot)
        if "none" in names:
            return not heads and predicate.content is None
        if "any" in names:
            return bool(heads)
        return any(self.parties.fits(i, names) for i in heads)

    def slot(self, predicate: Predicate, slot: str) -> tuple[int, ...]:
        """Argument heads of a slot; a noun's doer and patient are looked for where nouns have them."""
        slots = predicate.slots
        found = slots.get(slot, ())
        if found or predicate.kind != "noun":
            return found
        if slot == "subject":
            return slots.get("owner", ()) + slots.get("modifier", ())
        return ()

    def negated(self, index: int) -> bool:
        """Whether a verb, or the copula of an adjective, is negated."""
        token = self.doc[index]
        heads = [token] + ([token.head] if not is_verbal(token) and is_verbal(token.head) else [])
        for head in heads:
            for c in self.clauses.children[head.i]:
                if c.dep_ == "neg" or c.lower_ in ("no", "never", "nor", "longer"):
                    return True
        subjects = [c for c in self.clauses.children[token.i] if c.dep_ in ("nsubj", "nsubjpass")]
        return any(g.lower_ in ("no", "neither") for s in subjects for g in self.clauses.children[s.i])


def verb_of(gerund: str) -> str:
    """The verb of a noun in -ing, by spelling: "stabbing" → "stab", "seizing" → "seize"."""
    stem = gerund[:-3]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        return stem[:-1]
    return stem if ("verb", stem) in senses() else stem + "e"
