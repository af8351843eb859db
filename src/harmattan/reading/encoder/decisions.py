"""How the encoder's chances and the rules are weighed together: sums of weighted features, fitted on labelled text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from harmattan.knowledge.lexicon import DATA, load_yaml

LEAST = 1e-4
Weights = Mapping[str, float]


@cache
def decisions() -> dict[str, Any]:
    """The fitted weights: a table of feature → weight for each decision."""
    table: dict[str, Any] = load_yaml(DATA / "encoder" / "decisions.yaml")
    return table


def logit(p: float) -> float:
    """Log-odds of a chance, kept within those of `LEAST`."""
    p = min(max(p, LEAST), 1 - LEAST)
    return math.log(p / (1 - p))


def chance(features: Weights, weights: Weights) -> float:
    """The chance that a sum of weighted features stands for."""
    total = sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
