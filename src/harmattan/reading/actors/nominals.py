"""Actors that are described, not named: "Danish troops", "the junta", "two gunmen", "residents of Gao"."""

from __future__ import annotations

from spacy.tokens import Token

from harmattan.knowledge import lexicon
from harmattan.knowledge.actors import Role, fold
from harmattan.model import ActorKind
from harmattan.reading.actors.cast import Cast, Draft
from harmattan.reading.actors.noun_phrases import core, definite, numeral, plural, role_at
from harmattan.reading.actors.people import is_person
from harmattan.reading.actors.phrases import belonging, in_office, modifiers
from harmattan.reading.actors.words import contexts, vocabulary

OWN = frozenset({"GOV", "COP", "JUD", "LEG", "MIL", "SPY", "OPP"})
"""Sectors whose bare definite noun means the country in focus: "the police" is some country's police."""
ABROAD = frozenset({"MIL", "REF", "PRM"})
"""Sectors for which the place where they are does not tell whose they are: "troops in Mali"."""


def add_nominals(cast: Cast) -> None:
    """Drafts for all role nouns that stand for somebody."""
    doc = cast.doc
    for token in doc:
        if token.pos_ not in ("NOUN", "PROPN") or token.i in cast.name_at or token.i in cast.described:
            continue
        found = role_at(doc, cast.index, token.i)
        if found and (described(cast, token, found[1]) or said_of(token, found[1])):
            continue
        if found and stands_alone(cast, token, found[1]):
            add_nominal(cast, token, found[1])


def described(cast: Cast, token: Token, role: Role) -> bool:
    """Whether a noun says what a named person is ("Goita is the strong man"): a mention of that person."""
    if token.dep_ != "attr" or token.head.lemma_ != "be" or role.kind != "person" or plural(token):
        return False
    for child in token.head.lefts:
        named = cast.name_at.get(child.i) if child.dep_ == "nsubj" else None
        if named and is_person(cast, named):
            for draft in cast.drafts.values():
                if any(start <= child.i < end for start, end in draft.mentions):
                    draft.mention(*core(cast.doc, token), "nominal")
                    return True
    return False


def stands_alone(cast: Cast, token: Token, role: Role) -> bool:
    """Whether a role noun is somebody, and not a title, a part of a longer role or a mere modifier."""
    after = token.i + 1
    if fold(token.text) in lexicon("honorifics")["short_titles"]:
        return False
    doc = cast.doc
    if after < len(doc):
        named = cast.name_at.get(after)
        titled = not plural(token) or token.text[0].isupper()  # "Presidents Putin and Erdogan"
        if named and is_person(cast, named) and role.kind == "person" and titled:
            return False
        longer = role_at(doc, cast.index, after)
        if longer and longer[0] <= token.i:
            return False
    if token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i:
        acts = fold(token.head.lemma_) in contexts("action") and role.kind != "population" and role.noun != "terrorist"
        if not acts or set(role.sectors) & {"CVL", "BUS", "LAB"}:
            return False
    elif token.dep_ == "amod" or bare_role(token, role) or nobody(token, role):
        return False
    if role.noun in vocabulary("generic") and not any(
        c.dep_ in ("prep", "poss", "compound", "amod") for c in token.children
    ):
        return False
    return not (role.noun == "troop" and not plural(token))


def nobody(token: Token, role: Role) -> bool:
    """Whether a role noun is used for a thing or for nobody: "use of force", "no group", "his business"."""
    lefts = {fold(c.text) for c in token.lefts}
    noun = fold(role.noun)
    if "no" in lefts or (noun == "business" and not plural(token)):
        return True
    if noun == "side":
        return not lefts & vocabulary("sides")
    if noun in vocabulary("mass") and not plural(token) and token.text.islower():
        return not any(c.dep_ in ("det", "poss", "compound", "nmod") for c in token.lefts)
    return noun == "others" and token.dep_ == "pobj" and fold(token.head.text) in vocabulary("among")


def said_of(token: Token, role: Role) -> bool:
    """Whether a noun only says what somebody or something already spoken of is: "it is our main ally"."""
    if token.dep_ != "attr" or token.head.lemma_ != "be" or plural(token) or role.kind != "person":
        return False
    return any(c.dep_ == "nsubj" and fold(c.text) in ("it", "this", "that", "he", "she", "i") for c in token.head.lefts)


def bare_role(token: Token, role: Role) -> bool:
    """Whether a singular noun without article names an office, not its holder: "as mayor", "lacked authority"."""
    if plural(token) or token.dep_ in ("nsubj", "nsubjpass", "ROOT", "appos", "poss") or not token.text.islower():
        return False
    if role.kind != "person" and role.noun != "authority":
        return False
    return not any(c.dep_ in ("det", "poss", "amod", "compound", "nummod", "nmod") for c in token.lefts)


def add_nominal(cast: Cast, token: Token, role: Role) -> None:
    """Add a description to the draft it refers to, or make one."""
    start, end = core(cast.doc, token)
    sectors = role.sectors
    placed = not set(sectors) & ABROAD or fold(role.noun) in vocabulary("seated")
    country, parent = belonging(cast, token, placed)
    country = country or had_by(cast, token, role)
    role = in_office(cast, token, role, country)
    sectors = role.sectors
    known = definite(token, start) or (set(sectors) & {"COP"} and role.kind == "group")
    if sectors == ("STATE",):
        add_country_noun(cast, token, start, end)
        return
    if sectors == ("IGO",):
        sectors, country = (), country or "IGO"
    if not sectors or fold(role.noun) in vocabulary("made_of"):
        made, country = of_whom(cast, token, country)
        sectors = made or sectors
    held = office_holder(cast, token, start, role, country)
    if held:
        held.mention(start, end, "nominal")
        return
    if parent:
        if same_body(cast, token, parent, role):
            parent.mention(start, end, "name")
            return
        sectors = joined(sectors, parent, role)
    modifiers = {fold(t.text) for t in cast.doc[start : token.i]}
    if country is None and known and not plural(token) and role.kind == "person":
        country = earlier(cast, token, role)
    if country is None and known and owned(token, role, modifiers):
        body = "army" if "MIL" in sectors and "GOV" not in sectors else "government"
        ruled = cast.under_soldiers(token.i) if fold(role.noun) in vocabulary("junta") else None
        country = ruled or cast.focus(token.i, body)
        sectors = in_office(cast, token, role, country).sectors if sectors == role.sectors else sectors
    if "former" in modifiers and "GOV" in sectors:
        sectors = ("ELI",)
    for other, at in coordinated(cast, token, country):  # "U.S. and Russian negotiators"
        referent(cast, token, start, role, other, sectors, bool(known)).mention(at, at + 1, "nominal")
    draft = referent(cast, token, start, role, country, sectors, bool(known))
    if parent and draft.parent is None and parent is not draft:
        draft.parent = parent
    draft.local = draft.local or fold(role.noun) in vocabulary("local")
    draft.mention(start, end, "nominal")


def had_by(cast: Cast, token: Token, role: Role) -> str | None:
    """The country whose troops they are when a state "has" them: "The French have the largest force"."""
    if "MIL" not in role.sectors or token.dep_ != "dobj" or fold(token.head.lemma_) not in ("have", "keep", "station"):
        return None
    for child in token.head.lefts:
        named = cast.name_at.get(child.i) if child.dep_ == "nsubj" else None
        if named and named.aliases and cast.choose(named).kind == "state":
            return cast.choose(named).country
    return None


def earlier(cast: Cast, token: Token, role: Role) -> str | None:
    """The country of the last person described by the same noun: "the ambassador" after "the Swedish ambassador"."""
    last = (-1, "")
    for key, draft in cast.drafts.items():
        if key[0] == fold(role.noun) and draft.kind == "person" and draft.country:
            last = max(last, (max((s for s, _ in draft.mentions if s < token.i), default=-1), draft.country))
    return last[1] or None if last[0] >= 0 else None


def of_whom(cast: Cast, token: Token, country: str | None) -> tuple[tuple[str, ...], str | None]:
    """Sectors of a noun that says none, from what it is of: "police operatives", "personnel of the navy"."""
    for child in token.lefts:
        found = role_at(cast.doc, cast.index, child.i) if child.dep_ in ("compound", "nmod") else None
        if found and found[1].sectors:
            return found[1].sectors, country
    for child in token.rights:
        if child.dep_ == "prep" and fold(child.text) == "of":
            for item in child.rights:
                found = role_at(cast.doc, cast.index, item.i) if item.dep_ == "pobj" else None
                if found and found[1].sectors and found[1].sectors != ("STATE",):
                    return found[1].sectors, country or belonging(cast, item)[0]
    return (), country


def office_holder(cast: Cast, token: Token, start: int, role: Role, country: str | None) -> Draft | None:
    """The person who held a country's office at the report's date: "the French president" in 2022."""
    if not cast.date or not country or role.kind != "person" or plural(token):
        return None
    before = {fold(t.text) for t in cast.doc[start : token.i]}
    if before & vocabulary("not_holder") or not (
        before & {"the"} or any(c.dep_ in ("poss", "amod") for c in token.lefts)
    ):
        return None
    holders = [
        e for e in cast.index.offices.get(country, ()) if e.office == role.noun and e.since and e.holds(cast.date)
    ]
    if len({e.wikidata or e.name for e in holders}) != 1 or (not holders[0].until and cast.date > cast.index.as_of):
        return None
    return cast.entry(holders[0])


def coordinated(cast: Cast, token: Token, country: str | None) -> list[tuple[str, int]]:
    """Further countries in a coordinated modifier, with the token that names each."""
    found: dict[str, int] = {}
    for name, relation in modifiers(cast, token, placed=False):
        code = cast.country_at.get(name.start)
        if relation in ("amod", "nmod", "compound") and code and code != country and name.uses("adjective", "name"):
            found.setdefault(code, cast.doc[name.start : name.end].root.i)
    return list(found.items())


def same_body(cast: Cast, token: Token, parent: Draft, role: Role) -> bool:
    """Whether a collective noun after a name repeats what the name is: "Reuters news agency", "the EUTM mission"."""
    name = cast.name_at.get(token.i - 1) or cast.name_at.get(token.i - 2)
    if role.kind not in ("group", "organization") or name is None or not name.aliases or plural(token):
        return False
    if name.uses("adjective") or cast.entry(cast.choose(name)) is not parent:
        return False
    return not role.sectors or bool(set(role.sectors) & set(parent.sectors))


def owned(token: Token, role: Role, modifiers: set[str]) -> bool:
    """Whether a bare description means that of the country in focus: "the army", not "the largest force"."""
    if (
        not set(role.sectors) & OWN
        or modifiers & vocabulary("not_own")
        or any(c.tag_ in ("JJS", "PRP$") for c in token.lefts)
    ):
        return False
    if "MIL" in role.sectors and role.kind != "person":
        return fold(role.noun) in vocabulary("national")
    return "MIL" not in role.sectors


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
    if role.kind != "person" and plural(token) and fold(token.text) != noun and noun not in vocabulary("army"):
        noun += "s"  # "the parties" are not "the party"
    owned_by = [c for c in token.lefts if c.dep_ == "poss" and c.i not in cast.country_at]
    if country is None and owned_by:
        return cast.get((noun, "own", token.i), draft)  # whose it is, coreference may tell
    rules = (noun == "ruler" and many) or (role.kind == "group" and (not plural(token) or noun.endswith("authorities")))
    if rules and sectors == ("GOV",) and (part := part_of_country(cast, token, start)):
        return cast.get(("government of", country, part), draft)
    if rules and "GOV" in sectors and (country or known):
        draft = cast.get(("government", country), draft)
        if noun in vocabulary("junta") and "MIL" not in draft.sectors:
            draft.sectors = (*draft.sectors, "MIL")
        return draft
    told_apart = role.kind == "person" and any(
        c.dep_ == "amod" and c.i not in cast.country_at and fold(c.text) not in vocabulary("unnaming")
        for c in token.lefts
    )
    if noun in vocabulary("army") and country and "MIL" in sectors and not number and not told_apart:
        return cast.get(("army", country), draft)
    headline = in_headline(cast, noun, kind, country, number, token)
    if headline:
        headline.country = headline.country or country
        return headline
    if number or (not known and noun in vocabulary("vague")):
        number = number or str(token.i)  # "people" here need not be the people there
        return cast.get((noun, country, number), draft)
    if not many and not known:
        return cast.get((noun, country, token.i), draft)
    if known:
        ranked = sorted(vocabulary("ranks") & {fold(w) for w in bare.split()} - {*noun.split()})
        noun = " ".join([*ranked, noun])
        for key, other in reversed(cast.drafts.items()):
            fits = key[0] == noun and other.kind == kind and (country is None or other.country in (None, country))
            if fits and other.mentions and min(other.mentions)[0] < token.i:
                other.country = other.country or country
                return other
    return cast.get((noun, country, kind), draft)


def part_of_country(cast: Cast, token: Token, start: int) -> str | None:
    """What makes a government one of a part of the country: "state", the name of a town or region."""
    before = [fold(t.text) for t in cast.doc[start : token.i]]
    word = next((w for w in reversed(before) if w in vocabulary("parts")), None)
    for t in token.subtree:
        place, name = cast.place_at.get(t.i), cast.name_at.get(t.i)
        if place is None or place.precision == "country" or (name and name.uses("capital", "name")):
            continue  # "the Moscow government" is the country's
        if start <= t.i < token.i or (t.dep_ == "pobj" and t.head.head.i == token.i and fold(t.head.text) == "of"):
            return place.id
    return word if fold(token.text) in ("government", "govt") else None


def in_headline(
    cast: Cast, noun: str, kind: ActorKind, country: str | None, number: str | None, token: Token
) -> Draft | None:
    """The draft of which only the headline spoke, when the text's first sentences describe it again."""
    if cast.parse.in_title(token.i) or cast.parse.sentence_of[token.i] > 6:
        return None
    for key, draft in cast.drafts.items():
        if key[0] != noun or draft.kind != kind or (draft.country and draft.country != country):
            continue
        counted = key[2] if len(key) > 2 and isinstance(key[2], str) and key[2] not in (kind, "own") else None
        if number and counted and number != counted:
            continue
        if draft.mentions and all(cast.parse.in_title(at) for at, _ in draft.mentions):
            return draft
    return None


def add_country_noun(cast: Cast, token: Token, start: int, end: int) -> None:
    """ "The country" is the state in focus; "European countries" are a group."""
    if plural(token):
        country = None if any(c.dep_ == "poss" for c in token.lefts) else belonging(cast, token)[0]
        text = " ".join(cast.doc[start:end].text.split())
        bare = text.split(" ", 1)[1] if text.lower().startswith("the ") else text
        cast.get(("states", fold(bare)), Draft(bare, "group", country)).mention(start, end, "nominal")
