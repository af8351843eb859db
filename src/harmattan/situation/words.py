"""How alike two texts are: rare words weigh more than common ones.

How rare a word is comes from a table that is part of the package, not from the reports at hand: what two reports weigh
against each other must not change when a third arrives.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from functools import cache
from pathlib import Path

from harmattan.knowledge.lexicon import load_yaml

DATA = Path(__file__).parent / "data"
UNSEEN = 3  # texts that a word missing from the table is taken to stand in; the table leaves out those below five

NAMED = 1.5  # how much more a name or a number weighs than another word as rare
_WORD = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_NAME = re.compile(r"\b[A-Z][^\W\d_]{2,}|\d{2,}")
_ENDINGS = re.compile(r"(?:ing|ed|es|s)$")
Vector = Mapping[str, float]


def words_of(text: str) -> list[str]:
    """The words of a text, lower-cased, their commonest endings cut off."""
    return [_stem(word) for word in _WORD.findall(text.lower())]


def names_of(text: str) -> frozenset[str]:
    """Those words of a text that are written like a name, or are numbers: in capitals, all of them."""
    return frozenset(words_of(" ".join(_NAME.findall(text))))


def _stem(word: str) -> str:
    return _ENDINGS.sub("", word) if len(word) > 5 else word


@cache
def common_words(language: str = "en") -> frozenset[str]:
    """Words that say nothing about what a text is about."""
    found = load_yaml(DATA / language / "common_words.yaml")
    return frozenset(words_of(found["words"]))


@cache
def _counts(language: str = "en") -> tuple[int, dict[str, int]]:
    """In how many of how many news texts each word stands."""
    lines = (DATA / language / "word_counts.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines[1:])
    return int(lines[0].split()[1]), {word: int(n) for word, n in rows}


@cache
def rarity(word: str) -> float:
    """0 for a word that says nothing; up to about 6.7 for one in hardly any text (natural log of its share)."""
    if word in common_words():
        return 0.0
    texts, counts = _counts()
    return max(0.0, math.log((texts + 2) / (counts.get(word, UNSEEN) + 1)))


def vector(words: Iterable[str], names: Container[str] = ()) -> Vector:
    """Words with weights whose squares sum to 1 (empty when no word counts). ``names`` among them weigh more."""
    weights = {
        word: (1 + math.log(n)) * rarity(word) * (NAMED if word in names else 1.0) for word, n in Counter(words).items()
    }
    length = math.sqrt(sum(value * value for value in weights.values()))
    return {word: value / length for word, value in weights.items() if value} if length else {}


def alike(a: Vector, b: Vector) -> float:
    """Cosine of two vectors, from 0 to 1."""
    if len(b) < len(a):
        a, b = b, a
    return sum(value * b.get(word, 0.0) for word, value in a.items())


def rarest(of: Vector, n: int) -> list[str]:
    """The ``n`` words that weigh most."""
    return sorted(of, key=lambda word: (-of[word], word))[:n]
