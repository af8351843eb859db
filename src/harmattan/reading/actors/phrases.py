"""To whom a noun phrase belongs: the country and the organisation that its modifiers name."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from harmattan.knowledge.actors import fold
from harmattan.reading.actors.cast import Cast, Draft
from harmattan.reading.actors.names import Name
from harmattan.reading.actors.noun_phrases import core


def belonging(cast: Cast, head: Token, placed: bool = True) -> tuple[str | None, Draft | None]:
    """Country and organisation that a phrase's modifiers, possessor or complement give its head.

    With ``placed``, a place after "in" or "at" counts too ("villagers in Mopti"), as it should not for soldiers.
    """
    country: str | None = None
    parent: Draft | None = None
    for name, relation in modifiers(cast, head, placed):
        entry = cast.choose(name) if name.aliases else None
        if entry and entry.kind == "state":
            if relation == "compound" and name.uses("people"):
                continue
            country = country or entry.country
        elif entry and entry.kind != "person" and relation != "in":
            parent = parent or cast.entry(entry)
            country = country or (entry.country if entry.country not in ("NGO",) else None)
    if country is None:
        for token, relation in place_tokens(cast, head):
            if placed or relation == "of":
                country = cast.country_at.get(token.i)
                if country:
                    break
    return country, parent


def modifiers(cast: Cast, head: Token, placed: bool) -> Iterator[tuple[Name, str]]:
    """Names that modify a head, nearest relation first."""
    own = cast.name_at.get(head.i)
    start = core(cast.doc, head)[0]
    for child in head.lefts:
        if child.i >= start and child.dep_ in ("amod", "compound", "nmod", "poss", "npadvmod"):
            for token in child.subtree:
                name = cast.name_at.get(token.i)
                if name and name is not own and token.i < head.i:
                    yield name, child.dep_
    for child in head.rights:
        relation = fold(child.text)
        if child.dep_ == "prep" and relation in ("of", "from", "for", "at", "in"):
            for item in child.rights:
                if item.dep_ == "pobj":
                    name = cast.name_at.get(item.i)
                    if name and (placed or relation in ("of", "from")):
                        yield name, "in" if relation in ("in", "at") else relation
        elif child.dep_ == "appos" and child.i in cast.name_at:
            continue


def place_tokens(cast: Cast, head: Token) -> Iterator[tuple[Token, str]]:
    """Places that a phrase names beside its head: "Bamako residents", "villagers in Mopti", "the mayor of Gao"."""
    start = core(cast.doc, head)[0]
    for child in head.lefts:
        if child.i >= start and child.dep_ in ("compound", "nmod", "poss", "amod"):
            for token in child.subtree:
                if token.i in cast.country_at:
                    yield token, "of"
    for child in head.rights:
        if child.dep_ == "prep" and fold(child.text) in ("of", "in", "at", "from", "near"):
            for item in child.rights:
                if item.dep_ == "pobj":
                    if item.i in cast.country_at:
                        yield item, "of" if fold(child.text) == "of" else "in"
                    for inner in item.subtree:
                        if inner.i in cast.country_at and inner.i != item.i:
                            yield inner, "of" if fold(child.text) == "of" else "in"
