"""Organisations and groups that are named: known ones, unknown ones by their head word, acronyms."""

from __future__ import annotations

from spacy.tokens import Token

from harmattan.knowledge.actors import fold
from harmattan.model import ActorKind
from harmattan.reading.actors.cast import Cast, Draft
from harmattan.reading.actors.names import Name
from harmattan.reading.actors.noun_phrases import core, plural, role_at
from harmattan.reading.actors.people import is_person
from harmattan.reading.actors.phrases import belonging
from harmattan.reading.actors.words import contexts

STATE_BODIES = frozenset({"GOV", "JUD", "LEG", "MIL", "COP", "SPY"})
MODIFIER = frozenset({"compound", "amod", "nmod"})


def add_organizations(cast: Cast) -> None:
    """Drafts for all named organisations, groups and peoples that are not states."""
    by_start: dict[int, Draft] = {}
    for name in cast.names:
        draft = organization(cast, name, by_start)
        if draft is None:
            continue
        by_start.setdefault(name.start, draft)
        head = cast.doc[name.start : name.end].root
        if head.dep_ in MODIFIER and role_follows(cast, name):
            continue  # "UN troops": part of that phrase
        if name.end < len(cast.doc) and cast.doc[name.end].text == "-":
            continue  # "the Hamas-run ministry"
        draft.mention(introduction(cast, name, draft), name.end, "name")
        for token in beside(cast, head):
            cast.described.add(token.i)
            draft.mention(*core(cast.doc, token), "nominal")
            described = role_at(cast.doc, cast.index, token.i)
            if described and not draft.known:
                draft.sectors = draft.sectors or described[1].sectors
                draft.country = draft.country or belonging(cast, token)[0]


def beside(cast: Cast, head: Token) -> list[Token]:
    """Collective nouns in apposition to a name: "the opposition party, the MDC", "FLA, a separatist group"."""
    found = [c for c in head.rights if c.dep_ == "appos"]
    if head.dep_ == "appos":
        found.append(head.head)
    kept = []
    for token in found:
        role = role_at(cast.doc, cast.index, token.i) if token.i not in cast.name_at else None
        if role and role[1].kind != "person" and not plural(token) and role[1].sectors != ("STATE",):
            kept.append(token)
    return kept


def introduction(cast: Cast, name: Name, draft: Draft) -> int:
    """Where the phrase that introduces a name starts: "the French newspaper" Le Monde, "the" UN."""
    doc, i, sentence = cast.doc, name.start - 1, cast.parse.sentence_of
    start = name.start
    found = role_at(doc, cast.index, i) if i >= 0 and doc[i].is_alpha and i not in cast.name_at else None
    if found and found[1].kind != "person" and not plural(doc[i]) and sentence[i] == sentence[name.start]:
        cast.described.add(i)
        start = min(found[0], core(doc, doc[i])[0])
        role = found[1]
        if not draft.known and not draft.sectors:
            draft.sectors = role.sectors
        if not draft.known and not draft.country:
            draft.country = next((cast.country_at[k] for k in range(start, i) if k in cast.country_at), None)
    elif i >= 0 and fold(doc[i].text) == "the":
        start = i
    return start


def organization(cast: Cast, name: Name, by_start: dict[int, Draft]) -> Draft | None:
    """The draft that a name stands for, or ``None`` when it is a state's or a person's."""
    if name.stands_for is not None:
        return by_start.get(name.stands_for)
    if name.aliases:
        entry = cast.choose(name)
        if entry.kind in ("state", "person") or name.uses("adjective"):
            return None
        if name.uses("weak") and not supported(cast, name):
            return None
        return cast.entry(entry)
    if name.label == "PERSON" or is_person(cast, name):
        return None
    doc = cast.doc
    key = tuple(fold(t.text) for t in doc[name.start : name.end] if t.is_alpha)
    if len(key) == 1 and (body := shortened(cast, by_start).get(key[0])):
        return body
    role = next((r for i in (*heads(cast, name), name.end - 1) for r in [role_at(doc, cast.index, i)] if r), None)
    country = next((cast.country_at[i] for i in range(name.start, name.end) if i in cast.country_at), None)
    kind: ActorKind = "organization"
    sectors: tuple[str, ...] = ()
    if name.label == "NORP":
        if len(key) > 1 and role:
            sectors = role[1].sectors
        kind = "population"
        if doc[name.start : name.end].root.dep_ in MODIFIER:
            return None
    elif role:
        sectors = role[1].sectors if role[1].kind != "person" or "LAB" in role[1].sectors else ()
        kind = "group" if set(sectors) & {"REB", "UAF", "PRM", "CRM"} else "organization"
        if role[1].kind == "person" and role[0] == name.start:
            return None
        if country is None and set(sectors) & STATE_BODIES and role[0] == name.start:
            country = cast.focus(name.start)  # "the Ministry of Defence", "Parliament"
    if country is None and kind == "organization" and fold(doc[name.start].text) == "national" and len(key) > 1:
        country = cast.focus(name.start)  # "the National Human Rights Commission"
    if not sectors and len(key) > 1 and key[-1] in contexts("press"):
        sectors = ("JRN",)
    return cast.get(("name", key), Draft(text_of(cast, name), kind, country, sectors, known=False))


def shortened(cast: Cast, by_start: dict[int, Draft]) -> dict[str, Draft]:
    """The bodies named so far by the word before their complement: "the House" after "the House of Representatives".

    A word that begins the names of two bodies stands for neither.
    """
    found: dict[str, list[Draft]] = {}
    for start, draft in by_start.items():
        first, after = cast.doc[start], cast.doc[min(start + 1, len(cast.doc) - 1)]
        if first.text.istitle() and fold(after.text) in ("of", "for", "de"):
            found.setdefault(fold(first.text), []).append(draft)
    return {word: drafts[0] for word, drafts in found.items() if len({id(d) for d in drafts}) == 1}


def heads(cast: Cast, name: Name) -> list[int]:
    """Words of a name that a complement follows: the "Ministry" of "Ministry of Defence"."""
    doc = cast.doc
    return [i for i in range(name.start, name.end - 1) if fold(doc[i + 1].text) in ("of", "for", "de", "on")]


def text_of(cast: Cast, name: Name) -> str:
    """A name as written, on one line."""
    return " ".join(cast.doc[name.start : name.end].text.split())


def role_follows(cast: Cast, name: Name) -> bool:
    """Whether a name modifies a role noun that makes its own phrase."""
    head = cast.doc[name.start : name.end].root.head
    return head.i >= name.end and role_at(cast.doc, cast.index, head.i) is not None


def supported(cast: Cast, name: Name) -> bool:
    """Whether the report backs up a weak name: its country, or another of its names, is there too."""
    entry = cast.choose(name)
    if entry.country in cast.countries or not cast.countries:
        return True
    others = [alias for other in cast.names if other is not name for alias in other.aliases]
    return any(a.entry.name == entry.member_of or (a.entry is entry and a.use == "name") for a in others)
