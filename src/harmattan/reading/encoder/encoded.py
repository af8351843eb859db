"""What the encoder makes of a report, asked token by token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from harmattan.reading.encoder.weights import Weights, load_weights
from harmattan.reading.encoder.windows import windows
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

CUE, CONTENT = 2, 3  # columns of `Encoded.claims`: 0 is none, 1 source


@dataclass(frozen=True, slots=True)
class Manner:
    """How a trigger's happening is told, as chances by name."""

    factuality: dict[str, float]
    outcome: dict[str, float]
    background: float
    modes: dict[str | None, float]


class Encoded:
    """The encoder's states of a report's words, and what its heads say of them.

    Indices are those of tokens of ``parse.doc``. Every value is a chance in [0, 1]; tokens that the encoder has not
    seen (white space, the end of sentences without end) have chance 0. ``silent`` are tokens that trigger no event,
    whatever the encoder says of them.
    """

    def __init__(self, parse: Parse, silent: Sequence[int] = (), weights: Weights | None = None) -> None:
        self.parse = parse
        self.silent = list(silent)
        self.weights = weights or load_weights()
        size = self.weights.heads["triggers.weight"].shape[1]
        self._states = np.zeros((len(parse.doc), size), dtype=np.float32)
        self._seen = np.zeros(len(parse.doc), dtype=bool)
        for window in windows(parse, self.weights.tokenizer):
            states = self.weights.states(window.pieces)
            self._states[window.tokens] = states[window.first]
            self._seen[window.tokens] = True
        self.types = self.weights.names["types"]
        self._answers: dict[int, Array] = {}
        self._roles: dict[int, dict[str, Array]] = {}
        self._manners: dict[int, Manner] = {}

    # ------------------------------------------------------------------ words

    @cached_property
    def claims(self) -> Array:
        """(tokens, 4): none, source, cue, content of the outermost claim."""
        return self._chances("claims")

    @cached_property
    def voices(self) -> Array:
        """(tokens, 2): cue and source of a claim at any depth."""
        return _logistic(self.weights.linear("voices", self._states)) * self._seen[:, None]

    @cached_property
    def triggers(self) -> Array:
        """(tokens, 17): no trigger, then the PLOVER types in the order of ``types``."""
        return self._chances("triggers")

    @cached_property
    def is_trigger(self) -> Array:
        """(tokens,): whether a word triggers an event of any type."""
        found: Array = 1 - self.triggers[:, 0]
        found[self.silent] = 0
        return found

    def _chances(self, head: str) -> Array:
        found = _softmax(self.weights.linear(head, self._states))
        found[~self._seen] = 0
        found[~self._seen, 0] = 1
        return found

    # ------------------------------------------------------------------ events

    def sentence(self, index: int) -> tuple[int, int]:
        """The tokens ``[first, end)`` of a token's sentence."""
        span = self.parse.sentences[self.parse.sentence_of[index]]
        return span.start, span.end

    def roles(self, index: int) -> dict[str, Array]:
        """Role → chance, for each token of the trigger's sentence, that it heads an argument in that role."""
        if index not in self._roles:  # parties, places and times of an event all ask
            self._roles[index] = self._roles_at(index)
        return self._roles[index]

    def _roles_at(self, index: int) -> dict[str, Array]:
        first, end = self.sentence(index)
        names = self.weights.names["roles"]
        if first not in self._answers:
            self._answers[first] = self.weights.linear("answers", self._states[first:end]).reshape(
                end - first, len(names), -1
            )
        trigger = self._states[index : index + 1]
        asks = self.weights.linear("asks", trigger).reshape(len(names), -1)
        fits: Array = np.einsum("rw,prw->rp", asks, self._answers[first]) / np.float32(asks.shape[1] ** 0.5)
        chances = _logistic(fits + self.weights.linear("role_bias", trigger)[0][:, None]) * self._seen[first:end]
        return dict(zip(names, chances, strict=True))

    def manner(self, index: int) -> Manner:
        """Factuality, outcome, background and mode of a trigger's happening."""
        if index not in self._manners:
            self._manners[index] = self._manner_at(index)
        return self._manners[index]

    def _manner_at(self, index: int) -> Manner:
        first, end = self.sentence(index)
        seen = self._seen[first:end]
        inside = self._states[first:end][seen]
        mean = inside.mean(0) if len(inside) else np.zeros_like(self._states[index])
        hidden = _gelu(self.weights.linear("manner.0", np.concatenate([self._states[index], mean])[None]))
        chances = {name: _softmax(self.weights.linear(name, hidden))[0] for name in ("factuality", "outcome", "modes")}
        names = self.weights.names
        return Manner(
            dict(zip(names["factualities"], map(float, chances["factuality"]), strict=True)),
            dict(zip(names["outcomes"], map(float, chances["outcome"]), strict=True)),
            float(_logistic(self.weights.linear("background", hidden))[0, 0]),
            dict(zip((None, *names["mode_names"]), map(float, chances["modes"]), strict=True)),
        )

    # ------------------------------------------------------------------ pairs

    def pair(self, actor: list[int], recipient: list[int]) -> dict[str, float]:
        """Chances of what an actor (its tokens) does to a recipient, over PLOVER's types with YIELD for two of them."""

        def pool(tokens: list[int]) -> Array:
            known = [i for i in tokens if self._seen[i]]
            mean: Array = self._states[known].mean(0) if known else np.zeros(self._states.shape[1], dtype=np.float32)
            return mean

        whole, a, r = pool(list(range(len(self._seen)))), pool(actor), pool(recipient)
        joined = np.concatenate([whole, a, r, a - r, a * r])[None]
        scores = self.weights.linear("pairs.3", np.tanh(self.weights.linear("pairs.0", joined)))
        return dict(zip(self.weights.names["roots"], map(float, _softmax(scores)[0]), strict=True))


def _softmax(x: Array) -> Array:
    e = np.exp(x - x.max(-1, keepdims=True))
    out: Array = e / e.sum(-1, keepdims=True)
    return out


def _logistic(x: Array) -> Array:
    out: Array = np.float32(1) / (np.float32(1) + np.exp(-np.clip(x, -30, 30)))
    return out


def _gelu(x: Array) -> Array:
    out: Array = 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))
    return out
