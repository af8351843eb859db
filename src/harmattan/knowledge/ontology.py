"""PLOVER's types, modes and contexts, and how CAMEO codes map to them.

The data is in ``data/plover.yaml``, ``data/plover_scores.csv`` and ``data/cameo.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from harmattan.knowledge.lexicon import DATA, load_yaml

QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


@dataclass(frozen=True)
class Ontology:
    """``types`` and ``contexts`` map to what they are about; the rest is keyed by type, or by (type, mode)."""

    types: dict[str, str]
    modes: dict[str, dict[str, str]]
    contexts: dict[str, str]
    quad: dict[str, str]
    cameo: dict[tuple[str, str | None], str]
    promised: dict[str, str]

    def code(self, type: str, mode: str | None) -> str | None:
        """The CAMEO code that best stands for a type and mode."""
        return self.cameo.get((type, mode)) or self.cameo.get((type, None))


@dataclass(frozen=True, slots=True)
class Coding:
    """What a CAMEO code is in PLOVER."""

    type: str
    mode: str | None
    contexts: tuple[str, ...]


@cache
def plover() -> Ontology:
    """The ontology, read once a process."""
    data = load_yaml(DATA / "plover.yaml")
    types = data["types"]
    modes = {name: t.get("modes", {}) for name, t in types.items()}
    cameo: dict[tuple[str, str | None], str] = {(name, None): t["cameo"] for name, t in types.items()}
    cameo |= {(name, mode): m["cameo"] for name, found in modes.items() for mode, m in found.items()}
    return Ontology(
        types={name: t["about"] for name, t in types.items()},
        modes={name: {mode: m["about"] for mode, m in found.items()} for name, found in modes.items()},
        contexts=data["contexts"],
        quad={name: t["quad"] for name, t in types.items()},
        cameo=cameo,
        promised={name: t["promised"] for name, t in types.items() if "promised" in t},
    )


@cache
def crosswalk() -> dict[str, Coding]:
    """CAMEO code → PLOVER."""
    with (DATA / "cameo.csv").open(encoding="utf-8", newline="") as file:
        return {
            r["cameo"]: Coding(r["type"], r["mode"] or None, tuple(r["contexts"].split())) for r in csv.DictReader(file)
        }


@cache
def _scores() -> dict[tuple[str, str | None], float]:
    with (DATA / "plover_scores.csv").open(encoding="utf-8", newline="") as file:
        return {(r["type"], r["mode"] or None): float(r["score"]) for r in csv.DictReader(file)}


def score(type: str, mode: str | None) -> float:
    """Where an act lies between conflict (-10) and cooperation (10), by PLOVER's table 2.2.

    A mode that the table leaves out has its type's score.

    Raises `KeyError` for a type that PLOVER does not have.
    """
    return _scores().get((type, mode), _scores()[type, None])
