"""To whom a noun phrase belongs: the country and the organisation that its modifiers name."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from harmattan.knowledge.actors import Role, fold
from harmattan.reading.actors.cast import Cast, Draft
from harmattan.reading.actors.names import Name
from harmattan.reading.actors.noun_phrases import core, role_at
from harmattan.reading.actors.words import vocabulary


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
            country = country or (cast.country_at.get(name.start) if cast.elsewhere(name) else entry.country)
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
    body = any(fold(c.text) == "of" for c in head.rights)
    for child in head.rights:
        if body and fold(child.text) == "at":
            continue  # "received the president of the club at his palace"
        if child.dep_ == "prep" and fold(child.text) in ("of", "in", "at", "from", "near"):
            for item in child.rights:
                if item.dep_ == "pobj":
                    if item.i in cast.country_at:
                        yield item, "of" if fold(child.text) == "of" else "in"
                    venue = {t.i for k in item.rights if fold(k.text) == "at" for t in k.subtree}
                    for inner in item.subtree:
                        if inner.i in cast.country_at and inner.i != item.i and inner.i not in venue:
                            yield inner, "of" if fold(child.text) == "of" else "in"


def in_office(cast: Cast, head: Token, role: Role, country: str | None) -> Role:
    """A role as its complement and country leave it.

    The president of a football club holds no public office, nor does a sultan in a republic.
    """
    noun = fold(role.noun)
    if noun in vocabulary("royal") and country in cast.index.states and country not in monarchies():
        return Role(role.noun, role.kind, ("SOC",))  # as other traditional rulers
    if noun not in vocabulary("presiding") or "GOV" not in role.sectors:
        return role
    for child in head.rights:
        for item in child.rights if child.dep_ == "prep" and fold(child.text) == "of" else ():
            name = cast.name_at.get(item.i)
            body = role_at(cast.doc, cast.index, item.i)
            if item.dep_ != "pobj" or item.i in cast.country_at:
                continue
            if name and name.aliases and (entry := cast.choose(name)).kind != "state":
                return Role(role.noun, role.kind, entry.sectors)
            if name and not name.aliases and name.label == "ORG" and not body:
                return Role(role.noun, role.kind, ())
            if body and body[1].kind in ("organization", "group") and body[1].sectors != ("STATE",):
                return Role(role.noun, role.kind, tuple(s for s in body[1].sectors if s not in ("STATE", "IGO")))
    return role


def monarchies() -> frozenset[str]:
    """Countries that a monarch heads."""
    return frozenset(code.upper() for code in vocabulary("monarchies"))
