"""Predicates and their arguments, from the dependency parse: who does what to whom, before any coding.

A predicate is a verb, a noun or an adjective; its ``slots`` name its arguments as token indices of their syntactic
heads. ``subject`` is the doer and ``object`` the one acted on whatever the voice; prepositional arguments are named by
their preposition ("on", "against", "with"); ``owner`` is a possessor ("France's"), ``modifier`` a noun or demonym in
front ("police shooting", "French withdrawal"). Coordinated arguments are spread out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Token

Slots = dict[str, tuple[int, ...]]
SUBJECTS = {"nsubj", "csubj"}
PASSIVES = {"nsubjpass", "csubjpass"}
RELATIVE = {"who", "which", "that", "whom", "whose"}
MISTAKEN = {"amod", "compound", "nmod", "npadvmod", "dep", "advmod"}  # how the parser hangs a headline's subject
INHERITS = {"xcomp", "advcl", "pcomp", "conj"}
DEEP = 12  # steps up a chain of clauses: deeper ones are parser errors


@dataclass(frozen=True)
class Predicate:
    """One predicate. ``support`` is the light verb that carries a noun ("carried out an attack"), or ``None``.

    ``content`` is the head of its complement clause ("agreed to *send*", "accused of *killing*"), or ``None``.
    """

    index: int
    kind: str  # verb | noun | adjective
    slots: Slots
    passive: bool = False
    support: int | None = None
    content: int | None = None


class Clauses:
    """The predicates of one parsed report, made when they are asked for."""

    def __init__(self, parse: Parse) -> None:
        self.doc: list[Token] = list(parse.doc)  # spaCy makes a token anew at every look-up
        self.sentence_of = parse.sentence_of
        words = lexicon("triggers-classes")
        self.light = frozenset(words["light_verbs"])
        self.light_prepositional = frozenset(words["light_prepositional"])
        self.passive_light = frozenset(words["light_recipient_verbs"])
        self.object_control = frozenset(words["object_control"])
        self.transitive = frozenset(words["transitive"])
        self.blaming = frozenset(words["blaming"])
        self.putting_down: dict[str, str] = words["putting_down"]
        self.including = frozenset(words["including"])
        self.amounts = frozenset(words["amounts"])
        self.gatherings = frozenset(words["gatherings"])
        self.occurring = frozenset(words["occurring"])
        self.transparent = frozenset(words["transparent"])
        self.telling = frozenset(words["telling"])
        self._made: dict[int, Predicate] = {}

    def at(self, index: int) -> Predicate:
        """The predicate at a token."""
        if index not in self._made:
            token = self.doc[index]
            clausal = is_verbal(token) or any(c.dep_ == "nsubj" for c in self.children[index])
            make = (
                self._verb
                if clausal and token.pos_ not in ("NOUN", "PROPN", "ADJ")
                else self._adjective
                if token.pos_ == "ADJ"
                else self._noun
            )
            self._made[index] = make(token)
        return self._made[index]

    @cached_property
    def vocabulary(self) -> list[set[str]]:
        """The words of each sentence, as lemmas and as written, in lower case."""
        out: list[set[str]] = [set() for _ in range(max(self.sentence_of, default=-1) + 1)]
        for token, n in zip(self.doc, self.sentence_of, strict=True):
            out[n].add(token.lower_)
            out[n].add(token.lemma_.lower())
        return out

    @cached_property
    def children(self) -> list[list[Token]]:
        """Children of each token (asked for often; spaCy walks the tree anew every time)."""
        out: list[list[Token]] = [[] for _ in self.doc]
        for token in self.doc:
            if token.head.i != token.i:
                out[token.head.i].append(token)
        return out

    # ------------------------------------------------------------------ verbs

    def _verb(self, token: Token) -> Predicate:
        passive = self.is_passive(token)
        slots = self._prepositions(token)
        direct = [c for c in self.children[token.i] if c.dep_ == "dobj" or (c.dep_ == "attr" and token.lemma_ != "be")]
        if direct and direct[0].lower_ in RELATIVE:
            antecedent = self._antecedent(token)
            direct = [antecedent] if antecedent is not None else []
        objects = self._spread(direct or self._headline_object(token))
        surface = self.surface_subject(token)
        if passive:
            if objects:
                slots["second"] = objects
            slots["object"] = surface
            by = tuple(i for c in self.children[token.i] if c.dep_ == "agent" for i in self._objects_of(c))
            slots["subject"] = by or slots.get("by", ())
        else:
            slots["subject"] = surface
            slots["object"] = objects or self._gap(token)
        for noun in direct:  # "imposed sanctions on X": the parser hangs "on X" on either word
            for name, found in self._prepositions(noun).items():
                slots.setdefault(name, found)
        to = self._spread([c for c in self.children[token.i] if c.dep_ == "dative" and c.pos_ != "ADP"])
        if to:
            slots["to"] = to + slots.get("to", ())
        return Predicate(token.i, "verb", slots, passive, content=self.content_of(token))

    def is_passive(self, token: Token) -> bool:
        """Whether a participle is a passive one, reduced relatives ("the man killed by") included."""
        kids = self.children[token.i]
        if token.lemma_ in ("engage", "involve") and any(c.lower_ == "in" for c in kids):
            return False  # "were engaged in fighting"
        if any(c.dep_ in ("auxpass", "nsubjpass") for c in kids):
            return True
        if token.tag_ not in ("VBN", "VBD") or any(c.dep_ == "aux" for c in kids):
            return False
        has_object = any(c.dep_ == "dobj" for c in kids)
        if not has_object and token.lemma_ in self.transitive and token.dep_ != "conj":
            return token.dep_ != "relcl" or any(c.lower_ in RELATIVE for c in kids)  # "20 rebels killed in raid"
        if token.tag_ != "VBN" and not (token.dep_ == "conj" and self._bare(token)):
            return False
        if token.dep_ == "conj" and (not any(c.dep_ in SUBJECTS for c in kids) or self._bare(token)):
            return is_verbal(token.head) and self.is_passive(token.head)
        if any(c.dep_ == "agent" for c in kids):
            return True
        return token.dep_ in ("acl", "amod", "advcl", "oprd") and not has_object

    def _bare(self, token: Token) -> bool:
        """Whether a verb that needs an object has none: "four were killed and fifteen *wounded*"."""
        return token.lemma_ in self.transitive and not any(c.dep_ == "dobj" for c in self.children[token.i])

    def _headline_subject(self, token: Token) -> tuple[int, ...]:
        """The name in front of a finite verb that has no subject, as in headlines: "*Mali* expels envoy"."""
        if token.dep_ != "ROOT" or token.tag_ not in ("VBZ", "VBD", "VBP"):
            return ()
        left = [c for c in self.children[token.i] if c.i < token.i and c.dep_ in MISTAKEN and c.pos_ == "PROPN"]
        return self._spread(left[-1:])

    def _headline_object(self, token: Token) -> list[Token]:
        """The noun behind a verb so parsed."""
        if not self._headline_subject(token):
            return []
        kids = self.children[token.i]
        after = [c for c in kids if c.i > token.i and c.dep_ in ("npadvmod", "appos") and c.pos_ in ("NOUN", "PROPN")]
        return [c for c in after if c.ent_type_ not in ("DATE", "TIME")][:1]

    def surface_subject(self, token: Token, depth: int = 0) -> tuple[int, ...]:
        """What stands as grammatical subject, inherited where the clause has none of its own."""
        own = [c for c in self.children[token.i] if c.dep_ in SUBJECTS or c.dep_ in PASSIVES]
        if own:
            if own[0].lower_ in RELATIVE and own[0].pos_ != "NOUN":
                antecedent = self._antecedent(token)
                if antecedent is not None:
                    return self._spread([antecedent])
            if own[0].dep_ in ("csubj", "csubjpass"):
                return ()
            if own[0].lower_ in ("there", "it") and own[0].dep_ == "expl":
                return ()
            return self._spread(own)
        if depth > DEEP:
            return ()
        if headline := self._headline_subject(token):
            return headline
        head, dep = token.head, token.dep_
        if self._back_to_speaker(token):
            return self.surface_subject(head.head, depth + 1)
        if dep in ("acl", "amod", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON"):
            if dep == "acl" and token.tag_ == "VB":  # "a plan to attack": whose plan it is
                owner = self.at(head.i).slots if head.i != token.i else {}
                return owner.get("subject", ()) or owner.get("owner", ())
            return self._spread([head])
        if dep in INHERITS and is_verbal(head):
            if dep == "xcomp" and head.lemma_ in self.object_control:
                patient = [c for c in self.children[head.i] if c.dep_ in ("dobj", "nsubjpass")]
                if patient:
                    return self._spread(patient)
            return self.surface_subject(head, depth + 1)
        if dep in ("xcomp", "advcl", "ccomp") and head.pos_ == "ADJ":
            above = head.head
            return self.surface_subject(above, depth + 1) if is_verbal(above) else ()
        if dep in ("pcomp", "advcl", "pobj") and head.pos_ in ("ADP", "SCONJ"):
            over = head.head
            if is_verbal(over):
                patient = [c for c in self.children[over.i] if c.dep_ in ("dobj", "nsubjpass")]
                if patient and head.lower_ in ("of", "for", "from", "into"):
                    return self._spread(patient)  # "accused X of killing", "stopped X from entering"
                return self.surface_subject(over, depth + 1)
            if over.pos_ in ("NOUN", "PROPN") and over.i != token.i:
                if over.dep_ in ("dobj", "nsubjpass") and over.head.lemma_ in self.blaming and head.lower_ == "of":
                    return self._spread([over])  # "accused the *leader* of ordering": hung on the noun by the parser
                owner = self.at(over.i).slots
                return owner.get("subject", ()) or owner.get("owner", ())
        if (dep == "xcomp" and head.pos_ == "NOUN") or (dep == "ccomp" and token.tag_ == "VB" and is_verbal(head)):
            return self.surface_subject(head, depth + 1) if is_verbal(head) else ()
        return ()

    def _back_to_speaker(self, token: Token) -> bool:
        """Whether the verb goes on after reported speech: "said they had come and *demanded* that they leave"."""
        head = token.head
        return bool(
            token.dep_ == "conj"
            and token.tag_ == "VBD"
            and head.tag_ == "VBN"
            and head.dep_ == "ccomp"
            and head.head.tag_ == "VBD"
            and any(c.dep_ == "aux" and c.lemma_ == "have" for c in self.children[head.i])
            and not any(c.dep_ in ("aux", "auxpass") for c in self.children[token.i])
            and not self.is_passive(token)
        )

    def _antecedent(self, token: Token) -> Token | None:
        """The noun that a relative clause (or a verb coordinated within one) is about."""
        for _ in range(DEEP):
            if token.dep_ == "relcl":
                head: Token = token.head
                return head
            if token.dep_ not in ("conj", "xcomp", "ccomp") or token.head.i == token.i:
                return None
            token = token.head
        return None

    def _gap(self, token: Token) -> tuple[int, ...]:
        """ "the man police arrested": the antecedent is the object of a relative clause that has a subject."""
        if token.dep_ != "relcl":
            return ()
        kids = self.children[token.i]
        subjects = [c for c in kids if c.dep_ in SUBJECTS]
        if subjects and subjects[0].lower_ not in RELATIVE and not any(c.dep_ in ("dobj", "ccomp") for c in kids):
            return self._spread([token.head])
        return ()

    def content_of(self, token: Token) -> int | None:
        """The head of the clause that completes a verb, noun or adjective."""
        kids = self.children[token.i]
        for dep in ("xcomp", "ccomp"):
            for c in kids:
                if c.dep_ == dep and (is_verbal(c) or c.pos_ in ("ADJ", "ADP", "ADV")) and c.i > token.i - 40:
                    return int(c.i)
        for c in kids:
            if c.dep_ in ("prep", "prt", "agent"):
                for inner in self.children[c.i]:
                    if inner.dep_ == "pcomp":
                        return int(inner.i)
        for c in kids:
            if c.dep_ in ("acl", "advcl") and c.tag_ == "VB" and c.i > token.i:
                return int(c.i)
            if c.dep_ == "dobj" and is_verbal(token):
                for inner in self.children[c.i]:
                    if inner.dep_ == "acl" and inner.tag_ == "VB":
                        return int(inner.i)
        return None

    # ------------------------------------------------------------------ nouns and adjectives

    def _noun(self, token: Token) -> Predicate:
        slots = self._prepositions(token)
        kids = self.children[token.i]
        slots["owner"] = self._spread([c for c in kids if c.dep_ == "poss"])
        slots["modifier"] = tuple(
            c.i
            for c in kids
            if c.dep_ in ("compound", "amod", "nmod") and (c.pos_ in ("PROPN", "NOUN") or c.ent_type_) and c.i < token.i
        )
        by = slots.get("by", ()) + tuple(
            i
            for c in kids
            if c.dep_ in ("acl", "relcl") and is_verbal(c) and self._carries(c, token)
            for i in self._doer(c)
        )
        slots["subject"] = by or self._blamed(token, slots)
        slots["object"] = ()
        joined = next((c for c in kids if c.dep_ == "conj"), token.head if token.dep_ == "conj" else None)
        if "of" not in slots and joined is not None and joined.pos_ == "NOUN":
            of = self._prepositions(joined).get("of", ())
            if of and min(of) > token.i:  # "the kidnapping and murder of X": of both
                slots["of"] = of
        top = token
        while top.dep_ == "conj" and top.head.pos_ == "NOUN":
            top = top.head
        verb, support = top.head, None
        if top.dep_ in ("dobj", "nsubjpass", "attr") and is_verbal(verb):
            if verb.lemma_ in self.light:
                support = verb.i
            elif verb.lemma_ in self.passive_light and top.dep_ == "dobj":
                slots["object"] = self.surface_subject(verb)
        elif top.dep_ == "pobj" and top.head.head.i != top.i and is_verbal(top.head.head):
            over = top.head.head
            if over.lemma_ in self.light_prepositional and top.head.lower_ in ("in", "on", "to", "for"):
                support = over.i
            elif over.lemma_ in self.passive_light and top.head.lower_ in ("under", "in"):
                slots["object"] = self.surface_subject(over)  # "came under attack"
        if support is not None:
            light = self.doc[support]
            if top.dep_ == "nsubjpass" or self.is_passive(light):  # "were given a trial"
                if top.dep_ == "dobj":
                    slots["object"] = self.surface_subject(light)
                doer = tuple(i for c in self.children[support] if c.dep_ == "agent" for i in self._objects_of(c))
            else:
                doer = self.surface_subject(light)
            slots["subject"] = slots["subject"] or doer
            for name, found in self._prepositions(light).items():
                slots.setdefault(name, found)
        return Predicate(token.i, "noun", slots, support=support, content=self.content_of(token))

    def _blamed(self, noun: Token, slots: Slots) -> tuple[int, ...]:
        """On whom the deed is put: "blamed the bombing on *X*", "*X* was responsible for it", "*X* is behind it"."""
        over = noun.head.head
        if noun.dep_ == "pobj" and noun.head.lower_ == "for" and over.lower_ == "responsible":
            return self.at(over.i).slots.get("subject", ())
        if noun.dep_ == "pobj" and noun.head.lower_ == "behind" and over.lemma_ == "be":
            return self.surface_subject(over)
        verb = noun.head
        prep = self.putting_down.get(verb.lemma_) if noun.dep_ in ("dobj", "nsubjpass") else None
        if prep is None:
            return ()
        own = slots.pop(prep, ())  # the parser hangs it on either word
        return own or self._prepositions(verb).get(prep, ())

    def _carries(self, verb: Token, noun: Token) -> bool:
        return bool(verb.lemma_ in self.light or verb.lemma_ in ("blame", "claim", "order", "lead", "organize"))

    def _doer(self, verb: Token) -> tuple[int, ...]:
        """The doer in "the attack launched by X" and "the attack that X launched"."""
        by = tuple(i for c in self.children[verb.i] if c.dep_ == "agent" for i in self._objects_of(c))
        if by:
            return by
        return self._spread([c for c in self.children[verb.i] if c.dep_ == "nsubj" and c.lower_ not in RELATIVE])

    def _adjective(self, token: Token) -> Predicate:
        slots = self._prepositions(token)
        head = token.head
        subject: tuple[int, ...] = ()
        if token.dep_ in ("acomp", "oprd", "ROOT", "ccomp", "conj", "advcl"):
            subject = self.surface_subject(token) or (self.surface_subject(head) if is_verbal(head) else ())
            if token.dep_ == "oprd" and is_verbal(head):  # "found dead", "left 20 dead"
                subject = self._spread([c for c in self.children[head.i] if c.dep_ == "dobj"]) or subject
        elif token.dep_ == "amod":
            subject = self._spread([head])
        slots["subject"] = subject
        slots["object"] = ()
        return Predicate(token.i, "adjective", slots, content=self.content_of(token))

    # ------------------------------------------------------------------ shared

    def _prepositions(self, token: Token) -> Slots:
        found: dict[str, list[int]] = {}
        for c in self.children[token.i]:
            if c.dep_ in ("prep", "dative", "agent") and c.pos_ in ("ADP", "SCONJ", "VERB"):
                found.setdefault(c.lower_, []).extend(self._objects_of(c))
                for inner in self.children[c.i]:  # "from inside X", "out of Y"
                    if inner.dep_ == "prep":
                        found.setdefault(inner.lower_, []).extend(self._objects_of(inner))
        return {k: tuple(v) for k, v in found.items() if v}

    def _objects_of(self, prep: Token) -> list[int]:
        return list(self._spread([c for c in self.children[prep.i] if c.dep_ == "pobj"]))

    def _spread(self, heads: list[Token]) -> tuple[int, ...]:
        """Heads with their conjuncts; a relative pronoun is replaced by its antecedent."""
        out: list[int] = []
        for head in heads:
            out.append(head.i)
            out += [c.i for c in self._conjuncts(head)]
            out += [i for k in out.copy() for i in self._included(self.doc[k])]
            for name in self.children[head.i]:  # "President Ndaw and Prime Minister Ouane"
                if name.dep_ == "appos" and name.pos_ == "PROPN":
                    out += [c.i for c in self._conjuncts(name) if c.pos_ in ("PROPN", "NOUN")]
        return tuple(dict.fromkeys(out))

    def _included(self, token: Token) -> list[int]:
        """Who is told to be among others: "nine people, including *X* and *Y*", not "including four children"."""
        preps = [c for c in self.children[token.i] if c.dep_ == "prep" and c.lower_ in self.including]
        named = [o for p in preps for o in self.children[p.i] if o.dep_ == "pobj"]
        return [t.i for o in named for t in (o, *self._conjuncts(o)) if t.tag_ != "NNS"]

    def _conjuncts(self, token: Token, depth: int = 0) -> Iterator[Token]:
        for c in self.children[token.i]:
            if c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "ADJ") and depth < DEEP:
                yield c
                yield from self._conjuncts(c, depth + 1)


def is_verbal(token: Token) -> bool:
    """Whether a token heads a clause as a verb (auxiliaries used as main verbs included)."""
    return bool(token.pos_ == "VERB" or (token.pos_ == "AUX" and token.dep_ not in ("aux", "auxpass")))
