"""How alike two texts are: rare words weigh more than common ones."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from harmattan.knowledge.lexicon import load_yaml

_WORD = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_ENDINGS = re.compile(r"(?:ing|ed|es|s)$")
Vector = Mapping[str, float]


def words_of(text: str) -> list[str]:
    """The words of a text, lower-cased, their commonest endings cut off."""
    return [_stem(word) for word in _WORD.findall(text.lower())]


def _stem(word: str) -> str:
    return _ENDINGS.sub("", word) if len(word) > 5 else word


@cache
def common_words(language: str = "en") -> frozenset[str]:
    """Words that say nothing about what a text is about."""
    found = load_yaml(Path(__file__).parent / "data" / language / "common_words.yaml")
    return frozenset(words_of(found["words"]))


class Rarity:
    """How rare words are among ``texts``; common English words count for nothing.

    In a small collection all words are about equally rare, and what two stories share says little about them.
    """

    def __init__(self, texts: Iterable[Iterable[str]], common: frozenset[str]) -> None:
        self._common = common
        self._holders: Counter[str] = Counter()
        self._texts = 0
        for words in texts:
            self._holders.update(set(words))
            self._texts += 1

    def of(self, word: str) -> float:
        """0 for a common word; grows with rarity."""
        if word in self._common:
            return 0.0
        return math.log((self._texts + 2) / (self._holders[word] + 1))

    def vector(self, words: Iterable[str]) -> Vector:
        """Words with weights whose squares sum to 1 (empty when no word counts)."""
        weights = {word: (1 + math.log(n)) * self.of(word) for word, n in Counter(words).items()}
        length = math.sqrt(sum(value * value for value in weights.values()))
        return {word: value / length for word, value in weights.items() if value} if length else {}


def alike(a: Vector, b: Vector) -> float:
    """Cosine of two vectors, from 0 to 1."""
    if len(b) < len(a):
        a, b = b, a
    return sum(value * b.get(word, 0.0) for word, value in a.items())
