"""The lexicon of factuality, and what a governing word's class makes of what it governs."""

from __future__ import annotations

from functools import cache

from harmattan.knowledge import lexicon
from harmattan.model import Factuality, Outcome

Verdict = tuple[Factuality, Outcome]

CLAUSE = frozenset({"ccomp", "xcomp", "pcomp", "acl", "csubj", "csubjpass", "oprd", "dep"})
NOMINAL = frozenset({"dobj", "nsubj", "nsubjpass", "attr", "acomp", "pobj", "dative", "oprd", "dep"})
# classes that leave an event alone that is spoken of as known: "feared the attack"
OPEN = frozenset({"future", "possible", "deny", "doubt", "demand", "minus"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj", "csubjpass"})
VERBAL = frozenset({"VERB", "AUX"})
FIRM = frozenset({"the", "this", "that", "these", "those"})
DEPTH = 25  # governors looked at; deeper chains are parse errors

# What a governor's class makes of its complement, given the governor's own factuality:
# in order asserted, negated, possible, future, hypothetical.
STANDING: tuple[Factuality, ...] = ("asserted", "negated", "possible", "future", "hypothetical")
COMPOSE: dict[str, tuple[Factuality, ...]] = {
    "plus": ("asserted", "negated", "possible", "future", "hypothetical"),
    "minus": ("negated", "asserted", "possible", "negated", "hypothetical"),
    "exclude": ("negated", "possible", "possible", "negated", "hypothetical"),
    "repel": ("asserted", "negated", "possible", "future", "hypothetical"),
    "prevent": ("negated", "possible", "possible", "negated", "hypothetical"),
    "attempt": ("asserted", "negated", "possible", "future", "hypothetical"),
    "future": ("future", "negated", "future", "future", "hypothetical"),
    "possible": ("possible", "possible", "possible", "possible", "hypothetical"),
    "demand": ("hypothetical",) * 5,
    "deny": ("possible",) * 5,
    "doubt": ("possible", "asserted", "possible", "possible", "possible"),
    "fact": ("asserted",) * 5,
    "negated": ("negated", "asserted", "possible", "negated", "hypothetical"),
    "hypothetical": ("hypothetical",) * 5,
    "said": ("asserted", "possible", "asserted", "asserted", "asserted"),
}


def compose(kind: str, outer: Factuality) -> Factuality:
    """The factuality of what a governor of class ``kind`` governs when the governor itself is ``outer``."""
    return COMPOSE[kind][STANDING.index(outer)]


class Words:
    """The lexicon, by word."""

    def __init__(self) -> None:
        data = lexicon("factuality")
        self.modals = {w: kind for kind, words in data["modals"].items() for w in words}
        self.negators = frozenset(data["negators"])
        self.negative = frozenset(data["negative_determiners"]) | frozenset(data["negative_pronouns"])
        self.never_nouns = frozenset(data["never_nouns"])
        self.victims = frozenset(data["victims"])
        self.without = frozenset(data["without"])
        self.adverbs = _by_word(data["adverbs"])
        self.future = frozenset(data["future_words"].split())
        self.marks = _by_word(data["marks"])
        self.clause = _by_word(data["clause"])
        self.hearsay = frozenset(data["hearsay"].split())
        self.noun = _by_word(data["noun"])
        self.noun.update(_by_word(data["noun_phrases"]))
        self.modifiers = _by_word(data["modifiers"])
        self.compounds = _by_word(data["compounds"])
        self.ongoing = frozenset(data["ongoing"].split())
        self.light = frozenset(data["light"].split())
        self.announced_done = frozenset(data["announced_done"].split())
        self.makers = frozenset(data["makers"].split())
        self.plus_nouns = frozenset(data["plus_nouns"].split())
        self.carriers = frozenset(data["carriers"].split())
        self.ordinals = frozenset(data["ordinals"].split())


def _by_word(classes: dict[str, str | list[str]]) -> dict[str, str]:
    """Class by word; the first class that names a word has it. Blanks within a phrase become underscores."""
    found: dict[str, str] = {}
    for kind, words in classes.items():
        for word in words.split() if isinstance(words, str) else words:
            found.setdefault(word.replace(" ", "_"), kind)
    return found


@cache
def words() -> Words:
    return Words()
