"""PLOVER pairs as the encoder sees them: a sentence in which the actor and the recipient are marked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

ROOTS = ["ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST", "REJECT",
         "REQUEST", "SANCTION", "SUPPORT", "THREATEN", "YIELD"]  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """One sentence with the character spans of its parties; ``root`` is an index of `ROOTS`, or None if unlabelled."""

    id: str
    text: str
    actor: tuple[int, int] | None
    recipient: tuple[int, int] | None
    root: int | None


def load_pairs(folder: Path) -> list[Pair]:
    """The labelled pairs of a suite folder with ``requests.jsonl`` and ``gold.jsonl``."""
    lines = lambda name: map(json.loads, (folder / name).read_text(encoding="utf-8").strip("\n").split("\n"))
    return [
        Pair(ask["id"], ask["text"], _span(ask["actor"]), _span(ask["recipient"]), ROOTS.index(gold["root"]))
        for ask, gold in zip(lines("requests.jsonl"), lines("gold.jsonl"), strict=True)
    ]


def marked(pair: Pair) -> str:
    """The text with ``[ … ]`` about the actor and ``{ … }`` about the recipient."""
    text = pair.text
    inserts = []
    for span, (left, right) in ((pair.actor, "[]"), (pair.recipient, "{}")):
        if span:
            inserts += [(span[0], left + " "), (span[1], " " + right)]
    for at, mark in sorted(inserts, reverse=True):
        text = text[:at] + mark + text[at:]
    return text


def _span(value: list[int] | None) -> tuple[int, int] | None:
    return (value[0], value[1]) if value else None
