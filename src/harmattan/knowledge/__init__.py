"""What the reader knows before it reads: ontology, actors, places. Data files and loaders, no rules of reading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from harmattan.knowledge.actors import ActorIndex
from harmattan.knowledge.gazetteer import Gazetteer
from harmattan.knowledge.lexicon import lexicon as lexicon
from harmattan.knowledge.overlay import load_index
from harmattan.knowledge.own_places import own_places

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Knowledge:
    """Everything loaded, with the digest that names it."""

    digest: str
    gazetteer: Gazetteer
    actors: ActorIndex


def load_knowledge(overlay: str | None = None) -> Knowledge:
    """All knowledge, with a user's own folder over it.

    Raises `SetupError` when a compiled part is missing, `KnowledgeError` when the folder holds something unusable.
    """
    gazetteer = Gazetteer(extra=own_places(Path(overlay)) if overlay else ())
    return Knowledge(f"sha256:{_digest(gazetteer, overlay)}", gazetteer, load_index(overlay))


def _digest(gazetteer: Gazetteer, overlay: str | None) -> str:
    """SHA-256 over the data files, the compiled gazetteer's content and the user's folder."""
    total = hashlib.sha256(gazetteer.digest.encode())
    for folder in (DATA, *([Path(overlay)] if overlay else ())):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in {".csv", ".tsv", ".txt", ".yaml", ".yml"}):
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()
