"""What the encoder adds to the grammar of claims: how sure a cue and its content are, and where spans begin and end."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from harmattan.reading.claims.contents import Candidate, Part
from harmattan.reading.encoder.decisions import chance, decisions, logit
from harmattan.reading.encoder.encoded import CONTENT, CUE, Encoded

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Token

HEARD = 0.25  # chance of a cue from which a word that neither lexicon nor weights know is weighed
WITHIN, WITHOUT = 0.35, 0.2  # chances from which a word next to a span joins it, and below which one at its edge leaves
CUE_WITHIN, CUE_WITHOUT = 0.25, 0.15  # the same for cues, of which the encoder is less sure
YIELDS = 0.8  # a content's outermost words go to the cue from this share of their chance of being content
REACH = 12  # words that a span may grow
LEANING = ("det", "poss", "amod", "compound", "nummod", "predet")  # a cue never ends in one of these without its noun
PHRASE = 3  # words to that noun, at most


class Tags:
    """The encoder's tags of one report, as the claims ask for them."""

    def __init__(self, encoded: Encoded) -> None:
        self.doc = encoded.parse.doc
        self.sentence_of = encoded.parse.sentence_of
        self.cue: NDArray[np.float32] = encoded.voices[:, 0]
        self.source: NDArray[np.float32] = encoded.voices[:, 1]
        self.content: NDArray[np.float32] = encoded.claims[:, CONTENT]
        self.cue_span: NDArray[np.float32] = (self.cue + encoded.claims[:, CUE]) / np.float32(2)

    def heard(self, token: Token) -> bool:
        """Whether a word may be a cue though nothing else knows it."""
        return bool(self.cue[token.i] > HEARD)

    def features(self, lexical: float, cue: Token, candidate: Candidate) -> dict[str, float]:
        """What speaks for a cue having a content; ``lexical`` is the chance by words and grammar."""
        inside = [float(self.content[i]) for a, b in candidate.parts for i in range(a, b)]
        edges = [i for a, b in candidate.parts for i in (a - 1, b) if 0 <= i < len(self.doc) and i != cue.i]
        return {
            "bias": 1.0,
            "lexical": logit(lexical),
            "cue": logit(float(self.cue[cue.i])),
            "content": sum(map(logit, inside)) / max(1, len(inside)),
            "first": logit(inside[0]) if inside else 0.0,
            "last": logit(inside[-1]) if inside else 0.0,
            "outside": max((logit(float(self.content[i])) for i in edges), default=0.0),
            "length": math.log(1 + len(inside)),
            "quoted": float(bool(candidate.quotations)),
            "noun": float(cue.pos_ == "NOUN"),
        }

    def score(self, lexical: float, cue: Token, candidate: Candidate) -> float:
        """The chance that a cue attributes a content to somebody, by grammar and encoder together."""
        return chance(self.features(lexical, cue, candidate), decisions()["claim"])

    def cue_part(self, part: Part, cue: int, contents: tuple[Part, ...]) -> Part:
        """The cue's span grown and shrunk to what the encoder takes for a cue.

        It may take words from the edge of its content: of "made claims about the vote" the parse gives "made" the
        whole object, the encoder only the vote.
        """
        taken = {i for a, b in contents for i in range(a, b) if self.cue_span[i] <= YIELDS * self.content[i]}
        first, last = self._fit(self.cue_span, part, cue, taken, CUE_WITHIN, CUE_WITHOUT)
        while self.doc[cue].pos_ == "VERB" and first < cue and self.doc[first].dep_ in ("pobj", "npadvmod"):
            first += 1  # "have at different *times* identified"
        while last - 1 > cue and self.doc[last - 1].dep_ in LEANING and (noun := self.doc[last - 1].head.i) >= last:
            last = last - 1 if taken.intersection(range(last, noun + 1)) or noun - last > PHRASE else noun + 1
        return first, last

    def source_part(self, part: Part, head: int, contents: tuple[Part, ...], cue: Part | None) -> Part:
        """The source's span likewise, outside content and cue."""
        taken = {i for a, b in (*contents, *([cue] if cue else [])) for i in range(a, b)}
        return self._fit(self.source, part, head, taken, WITHIN, WITHOUT)

    def _fit(
        self, chances: NDArray[np.float32], part: Part, core: int, taken: Collection[int], within: float, without: float
    ) -> Part:
        first, last = part
        home = self.sentence_of[core]

        def joins(i: int) -> bool:
            inside = 0 <= i < len(self.doc) and self.sentence_of[i] == home and i not in taken
            return inside and bool(chances[i] > within) and not self.doc[i].is_space

        for _ in range(REACH):
            if joins(first - 1):
                first -= 1
            if joins(last):
                last += 1
        while first < core and chances[first] < without:
            first += 1
        while last - 1 > core and chances[last - 1] < without:
            last -= 1
        return first, last

    def source_near(self, cue: int, contents: tuple[Part, ...]) -> Part | None:
        """The words that the encoder takes for a source, nearest to a cue in its sentence and outside the content."""
        taken = {i for a, b in contents for i in range(a, b)}
        home = self.sentence_of[cue]
        first = cue
        while first > 0 and self.sentence_of[first - 1] == home:
            first -= 1
        last = cue + 1
        while last < len(self.doc) and self.sentence_of[last] == home:
            last += 1
        found = self.runs(self.source, range(first, last), taken)
        return min(found, key=lambda run: min(abs(run[0] - cue), abs(run[1] - 1 - cue)), default=None)

    def runs(
        self, chances: NDArray[np.float32], where: range, taken: set[int], least: float = WITHIN, gap: int = 0
    ) -> list[Part]:
        """Stretches of words above a chance, with at most ``gap`` others between two of them."""
        found: list[Part] = []
        for i in where:
            if chances[i] > least and i not in taken and not self.doc[i].is_space:
                if found and i - found[-1][1] <= gap and not taken.intersection(range(found[-1][1], i)):
                    found[-1] = (found[-1][0], i + 1)
                else:
                    found.append((i, i + 1))
        return found
