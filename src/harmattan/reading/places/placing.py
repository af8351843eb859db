"""Which place each name means: all names of a text weighed together.

Each candidate has features of its own (population, kind, how the name belongs to it) and features of company: what
contains it by the text's own words ("Alexandria, Louisiana"), how much of what the other names can mean lies in the
same country and first-order area, and how near the nearest of them is. Company is computed from the present beliefs
about the other names, a few times over. Weights are data (``places_weights.yaml``, part ``resolution``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from harmattan.knowledge.folding import fold
from harmattan.knowledge.gazetteer import ALIAS, DERIVED, PRIMARY, SHORT, Candidate

ROUNDS = 3
MOST = 80  # candidates that one name may have
FAR_KM = 1500.0  # the same for "in the same part of the world"
NEAR_KM = 60.0  # at this distance nearness has fallen to 1/e
PRECISE = frozenset({"settlement", "admin2", "point"})
RANKS = {PRIMARY: "", ALIAS: "alias", DERIVED: "derived", SHORT: "short"}
Floats = NDArray[np.float64]


@dataclass
class Name:
    """One name of a text, in one sense: how it is written, what it can mean, and the names that contain it there.

    ``weight`` is how surely it is a name of a place, and so how much it says about the others.
    """

    text: str
    candidates: Sequence[Candidate]
    kind: str | None = None
    weight: float = 0.0
    containers: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """The place that a name was taken for, the belief in it against its rivals, and its features."""

    place: Candidate
    belief: float
    features: dict[str, float]


def choose(
    names: Sequence[Name], peoples: dict[str, int], weights: dict[str, float], home: str | None = None
) -> list[Choice | None]:
    """The place that each name means, or ``None`` where it has no candidate.

    ``peoples`` counts nationality words by ISO 3166-1 alpha-3 code: a text about Malians names places in Mali.
    ``home`` is the country of the date line.
    """
    together = Field(names, peoples, weights, home)
    belief = together.settle()
    features = together.fixed | together.company(belief)
    chosen: list[Choice | None] = [None] * len(names)
    for g, (start, end) in enumerate(together.bounds):
        if end > start:
            n = start + int(belief[start:end].argmax())
            own = {k: float(v[n]) for k, v in features.items() if v[n]}
            chosen[g] = Choice(together.candidates[n], float(belief[n]), own)
    return chosen


class Field:
    """All candidates of a text side by side, in the order of their names."""

    def __init__(
        self, names: Sequence[Name], peoples: dict[str, int], weights: dict[str, float], home: str | None = None
    ) -> None:
        self.weights = weights
        self.names = names
        self.candidates: list[Candidate] = []
        self.bounds: list[tuple[int, int]] = []
        owner: list[int] = []
        for g, name in enumerate(names):
            start = len(self.candidates)
            self.candidates.extend(sorted(name.candidates, key=lambda c: not c.own)[:MOST])
            owner.extend([g] * (len(self.candidates) - start))
            self.bounds.append((start, len(self.candidates)))
        self.owner = np.array(owner, dtype=np.int64)
        self.sure = np.array([names[g].weight for g in owner])
        known = self.candidates
        self.countries = _numbered([c.country for c in known])
        self.areas = _numbered([c.id if c.kind == "admin1" else c.admin1 for c in known])
        self.counties = _numbered([c.id if c.kind == "admin2" else c.admin2 for c in known])
        self.lat = np.radians(np.array([c.latitude if c.latitude is not None else np.nan for c in known]))
        self.lon = np.radians(np.array([c.longitude if c.longitude is not None else np.nan for c in known]))
        self.precise = np.array([c.kind in PRECISE for c in known], dtype=bool)
        self.ids = _numbered([c.id for c in known])
        self.shared = {"admin1_any": self._shared(self.areas), "admin2_any": self._shared(self.counties)}
        self.fixed = {k: v for k, v in self._own_features().items() if v.any()}
        self.fixed |= self.shared
        codes = [c.country or "" for c in known]
        total = sum(peoples.values()) or 1
        self.fixed["people"] = np.array([peoples.get(c, 0) / total for c in codes])
        if home:
            self.fixed["home"] = np.array([float(c == home) for c in codes])
        self.pairs = [(g, h, self._containment(g, h)) for g, n in enumerate(names) for h in n.containers]

    def settle(self) -> Floats:
        """Belief in each candidate, summing to 1 over those of one name."""
        prior = self._score(self.fixed)
        belief = self._beliefs(prior)
        for _ in range(ROUNDS):
            belief = self._beliefs(prior + self._score(self.company(belief)))
        return belief

    def _score(self, features: dict[str, Floats]) -> Floats:
        total = np.zeros(len(self.candidates))
        for name, values in features.items():
            total += self.weights.get(name, 0.0) * values
        return total

    def _beliefs(self, score: Floats) -> Floats:
        belief = np.zeros(len(score))
        for start, end in self.bounds:
            if end > start:
                e = np.exp(score[start:end] - score[start:end].max())
                belief[start:end] = e / e.sum()
        return belief

    def _own_features(self) -> dict[str, Floats]:
        out: dict[str, list[float]] = {}
        size = len(self.candidates)

        areas = [{c.id for c in self.candidates[s:e] if c.kind == "admin1"} for s, e in self.bounds]

        def put(feature: str, n: int, value: float = 1.0) -> None:
            out.setdefault(feature, [0.0] * size)[n] = value

        for n, c in enumerate(self.candidates):
            name = self.names[self.owner[n]]
            put("population", n, math.log10(c.population + 10) - 1)
            put(c.feature if c.kind == "region" and c.feature else c.kind, n)
            if c.feature == "capital":
                put("capital", n)
            if RANKS[c.rank]:
                put(RANKS[c.rank], n)
            if fold(name.text) == fold(c.name):
                put("exact", n)
            if c.own:
                put("own", n)
            if c.kind == "settlement" and c.admin1 in areas[self.owner[n]]:
                put("area_too" if name.kind in {"admin1", "admin2"} else "seat", n)
            if name.kind and name.kind != "point":
                put("kind_fits" if fits(c, name.kind) else "kind_differs", n)
        return {k: np.array(v) for k, v in out.items()}

    def company(self, belief: Floats) -> dict[str, Floats]:
        """Features of company under the present belief."""
        size, groups = len(self.candidates), len(self.names)
        weighed = belief * self.sure
        out: dict[str, Floats] = {}
        for key, codes in (("country", self.countries), ("admin1", self.areas)):
            mass = np.zeros((groups, int(codes.max(initial=-1)) + 2))  # the last column: none
            np.add.at(mass, (self.owner, codes), weighed)
            mass[:, -1] = 0
            whole = mass.sum(0)
            others = np.maximum(whole.sum() - mass.sum(1), 1e-9)
            rest = whole[codes] - mass[self.owner, codes]
            out[f"{key}_share"] = rest / np.maximum(others[self.owner], 1.0)
            out[f"{key}_count"] = np.log1p(np.maximum(rest, 0))
            named = np.zeros(mass.shape[1])
            level = np.array([c.kind == key for c in self.candidates], dtype=float)
            np.add.at(named, codes, weighed * level)
            named[-1] = 0
            own = np.zeros(size)
            own += weighed * level
            out[f"{key}_named"] = np.minimum(np.maximum(named[codes] - own, 0), 1.0)
        same = np.zeros(size + 1)
        np.add.at(same, self.ids, weighed)
        out["same"] = np.minimum(same[self.ids] - weighed, 1.0)
        out["near"] = self._nearness(weighed, NEAR_KM, self.precise)
        out["same_part"] = self._nearness(weighed, FAR_KM, np.ones(size, dtype=bool))
        contained, contains = np.zeros(size), np.zeros(size)
        for g, h, within in self.pairs:
            (a, b), (c, d) = self.bounds[g], self.bounds[h]
            contained[a:b] = np.maximum(contained[a:b], within @ belief[c:d])
            contains[c:d] = np.maximum(contains[c:d], (within * belief[a:b, None]).max(0, initial=0) ** 0.5)
        out["contained"], out["contains"] = contained, contains
        return out

    def _shared(self, codes: NDArray[np.int64]) -> Floats:
        """How many other names could lie in the same area, those with few candidates counting most."""
        rarity = np.array([1 / math.log2(1 + e - s) if e > s else 0.0 for s, e in self.bounds])
        mass = np.zeros((len(self.names), int(codes.max(initial=-1)) + 2))
        mass[self.owner, codes] = rarity[self.owner] * self.sure
        mass[:, -1] = 0
        found: Floats = np.log1p(mass.sum(0)[codes] - mass[self.owner, codes])
        return found

    def _nearness(self, belief: Floats, reach: float, which: NDArray[np.bool_]) -> Floats:
        """How near the nearest other name's most believed place is, from 1 (there) towards 0."""
        best = [s + int(belief[s:e].argmax()) for s, e in self.bounds if e > s]
        best = [n for n in best if which[n] and not math.isnan(self.lat[n])]
        if not best:
            return np.zeros(len(self.candidates))
        at = np.array(best)
        lat, lon = self.lat[:, None], self.lon[:, None]
        width = (lon - self.lon[at][None, :] + np.pi) % (2 * np.pi) - np.pi
        away = 6371.0 * np.hypot(lat - self.lat[at][None, :], width * np.cos(lat))
        near = np.exp(-away / reach) * belief[at][None, :]
        near[self.owner[:, None] == self.owner[at][None, :]] = 0
        near[~which] = 0
        found: Floats = np.nan_to_num(near).max(1)
        return found

    def _containment(self, g: int, h: int) -> Floats:
        """Which candidates of name ``g`` lie in which of name ``h``."""
        (a, b), (c, d) = self.bounds[g], self.bounds[h]
        rows = [[float(lies_in(x, y)) for y in self.candidates[c:d]] for x in self.candidates[a:b]]
        return np.array(rows, dtype=float).reshape(b - a, d - c)


def lies_in(inner: Candidate, outer: Candidate) -> bool:
    """Whether one place is part of another."""
    if outer.id == inner.id:
        return False
    if outer.kind == "country":
        return inner.country == outer.country and inner.kind != "country"
    if outer.kind == "admin1":
        return inner.admin1 == outer.id
    if outer.kind == "admin2":
        return inner.admin2 == outer.id
    return False


def fits(candidate: Candidate, kind: str) -> bool:
    """Whether a place is what a feature word says: a province may be called a region, a county a district."""
    if kind in {"admin1", "admin2"}:
        return candidate.kind == kind or (kind == "admin1" and candidate.kind in {"admin2", "region"})
    return candidate.kind == kind


def _numbered(values: Sequence[Any]) -> NDArray[np.int64]:
    """Equal values as equal numbers from 0; ``None`` as -1."""
    numbers: dict[Any, int] = {}
    return np.array([-1 if v is None else numbers.setdefault(v, len(numbers)) for v in values], dtype=np.int64)
