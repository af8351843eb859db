"""Loads lexicons: small YAML files of words and patterns, one folder a language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


@cache
def lexicon(name: str, language: str = "en") -> Any:
    """The content of ``data/<language>/<name>.yaml``, read once a process. Callers must not change it."""
    return load_yaml(DATA / language / f"{name}.yaml")


@cache
def ordinary_words(language: str = "en") -> frozenset[str]:
    """Words that are written small within a sentence, read once a process."""
    return frozenset((DATA / language / "lower_words.txt").read_text(encoding="utf-8").split())


def load_yaml(path: Path) -> Any:
    """A YAML file's content, with the C loader where libyaml is there (ten times faster)."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
