"""Actors that are described, not named: "Danish troops", "the junta", "two gunmen", "residents of Gao"."""

from __future__ import annotations

from spacy.tokens import Token

from harmattan.knowledge import lexicon
from harmattan.knowledge.actors import Role, fold
from harmattan.model import ActorKind
from harmattan.reading.cast import Cast, Draft
from harmattan.reading.noun_phrases import core, definite, numeral, plural, role_at
from harmattan.reading.people import is_person
from harmattan.reading.phrases import belonging

OWN = frozenset({"GOV", "COP", "JUD", "LEG", "MIL", "SPY", "OPP"})
"""Sectors whose bare definite noun means the country in focus: "the police" is some country's police."""
ABROAD = frozenset({"MIL", "REF", "PRM"})
"""Sectors for which the place where they are does not tell whose they are: "troops in Mali"."""
NOT_OWN = frozenset(["foreign", "international", "western", "allied", "multinational", "regional", "global", "other", "several", "many", "some", "various", "neighbouring", "neighboring"])  # fmt: skip
ARMY = frozenset(["army", "military", "armed force", "armed forces", "force", "troop", "troops", "soldier", "security force", "security forces", "defence force", "defense force", "defence forces"])  # fmt: skip
GENERIC = frozenset({"head", "member", "director", "chief", "boss", "figure", "agent", "side", "body", "element"})
JUNTA = frozenset(["junta", "military government", "military regime", "military junta", "military council"])


def add_nominals(cast: Cast) -> None:
    """Drafts for all role nouns that stand for somebody."""
    doc = cast.doc
    for token in doc:
        if token.pos_ not in ("NOUN", "PROPN") or token.i in cast.name_at:
            continue
        found = role_at(doc, cast.index, token.i)
        if found and stands_alone(cast, token, found[1]):
            add_nominal(cast, token, found[1])


def stands_alone(cast: Cast, token: Token, role: Role) -> bool:
    """Whether a role noun is somebody, and not a title, a part of a longer role or a mere modifier."""
    after = token.i + 1
    doc = cast.doc
    if after < len(doc):
        named = cast.name_at.get(after)
        if named and is_person(cast, named) and role.kind == "person" and not plural(token):
            return False
        longer = role_at(doc, cast.index, after)
        if longer and longer[0] <= token.i:
            return False
    if token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i:
        if fold(token.head.lemma_) not in action_nouns() or role.noun == "terrorist":
            return False
    elif token.dep_ == "amod":
        return False
    if role.noun in GENERIC and not any(c.dep_ in ("prep", "poss", "compound", "amod") for c in token.children):
        return False
    return not (role.noun == "troop" and not plural(token))


def action_nouns() -> frozenset[str]:
    """Nouns of action before which a party may stand as a modifier."""
    return frozenset(lexicon("actor_contexts")["action"])


def add_nominal(cast: Cast, token: Token, role: Role) -> None:
    """Add a description to the draft it refers to, or make one."""
    start, end = core(cast.doc, token)
    sectors = role.sectors
    country, parent = belonging(cast, token, placed=not set(sectors) & ABROAD)
    known = definite(token, start) or (set(sectors) & {"COP"} and role.kind == "group")
    if sectors == ("STATE",):
        add_country_noun(cast, token, start, end)
        return
    if sectors == ("IGO",):
        sectors, country = (), country or "IGO"
    if parent:
        sectors = joined(sectors, parent, role)
    modifiers = {fold(t.text) for t in cast.doc[start : token.i]}
    if country is None and known and set(sectors) & OWN and not modifiers & NOT_OWN:
        country = cast.focus(token.i)
    if "former" in modifiers and "GOV" in sectors:
        sectors = ("ELI",)
    draft = referent(cast, token, start, role, country, sectors, bool(known))
    if parent and draft.parent is None and parent is not draft:
        draft.parent = parent
    draft.mention(start, end, "nominal")


def joined(sectors: tuple[str, ...], parent: Draft, role: Role) -> tuple[str, ...]:
    """The sectors of a role within an organisation: the organisation's, where the role says nothing of its own."""
    if not sectors or (sectors[0] in ("UAF", "BUS", "REB", "PRM", "MIL") and parent.sectors):
        if sectors == ("MIL",) and not set(parent.sectors) & {"REB", "UAF", "PRM", "CRM"}:
            return sectors
        return parent.sectors or sectors
    return sectors


def referent(
    cast: Cast, token: Token, start: int, role: Role, country: str | None, sectors: tuple[str, ...], known: bool
) -> Draft:
    """The draft a description refers to. A new number or an indefinite singular is somebody new."""
    noun = fold(role.noun)
    many = plural(token) or role.kind != "person"
    number = numeral(token)
    kind: ActorKind = role.kind if role.kind != "person" else "group" if many else "person"
    text = " ".join(cast.doc[start : token.i + 1].text.split())
    bare = text.split(" ", 1)[1] if text.lower().startswith(("the ", "a ", "an ")) else text
    draft = Draft(bare, kind, country, sectors)
    if role.kind == "group" and "GOV" in sectors:
        draft = cast.get(("government", country), draft)
        if noun in JUNTA and "MIL" not in draft.sectors:
            draft.sectors = (*draft.sectors, "MIL")
        return draft
    if noun in ARMY and country and "MIL" in sectors and not number:
        return cast.get(("army", country), draft)
    if number and not known:
        return cast.get((noun, country, number), draft)
    if not many and not known:
        return cast.get((noun, country, token.i), draft)
    if known:
        for key, other in reversed(cast.drafts.items()):
            if key[0] == noun and other.kind == kind and (country is None or other.country in (None, country)):
                if other.mentions and min(other.mentions)[0] < token.i:
                    other.country = other.country or country
                    return other
    return cast.get((noun, country, kind), draft)


def add_country_noun(cast: Cast, token: Token, start: int, end: int) -> None:
    """ "The country" is the state in focus; "European countries" are a group."""
    if plural(token):
        country, _ = belonging(cast, token)
        text = " ".join(cast.doc[start:end].text.split())
        bare = text.split(" ", 1)[1] if text.lower().startswith("the ") else text
        cast.get(("states", fold(bare)), Draft(bare, "group", country)).mention(start, end, "nominal")
