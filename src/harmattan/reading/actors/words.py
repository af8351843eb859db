"""The closed word lists that the actor and reference rules use."""

from __future__ import annotations

from functools import cache

from harmattan.knowledge import lexicon


@cache
def vocabulary(name: str) -> frozenset[str]:
    """One list of ``data/en/actor_words.yaml``, folded words."""
    return frozenset(lexicon("actor_words")[name])


@cache
def contexts(name: str) -> frozenset[str]:
    """One list of ``data/en/actor_contexts.yaml``, folded words."""
    return frozenset(lexicon("actor_contexts")[name])


@cache
def bodies_taken_up() -> dict[str, frozenset[str]]:
    """Collective nouns with the sectors of the named bodies they may take up."""
    return {noun: frozenset(sectors) for noun, sectors in lexicon("actor_words")["takes_up"].items()}


@cache
def hyponyms() -> dict[str, frozenset[str]]:
    """Nouns for persons with the narrower ones that they may take up: "the monarch" is the king named before."""
    return {noun: frozenset(narrower) for noun, narrower in lexicon("actor_words")["hyponyms"].items()}
