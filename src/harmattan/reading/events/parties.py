"""Which actor stands at a token, and what kind of thing a word names: what the frames of the trigger lexicon ask."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from harmattan.knowledge import lexicon
from harmattan.model import Actor
from harmattan.reading.events.predicates import Clauses
from harmattan.reading.mentions import Mentions
from harmattan.reading.syntax import Parse

PRONOUNS = frozenset(
    ["he", "she", "they", "we", "i", "it", "him", "her", "them", "us", "who", "whom", "himself", "themselves"]
)
NAMED = frozenset(("PERSON", "ORG", "GPE", "NORP"))
ARMED = frozenset(("MIL", "REB", "PRM", "UAF", "COP"))
REBELS = frozenset(("REB", "UAF", "PRM", "CRM"))
REBEL_WORDS = frozenset(
    [
        "rebel",
        "militant",
        "insurgent",
        "guerrilla",
        "gunman",
        "terrorist",
        "jihadist",
        "fighter",
        "militia",
        "extremist",
        "separatist",
        "bandit",
        "kidnapper",
        "hijacker",
        "gang",
        "attacker",
        "pirate",
        "faction",
        "islamist",
        "militiaman",
        "assailant",
        "captor",
        "abductor",
        "mercenary",
        "cartel",
        "bomber",
        "sniper",
        "warlord",
        "taliban",
    ]
)
POLITICAL = frozenset(("GOV", "LEG", "PTY", "ELI", "MIL", "JUD", "OPP", "SPY", "REB", "IGO"))
WORKERS = frozenset(
    [
        "worker",
        "teacher",
        "union",
        "employee",
        "miner",
        "driver",
        "nurse",
        "doctor",
        "labor",
        "labour",
        "pilot",
        "staff",
        "student",
        "crew",
        "transport",
        "hour",
        "day",
        "civil",
        "servant",
        "farmer",
        "trucker",
        "postal",
        "railway",
        "hospital",
        "airline",
        "public",
        "bus",
        "metro",
        "tube",
        "dockworker",
        "physician",
        "resident",
        "judge",
        "lawyer",
        "trader",
        "guard",
    ]
)
PROTESTERS = frozenset(
    [
        "protester",
        "protestor",
        "demonstrator",
        "rioter",
        "student",
        "mob",
        "crowd",
        "supporter",
        "activist",
        "people",
        "youth",
        "villager",
        "resident",
        "opponent",
        "marcher",
        "worker",
        "striker",
        "farmer",
        "looter",
        "follower",
    ]
)
TESTS = frozenset(("ACTOR", "PERSON", "REBEL", "ARMED", "STATE", "LEADER", "GPE", "MANY", "WORKER", "MISSION", "IGO"))
"""The classes in capitals: what a word is by its actor or its name, beyond its lemma."""
PLACES = frozenset(("GPE", "LOC", "FAC"))
PEOPLE = ("person", "force", "institution", "leader", "diplomat", "captive", "protester", "party", "police_force")
HUMAN = ("man", "men", "woman", "women", "child", "children", "people", "folk", "ist")  # ends of nouns for people


@cache
def classes() -> dict[str, frozenset[str]]:
    """The lexicon's word classes."""
    return {name: frozenset(words) for name, words in lexicon("triggers-classes")["classes"].items()}


class Parties:
    """The actors of a report by token, and tests on what a token names."""

    def __init__(self, parse: Parse, clauses: Clauses, actors: Iterable[Actor]) -> None:
        self.doc = clauses.doc
        self.parse = parse
        self.clauses = clauses
        self.actors = {a.id: a for a in actors}
        found = [(a.id, m.span, m.form) for a in self.actors.values() for m in a.mentions]
        self.mentions = Mentions(parse, [(id, span) for id, span, _ in found])
        self.names = {
            t.i for _, span, form in found if form == "name" and len(tokens := parse.tokens(span)) > 1 for t in tokens
        }
        self.classes = classes()

    def may_trigger(self, index: int) -> bool:
        """Whether a capitalised noun may be a trigger: in a headline, and not part of somebody's name."""
        return self.parse.in_title(index) and index not in self.names

    def at(self, index: int) -> str | None:
        """The actor whose mention has its head at a token, or that holds the token."""
        return self.mentions.by_head.get(index) or self.mentions.by_token.get(index)

    def resolve(self, index: int) -> list[str]:
        """Actors that an argument names: its own mention; else the mention within its noun phrase that owns it."""
        token = self.doc[index]
        if token.lemma_.lower() in self.clauses.gatherings:  # "a group of armed men": the men
            within = [i for c in self.clauses.children[index] if c.lower_ == "of" for i in self.below(c.i)]
            if ids := [id for i in within if self.doc[i].tag_ == "NNS" for id in self.resolve(i)]:
                return ids
        own = self.mentions.by_head.get(index)
        if own:
            return [own]
        if token.lemma_.lower() in self.clauses.amounts or token.pos_ == "NUM":
            inner = [i for c in self.clauses.children[index] if c.lower_ in ("of", "from") for i in self.below(c.i)]
            if inner:
                return [id for i in inner for id in self.resolve(i)]
        at = self.mentions.by_token.get(index)
        if at:  # a name whose head the parser missed ("Barack" of "Barack Obama and Vladimir Putin")
            start, end = next((s, e) for s, e, id in self.mentions.spans if id == at and s <= index < e)
            joined = [
                c.i for t in range(start, end) for c in self.clauses.children[t] if c.dep_ == "conj" and c.i >= end
            ]
            return [at, *(id for i in joined for id in self.resolve(i))]
        for dep in ("poss", "amod", "compound", "nmod"):
            for c in self.clauses.children[index]:
                if c.dep_ == dep and (id := self.mentions.by_head.get(c.i)):
                    return [id]
        for c in self.clauses.children[index]:
            if c.lower_ in ("of",) and c.dep_ == "prep":
                for i in self.below(c.i):
                    if id := self.mentions.by_head.get(i):
                        return [id]
        return []

    def below(self, prep: int) -> list[int]:
        """The objects of a preposition."""
        return [c.i for c in self.clauses.children[prep] if c.dep_ == "pobj"]

    def fits(self, index: int, names: frozenset[str]) -> bool:
        """Whether the argument at a token is of one of the named classes; other names are lemmas."""
        token = self.doc[index]
        lemma = token.lemma_.lower()
        if lemma in self.clauses.amounts or token.pos_ == "NUM":
            inner = [i for c in self.clauses.children[index] if c.lower_ == "of" for i in self.below(c.i)]
            if any(self.fits(i, names) for i in inner):
                return True
        return any(self._is(index, lemma, name) for name in sorted(names))

    def _is(self, index: int, lemma: str, name: str) -> bool:
        known = self.classes.get(name)
        if known is not None:
            return lemma in known
        if not name.isupper():
            return lemma == name
        token = self.doc[index]
        id = self.at(index)
        actor = self.actors.get(id) if id else None
        sectors = set(actor.sectors) if actor else set()
        people = lemma in self.classes["person"] or lemma in PRONOUNS
        match name:
            case "ACTOR":
                return bool(
                    actor or token.ent_type_ in NAMED or people or lemma in self.classes["force"] or self.leads(lemma)
                )
            case "PERSON":
                kind = actor.kind if actor else None
                person = kind in ("person", "population", "group") or token.ent_type_ in ("PERSON", "NORP")
                return bool(person or people or token.pos_ == "NUM" or lemma in self.classes["force"])
            case "REBEL":
                return bool(sectors & REBELS) or lemma in REBEL_WORDS
            case "ARMED":
                return bool(sectors & ARMED) or lemma in self.classes["force"] or lemma in REBEL_WORDS
            case "STATE":
                return (actor.kind == "state" if actor else token.ent_type_ == "GPE") or lemma in (
                    "government",
                    "ministry",
                    "embassy",
                )
            case "LEADER":
                person = actor.kind == "person" if actor else token.ent_type_ == "PERSON"
                if lemma in self.classes["force"] or (sectors and not sectors & POLITICAL):
                    return False
                return bool(person or self.leads(lemma) or sectors & {"GOV", "IGO"})
            case "GPE":
                return token.ent_type_ in PLACES or bool(actor and actor.kind == "state")
            case "MANY":
                return not (actor.kind == "state" if actor else token.ent_type_ == "GPE")
            case "WORKER":
                return "LAB" in sectors or lemma in WORKERS
            case "MISSION":
                return "MIL" in sectors or lemma in ("mission", "operation")
            case "IGO":
                return bool(actor and actor.country in ("IGO", "UNO", "EUR")) or token.ent_type_ == "ORG"
        return False

    def somebody(self, index: int) -> bool:
        """Whether a common noun names people or a body of people, and no thing."""
        lemma = self.doc[index].lemma_.lower()
        return lemma in REBEL_WORDS or any(lemma in self.classes[name] for name in PEOPLE) or lemma.endswith(HUMAN)

    def leads(self, lemma: str) -> bool:
        """Whether a common noun names an office or an authority."""
        return any(lemma in self.classes[name] for name in ("leader", "diplomat", "institution"))
