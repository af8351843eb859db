"""How far a place, a time or a number lies from a happening in the dependency parse.

A mention climbs from its head word towards the root of its sentence, and so does the trigger of an event; where the
two paths meet, their costs add up. A step that leaves the happening (a reported clause, "after the attack", "residents
of") costs much or cannot be taken. `circumstances` picks the cheapest.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Path = dict[int, float]  # cost by token index

FAR = 9.0  # a step that cannot be taken costs at least this
CLIMB = 30  # steps climbed at most
UNITS = ("minute", "hour", "day", "week", "month", "year", "decade")
VERBAL = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Words:
    """The lexicon of circumstances."""

    prepositions: dict[str, str]
    blocking: frozenset[str]
    earlier: frozenset[str]
    comparing: frozenset[str]
    alike: frozenset[str]
    belonging: frozenset[str]
    place_nouns: frozenset[str]
    named_by_of: frozenset[str]
    event_nouns: frozenset[str]
    times: frozenset[str]
    instruments: frozenset[str]
    attitudes: frozenset[str]
    owned: frozenset[str]
    topics: frozenset[str]
    sorts: dict[str, str]
    told_by_it: frozenset[str]
    kinds: dict[str, tuple[str, ...]]
    fought_for: frozenset[str]
    leave: frozenset[str]
    arrive: frozenset[str]
    place_objects: frozenset[str]
    place_subjects: frozenset[str]
    report: frozenset[str]
    persons: frozenset[str]
    background_words: frozenset[str]
    background_nouns: frozenset[str]
    days_old: int


@cache
def words() -> Words:
    """The lexicon, read once a process."""
    data = lexicon("circumstances")

    def some(key: str) -> frozenset[str]:
        return frozenset(data[key].split())

    return Words(
        {w: kind for kind, ws in data["prepositions"].items() for w in ws.split()},
        some("blocking_prepositions"),
        some("earlier_prepositions"),
        some("comparing_prepositions"),
        some("alike"),
        some("belonging"),
        some("place_nouns"),
        some("named_by_of"),
        some("event_nouns"),
        some("time_nouns"),
        some("instruments"),
        _attitudes(),
        some("owned_nouns"),
        some("topic_prepositions"),
        {word: sort for sort, happenings in data["sorts"].items() for word in happenings.split()},
        some("told_by_it"),
        {noun: tuple(kinds.split()) for noun, kinds in data["kinds"].items()},
        some("fought_for"),
        some("leave"),
        some("arrive"),
        some("place_objects"),
        some("place_subjects"),
        some("report_verbs"),
        some("person_nouns"),
        frozenset(data["background"]["words"].split()),
        frozenset(data["background"]["nouns"].split()),
        int(data["background"]["days_old"]),
    )


def _attitudes() -> frozenset[str]:
    """Verbs of planning, wanting, demanding, judging: what they govern happens elsewhere and at another time."""
    data = lexicon("factuality")
    kinds = ("future", "demand", "deny", "doubt", "fact")
    return frozenset(w for part in ("clause", "noun") for kind in kinds for w in data[part].get(kind, "").split())


def is_event_noun(token: Token) -> bool:
    """Whether a noun names a happening."""
    return token.lemma_.lower() in words().event_nouns


def has_subject(verb: Token) -> bool:
    """Whether a verb has a subject of its own."""
    return any(k.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for k in verb.children)


def mark_of(verb: Token) -> str:
    """The word that opens the verb's clause ("after", "when"), or ""."""
    for k in verb.children:
        if k.i < verb.i and (k.dep_ == "mark" or (k.dep_ == "advmod" and k.tag_ == "WRB")):
            return k.lower_
    return ""


def does_it(verb: Token, noun: Token) -> bool:
    """Whether a noun is who or what acts in its relative clause: "the court, which *rejected* the claim"."""
    if verb.dep_ != "relcl" or verb.head.i != noun.i or verb.lemma_ in words().place_subjects:
        return False
    return any(k.dep_ == "nsubj" and k.tag_ in ("WDT", "WP") for k in verb.children)


def superlative(token: Token) -> bool:
    """Whether a word ranks a happening among others: "the deadliest", "the first"."""
    ranked = token.tag_ in ("JJS", "RBS") and token.lower_ != "least"
    return ranked or token.lower_ in ("first", "second", "third")


def was_doing(verb: Token) -> bool:
    """Whether a verb tells what was going on when something happened: "who *was visiting* the town"."""
    return verb.tag_ == "VBG" and any(k.dep_ == "aux" and k.lower_ in ("was", "were") for k in verb.children)


def nonfinite(verb: Token) -> bool:
    """Whether a verb is a participle or infinitive without tense."""
    kids = list(verb.children)
    if any(k.dep_ == "aux" and k.lower_ == "to" for k in kids):
        return True
    return (verb.tag_ in ("VBG", "VBN") and not any(k.dep_ in ("aux", "auxpass") for k in kids)) or verb.tag_ == "VB"


class Paths:
    """The paths of one parsed document."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.words = words()
        self._events: dict[int, Path] = {}
        self._compared: dict[int, Token | None] = {}

    # -------------------------------------------------------------- events

    def event(self, index: int) -> Path:
        """The path of the event with trigger token ``index``: where its circumstances may hang."""
        path = self._events.get(index)
        if path is None:
            path = self._events[index] = self._climb(self.doc[index])
        return path

    def _climb(self, token: Token) -> Path:
        path, cost, relative = {token.i: 0.0}, 0.0, False
        for _ in range(CLIMB):
            head = token.head
            if head.i == token.i:
                break
            if relative and not (is_event_noun(token) or token.lemma_.lower() in self.words.instruments):
                break  # "the army, which seized power, arrested ..."
            relative = token.dep_ in ("relcl", "acl")
            cost += self._event_step(token, head)
            if cost >= FAR:
                break
            path.setdefault(head.i, cost)
            token = head
        return path

    def _event_step(self, token: Token, head: Token) -> float:
        dep = token.dep_
        if token.pos_ in VERBAL:
            return self._clause_step(token, head, up=True)
        if dep in ("nsubj", "nsubjpass", "dobj", "attr", "dative", "oprd", "npadvmod", "advcl", "ccomp"):
            return FAR if head.lemma_ in self.words.report or head.lemma_ in self.words.attitudes else 1.0
        if dep == "pobj":
            word = head.lower_
            if word in self.words.blocking or head.head.lemma_ in self.words.attitudes:
                return FAR
            return 3.0 if word in self.words.earlier else 0.5
        if dep in ("prep", "agent", "pcomp"):
            return 0.5
        return {"compound": 0.3, "nmod": 0.3, "amod": 0.3, "appos": 0.5, "poss": 1.5}.get(dep, 1.0)

    def _clause_step(self, verb: Token, head: Token, up: bool) -> float:
        """From a clause to what governs it. ``up``: for the event itself; otherwise for a mention within the clause,
        whose place is not sure to be that of the governing clause."""
        w, dep = self.words, verb.dep_
        more = 0.0 if up else 1.0
        if dep == "xcomp":
            if up and head.lemma_ in w.attitudes:  # "threatened in Paris to attack"
                return FAR
            return FAR if head.lemma_ in w.report and not up else 1.0
        if dep in ("advcl", "prep", "dep", "oprd"):
            mark = mark_of(verb)
            if not mark and nonfinite(verb):
                return 1.0 + more
            return (2.0 if mark in ("when", "as", "while", "where") else 3.0 if mark == "after" else 4.0) + more
        if dep == "pcomp":
            return (3.0 if head.lower_ in w.earlier | w.blocking else 0.8) + more
        if dep == "conj":
            bare = verb.tag_ == "VBN" and head.tag_ == "VBN" and not any(k.dep_ == "auxpass" for k in verb.children)
            if bare:  # "three were killed and ten wounded"
                return 0.5
            return (2.5 if has_subject(verb) else 1.0) + more / 2
        if dep in ("acl", "relcl"):
            doing = is_event_noun(head) or head.lemma_.lower() in w.instruments
            if up or dep == "acl":
                return 0.5 if doing else 0.5 + more
            if any(k.lower_ == "where" for k in verb.children):  # "a building where diplomats live in X"
                return 0.8
            if was_doing(verb):  # "the mayor, who was visiting X, survived"
                return 1.0
            return FAR if any(k.lower_ == "who" for k in verb.children) else 1.0 if doing else 3.5
        if dep in ("ccomp", "parataxis"):
            return FAR if head.lemma_ in w.report or dep == "parataxis" else 2.0 + more
        return 1.5 + more

    # -------------------------------------------------------------- places

    def place(self, root: Token, named: dict[int, str], wide: bool = False) -> Path:
        """The path of a place mention with head ``root``; ``named`` tells which tokens belong to place mentions.

        ``wide`` says that it is a country or larger: "the US embassy" is not in the US.

        Empty when the mention is no place of anything: "the Paris agreement", "residents of Paris", "Paris said".
        """
        path: Path = {root.i: 0.0}
        token, cost, role, standing = root, 0.0, "", True
        if wide and root.dep_ in ("compound", "nmod", "amod") and root.head.lemma_.lower() in self.words.owned:
            return path
        if wide and root.dep_ == "pobj" and root.head.lower_ == "on" and not is_event_noun(root.head.head):
            return path  # "sanctions on Mali"
        bound = self.compared(root)
        for _ in range(CLIMB):
            head = token.head
            if head.i == token.i or head == bound:
                break
            if standing:
                step, standing, role = self._place_step(token, head, named, role, wide and token.i == root.i)
            else:
                step, role = self._holder_step(token, head, role)
            cost += step
            if cost >= FAR:
                break
            path.setdefault(head.i, cost)
            token = head
        return path

    def _place_step(
        self, token: Token, head: Token, named: dict[int, str], role: str, wide: bool
    ) -> tuple[float, bool, str]:
        """A step while the phrase still denotes the place: cost, whether it goes on denoting it, its role."""
        w, dep, name = self.words, token.dep_, head.lemma_.lower()
        if dep == "pobj":
            kind = w.prepositions.get(head.lower_, "")
            if head.dep_ == "agent":  # "a suit filed by Texas"
                return FAR, False, role
            if head.lower_ == "for" and head.head.lemma_.lower() in w.fought_for:
                kind = "of"
            if kind == "of":
                holder = head.head
                if holder.pos_ in ("ADP", "ADV"):  # "out of", "outside of"
                    return 0.0, False, "from" if holder.lower_ == "out" else "at"
                if holder.lemma_.lower() in w.place_nouns or holder.i in named:
                    return (0.0 if self._called(token, holder, named) else 0.6), True, role
                return (0.0, False, "of") if is_event_noun(holder) else (FAR, False, role)
            return (0.0, False, kind) if kind else (FAR, False, role)
        if dep == "prep" and token.lower_ == "of":
            return 0.0, True, role
        if dep in ("compound", "nmod", "amod", "poss", "nummod"):
            if name in w.times:  # "marched in Basra Saturday"
                return 0.0, True, role
            if name in w.place_nouns or head.i in named:
                return (0.5 if dep == "poss" else 0.3), True, role
            return (0.3, False, "at") if is_event_noun(head) and dep != "poss" else (FAR, False, role)
        if dep == "appos":
            if head.i in named:
                return 0.6, True, role
            return (0.1, True, role) if name in w.place_nouns else (FAR, False, role)
        if dep == "conj":
            return (0.0, True, role) if head.i in named or name in w.place_nouns else (FAR, False, role)
        if dep == "nsubjpass":
            return (0.4 if name in w.place_objects else FAR), False, "at"
        if dep == "nsubj":
            return (0.4 if name in w.place_subjects else FAR), False, "at"
        if dep == "dobj":
            return (0.2 if name in w.place_objects else FAR), False, "at"
        if dep in ("npadvmod", "advmod", "prep") and token.pos_ != "ADP" and not wide:
            return 0.3, False, "at"
        if dep == "dep" and head.i not in named and not wide:
            return 1.0, False, "at"
        return FAR, False, role

    def _called(self, token: Token, holder: Token, named: dict[int, str]) -> bool:
        """Whether "of X" names the holder ("the city of X") and is not what the holder is a part of."""
        name = holder.lemma_.lower()
        if holder.i in named:
            return False
        own_name = any(k.i in named and k.dep_ in ("compound", "nmod", "poss") for k in holder.children)
        if name in ("city", "town", "village", "hamlet", "port"):
            return True
        return not own_name and name in self.words.named_by_of

    def _holder_step(self, token: Token, head: Token, role: str) -> tuple[float, str]:
        """A step of what holds the place ("a market in X", "killed in X"), with the role still to be proved."""
        w, dep = self.words, token.dep_
        if token.pos_ == "ADP" or dep in ("prep", "agent"):
            if head.pos_ == "ADV" and role in ("from", "to"):  # "back from X", "away from X"
                return 0.0, role
            if head.pos_ in ("ADP", "SCONJ", "PART"):
                kind = w.prepositions.get(head.lower_, role)
                return 0.0, kind if kind in ("from", "to") else role
            if head.lemma_.lower() in w.persons and role == "at" and head.dep_ not in ("dobj", "nsubjpass", "pobj"):
                return FAR, role  # "professor at", "minister in"
            proof = self._proof(role, head)
            if token.lower_ in ("on", "of") and is_event_noun(head):
                return proof, "of"
            moved = role in ("from", "to") and head.pos_ in VERBAL
            return proof, ("moved" if moved else "at" if head.pos_ in (*VERBAL, "ADV") else role)
        if token.pos_ in VERBAL:
            if role == "moved" and dep == "conj":  # "captured and taken to X"
                return FAR, role
            return self._clause_step(token, head, up=False), role
        if dep in ("dobj", "nsubj", "nsubjpass", "dative", "attr", "oprd", "npadvmod"):
            if head.pos_ in VERBAL and role in ("to", "from") and self._proof(role, head) >= FAR:
                return FAR, role
            return (1.5 if dep == "nsubj" else 1.0), role
        if dep == "pobj":
            word = head.lower_
            if word in w.blocking and word in ("according", "like", "than", "as", "versus", "about"):
                return FAR, role
            if role == "of" and word in w.topics:  # "protested against the war on X"
                return FAR, role
            kind = w.prepositions.get(word, role)  # "from a camp near X" is not where he spoke
            return (3.0 if word in w.blocking | w.earlier else 0.8), kind if kind in ("from", "to") else role
        return {"conj": 0.5, "compound": 0.5, "nmod": 0.5, "appos": 1.0, "advmod": 0.2}.get(dep, 1.5), role

    def _proof(self, role: str, head: Token) -> float:
        """What it costs that a phrase of this role hangs on ``head``: "from" is the place of a withdrawal only."""
        w, name = self.words, head.lemma_.lower()
        if head.pos_ in VERBAL:
            if role == "from":
                return 0.0 if name in w.leave else FAR
            if role == "to":
                return 0.1 if name in w.arrive else FAR
            return 0.0
        if role == "from":
            return 0.3 if name in w.leave else FAR
        if role == "to":
            return 0.3 if name in w.arrive else 1.0 if head.pos_ in ("NOUN", "PROPN", "PRON") else FAR
        if role == "of":
            return 0.0
        return 0.3 if is_event_noun(head) else 0.8

    def compared(self, mention: Token) -> Token | None:
        """The preposition behind which a mention belongs to something only compared with, or ``None``: "the worst
        *since* a raid on X", "*unlike* the vote in X", "similar *to* the trial of 1998"."""
        if mention.i not in self._compared:
            self._compared[mention.i] = self._comparison(mention)
        return self._compared[mention.i]

    def _comparison(self, mention: Token) -> Token | None:
        for up in (mention, *mention.ancestors):
            word = up.head
            if up.dep_ != "pobj" or not word.i:
                continue
            before = word.nbor(-1).lower_
            if before in self.words.alike:
                return word
            if word.lower_ in self.words.comparing and before not in ("more", "less", "fewer"):  # no bare number
                return word
            if word.lower_ == "since" and any(map(superlative, (word.head, *word.head.children))):
                return word
        return None

    def foreign(self, event: int, mention: Token) -> bool:
        """Whether a place or time cannot be that of the event with trigger token ``event``, whatever else speaks for
        it: it is another's that is only compared, or it names who acts or whose they are."""
        trigger = self.doc[event]
        bound = self.compared(mention)
        if bound is not None and bound not in trigger.ancestors:
            return True
        while mention.dep_ in ("compound", "nmod", "amod", "det"):
            mention = mention.head
        if mention.dep_ == "pobj":
            holder = mention.head
            if holder.dep_ == "agent" or (holder.lower_ == "to" and holder.head.lemma_.lower() in self.words.belonging):
                return True
        return does_it(trigger, mention)

    # -------------------------------------------------------------- times and numbers

    def loose(self, root: Token, counted: bool = False) -> Path:
        """The path of a time expression, or of a number (``counted``), with head ``root``.

        A time does not leave its clause upwards except from participles ("killed ..., after Monday's raid" keeps
        Monday); a number goes up from its noun to what happened to that noun.
        """
        path: Path = {root.i: 0.0}
        token, cost, inside = root, 0.0, True
        if not counted and self._measures(root):
            return path
        bound = self.compared(root)
        for _ in range(CLIMB):
            head = token.head
            if head.i == token.i or head == bound:
                break
            if token.pos_ in VERBAL:
                step = self._clause_step(token, head, up=counted)
                doing = is_event_noun(head) or head.lemma_.lower() in self.words.instruments
                if counted and (token.dep_ == "ccomp" or (token.dep_ == "relcl" and not doing)):
                    step = FAR  # "the men who killed 12 were arrested with 3 others"
                if not counted and token.dep_ == "relcl" and is_event_noun(head):
                    step = 1.0  # "the bombing, which happened on Monday"
                step = FAR if not counted and step > 2.0 else step
            else:
                step = self._loose_step(token, head, counted, inside)
            inside = (inside and token.pos_ in ("NUM", "ADV", "SYM")) or token.dep_ in ("nummod", "quantmod", "advmod")
            cost += step
            if cost >= FAR:
                break
            path.setdefault(head.i, cost)
            token = head
        return path

    def _measures(self, root: Token) -> bool:
        """Whether a time only measures: "a day after the vote"."""
        after = self.doc[root.i + 1].lower_ if root.i + 1 < len(self.doc) else ""
        counted = any(k.dep_ == "nummod" or k.lower_ in ("a", "an") for k in root.children)
        return counted and root.lemma_ in UNITS and after in self.words.earlier

    def _loose_step(self, token: Token, head: Token, counted: bool, inside: bool) -> float:
        w, dep = self.words, token.dep_
        if dep in ("nummod", "quantmod", "advmod", "npadvmod", "tmod", "prep", "agent", "pcomp", "prt", "amod"):
            return 0.0 if head.pos_ in (*VERBAL, "ADP", "NUM", "ADV", "SCONJ") or inside else 0.3
        if dep == "pobj":
            if counted and head.lower_ in w.blocking - {"by"}:
                return FAR
            if head.lower_ in w.earlier and not inside:
                return 3.0
            return 0.0 if not counted else 0.4
        if dep in ("compound", "nmod", "poss"):
            return 0.2
        if dep in ("dobj", "nsubj", "nsubjpass", "attr", "dative", "oprd", "dep"):
            return 0.3
        if dep == "conj":
            return 0.3
        if dep == "appos":
            return 0.5
        return 1.0
