"""What the encoder adds to the grammar of claims: how sure a cue and its content are, and where spans begin and end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from harmattan.reading.claims.contents import Candidate, Part
from harmattan.reading.encoder.decisions import chance, decisions, logit
from harmattan.reading.encoder.encoded import CONTENT, Encoded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Token

HEARD = 0.25  # chance of a cue from which a word that neither lexicon nor weights know is weighed
WITHIN, WITHOUT = 0.35, 0.2  # chances from which a word next to a span joins it, and below which one at its edge leaves
REACH = 12  # words that a span may grow


class Tags:
    """The encoder's tags of one report, as the claims ask for them."""

    def __init__(self, encoded: Encoded) -> None:
        self.doc = encoded.parse.doc
        self.sentence_of = encoded.parse.sentence_of
        self.cue: NDArray[np.float32] = encoded.voices[:, 0]
        self.source: NDArray[np.float32] = encoded.voices[:, 1]
        self.content: NDArray[np.float32] = encoded.claims[:, CONTENT]

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
        """The cue's span grown and shrunk to what the encoder takes for a cue."""
        return self._fit(self.cue, part, cue, contents)

    def source_part(self, part: Part, head: int, contents: tuple[Part, ...], cue: Part | None) -> Part:
        """The source's span likewise."""
        return self._fit(self.source, part, head, (*contents, *([cue] if cue else [])))

    def _fit(self, chances: NDArray[np.float32], part: Part, core: int, others: tuple[Part, ...]) -> Part:
        first, last = part
        taken = {i for a, b in others for i in range(a, b)}
        home = self.sentence_of[core]

        def joins(i: int) -> bool:
            inside = 0 <= i < len(self.doc) and self.sentence_of[i] == home and i not in taken
            return inside and bool(chances[i] > WITHIN) and not self.doc[i].is_space

        for _ in range(REACH):
            if joins(first - 1):
                first -= 1
            if joins(last):
                last += 1
        while first < core and chances[first] < WITHOUT:
            first += 1
        while last - 1 > core and chances[last - 1] < WITHOUT:
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
