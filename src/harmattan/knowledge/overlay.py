"""The actors and roles to read with: the packaged ones, and a user's own folder over them."""

from __future__ import annotations

from harmattan.knowledge.actors import ActorIndex, load_actors, load_roles
from harmattan.knowledge.lexicon import lexicon


def load_index(overlay: str | None = None) -> ActorIndex:
    """Packaged actors and roles with a user's folder added. Raises `KnowledgeError` for a row that cannot be used."""
    index = load_actors()
    load_roles(index, lexicon("roles"))
    return index
