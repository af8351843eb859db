"""Persons: full names and later surnames as one, their titles, offices and appositions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from harmattan.knowledge.actors import Entry, Role, fold
from harmattan.reading.actors.cast import Cast, Draft
from harmattan.reading.actors.names import Name
from harmattan.reading.actors.noun_phrases import core, definite, plural, role_at
from harmattan.reading.actors.phrases import belonging, in_office
from harmattan.reading.actors.words import vocabulary
from harmattan.reading.claims.cues import group_of

LONGEST_ROLE = 14  # tokens between a role noun and the name after it, its complement among them
OFFICES = frozenset({"GOV", "MIL", "LEG", "JUD"})
OFFICIAL = OFFICES | {"COP"}


def add_people(cast: Cast) -> None:
    """Drafts for all persons that are named."""
    names = [n for n in cast.names if is_person(cast, n)]
    full = sorted(names, key=lambda n: (n.start - n.end, n.start))
    drafts: dict[tuple[str, ...], Draft] = {}
    for name in full:
        parts = name_parts(cast, name)
        if parts and parts not in drafts:
            drafts[parts] = same_person(drafts, parts) or new_person(cast, name, parts)
    for name in names:
        parts = name_parts(cast, name)
        if not parts:
            continue
        draft = drafts[parts]
        start, role, country, parent = title(cast, name)
        draft.mention(start, name.end, "name")
        cast.described.update(range(start, name.start))
        inherit(cast, draft, role, country, parent)
        for token, role, country, parent in appositions(cast, name):
            if token is not None and token.i not in cast.described:
                cast.described.add(token.i)
                draft.mention(*core(cast.doc, token), "nominal")
            inherit(cast, draft, role, country, parent)


def is_person(cast: Cast, name: Name) -> bool:
    """Whether a name is a person's."""
    if name.aliases:
        return cast.choose(name).kind == "person"
    if name.label == "PERSON":
        return True
    parts = name_parts(cast, name)
    return name.stands_for is None and any(parts in (full[-len(parts) :], full[:1]) for full in cast.full_names())


def name_parts(cast: Cast, name: Name) -> tuple[str, ...]:
    """The folded words of a person's name, without particles and initials."""
    parts = [fold(t.text) for t in cast.doc[name.start : name.end] if t.text[0].isalnum()]
    parts = [p for p in (re.split("[‘’'`]s?$", p)[0] for p in parts) if p]
    parts = cast.owners(name, parts)
    kept = tuple(p for p in parts if p not in vocabulary("particles") and p not in vocabulary("courtesy"))
    return kept or tuple(parts)


def same_person(drafts: dict[tuple[str, ...], Draft], parts: tuple[str, ...]) -> Draft | None:
    """The person named in full whose surname (or only known name) this is: of several, one who is known, the first."""
    surname, middle, first = [], [], []
    for full, draft in drafts.items():
        if len(full) == len(parts) == 2 and full[1] == parts[1] and spelled_alike(full[0], parts[0]):
            surname.append(draft)
        if len(full) <= len(parts):
            continue
        if full[-len(parts) :] == parts or (len(parts) > 1 and full[0] == parts[0] and full[-1] == parts[-1]):
            surname.append(draft)
        elif len(parts) == 1 and parts[0] in full[1:]:
            middle.append(draft)
        elif len(parts) == 1 and full[0] == parts[0]:
            first.append(draft)
    fitting = surname or middle or first
    return next((d for d in fitting if d.wikidata), None) or (fitting[0] if fitting else None)


def spelled_alike(one: str, other: str) -> bool:
    """Whether two first names are one, written longer and shorter: Muhammad and Muhammadu."""
    return min(len(one), len(other)) > 4 and abs(len(one) - len(other)) < 3 and one[:5] == other[:5]


def new_person(cast: Cast, name: Name, parts: tuple[str, ...]) -> Draft:
    """A draft for a name: the known person if the knowledge holds one who fits, else one by that name."""
    if name.aliases:
        return cast.entry(cast.choose(name))
    entry = known_surname(cast, name, parts) if len(parts) == 1 else None
    if entry:
        return cast.entry(entry)
    text = re.split("[‘’'`]s?$", cast.doc[name.start : name.end].text)[0]
    text = text[:-1] if fold(text).endswith(f"{parts[-1]}s") else text
    return cast.get(("person", parts), Draft(text, "person", known=False))


def known_surname(cast: Cast, name: Name, parts: tuple[str, ...]) -> Entry | None:
    """The leader of this surname, if the title or the report's countries and date single one out.

    Where only the country of several is sure ("President Bush" without a date), the entry has no more than that.
    """
    entries = cast.index.surnames.get(parts[-1], [])
    if not entries:
        return None
    _, role, country, _ = title(cast, name)
    if role and not OFFICES & set(role.sectors or ("GOV",)) and "ELI" not in role.sectors:
        return None
    persons = {e.wikidata or e.name for e in entries}
    unmistakable = len(persons) == 1 and bool(entries[0].wikidata) and len(parts[-1]) > 3
    headed = bool(role and role.noun in ("president", "prime minister", "premier", "chancellor"))
    if country:
        fitting = [e for e in entries if e.country == country]
    else:
        fitting = [e for e in entries if e.country in cast.countries or unmistakable]
        if not fitting and headed and len({e.country for e in entries}) == 1:
            fitting = entries
    if cast.date:
        holding = [e for e in fitting if e.holds(cast.date)]
        before = [e for e in fitting if e.until and e.until < cast.date and (not role or "ELI" in role.sectors)]
        fitting = holding or before
    same = {e.wikidata or e.name for e in fitting}
    if not role and not country:  # a bare surname is a leader's only where the tables know the person well
        fitting = [e for e in fitting if e.office != "leader"]
        same = {e.wikidata or e.name for e in fitting}
    if len(same) == 1 and (role or country or len(parts[-1]) > 3):
        return fitting[-1] if cast.date else fitting[0]
    if len({e.country for e in fitting}) == 1 and headed:
        text = cast.doc[name.start : name.end].text
        return Entry(text, "person", fitting[0].country, ("GOV",))
    return None


def title(cast: Cast, name: Name) -> tuple[int, Role | None, str | None, Draft | None]:
    """Where the title before a name starts, and the role, country and organisation that it gives."""
    doc, i, sentence = cast.doc, name.start - 1, cast.parse.sentence_of
    start = name.start
    if i >= 0 and doc[i].text == "." and i > 0:
        i -= 1
    if i < 0:
        return start, None, None, None
    if fold(doc[i].text).rstrip(".") in vocabulary("courtesy") and doc[i].text[0].isupper():
        start = i
    found = role_at(doc, cast.index, i)
    if not found or found[1].kind != "person":
        found = role_with_of(cast, i) or found
    if not found or found[1].kind != "person" or doc[i].tag_ in ("NNS",):
        return start, None, None, None
    start, role = found
    sectors_former = False
    country: str | None = None
    parent: Draft | None = None
    while start > 0:
        left = doc[start - 1]
        named = cast.name_at.get(left.i)
        if left.is_space or sentence[left.i] != sentence[name.start]:
            break
        if named:
            if is_person(cast, named):
                break
            start = named.start
            if named.uses("name", "adjective", "capital", "people") and named.aliases[0].entry.kind == "state":
                if role.sectors != ("EDU",) or named.uses("adjective"):
                    country = country or cast.country_at.get(named.start) or cast.choose(named).country
            elif named.aliases:
                parent = parent or cast.entry(cast.choose(named))
        elif fold(left.text) in ("former", "ex", "ousted", "deposed", "late", "exiled"):
            sectors_former = True
            start -= 1
        elif left.i in cast.country_at and OFFICIAL & set(role.sectors):
            country = country or cast.country_at[left.i]  # "Gao governor Awa Ba"
            start -= 1
        elif (
            left.tag_ == "POS"
            or left.text == "-"
            or (left.dep_ in ("amod", "compound", "nmod") and left.is_alpha and left.pos_ in ("ADJ", "NOUN", "PROPN"))
        ):
            start -= 1
        elif left.dep_ == "det" and fold(left.text) in ("the", "a", "an"):
            start -= 1
            break
        else:
            break
    while start < name.start and (doc[start].tag_ == "POS" or doc[start].text == "-"):
        start += 1
    if sectors_former and "GOV" in role.sectors:
        role = Role(role.noun, role.kind, ("ELI",))
    if not country and parent and role.sectors != ("GOV",):
        country = parent.country
    return start, role, country, parent


def role_with_of(cast: Cast, i: int) -> tuple[int, Role] | None:
    """A title with a complement right before the name: "Deputy Secretary of Energy" Kupfer."""
    doc = cast.doc
    for k in range(i, max(i - 6, 0), -1):
        token = doc[k]
        if fold(token.text) in ("of", "for", "from", "to", "at") and k:
            found = role_at(doc, cast.index, k - 1)
            return found if found and found[1].kind == "person" and doc[k - 1].text[0].isupper() else None
        if not (token.text[0].isupper() or fold(token.text) in ("and", "the", "&")):
            return None
    return None


def appositions(cast: Cast, name: Name) -> Iterator[tuple[Token | None, Role | None, str | None, Draft | None]]:
    """What stands beside a name in apposition or after "is": "X, professor at Leiden University"."""
    head = cast.doc[name.start : name.end].root
    beside: list[Token] = [c for c in head.rights if c.dep_ == "appos" and not has_verb(c)]
    if head.dep_ == "appos":
        beside.append(adviser(cast, head.head) or head.head)
    if head.dep_ in ("nsubj", "nsubjpass") and head.head.lemma_ == "be":
        beside += [c for c in head.head.rights if c.dep_ == "attr"]
    introducing = introduced(cast, name)
    if introducing is not None and introducing not in beside:
        beside.append(introducing)
    for token in list(beside):
        beside += [c for c in token.rights if c.dep_ == "conj"]
    for token in beside:
        if token.i in cast.name_at and is_person(cast, cast.name_at[token.i]):
            continue
        described = one_of(token)
        found = role_at(cast.doc, cast.index, described.i)
        if found and found[1].kind == "person" and (described is not token or not plural(token)):
            country, parent = belonging(cast, described)
            role = in_office(cast, described, found[1], country)
            start = core(cast.doc, described)[0]
            sole = definite(described, start) or (
                start == described.i and not plural(described)
            )  # "X, MP and chairman"
            public = set(found[1].sectors) & {"GOV", "LEG"} and set(role.sectors) & OFFICIAL
            if country is None and sole and public:
                country = cast.focus(token.i)
                role = in_office(cast, described, role, country)
            yield token if described is token else None, role, country, parent
    for child in head.rights:  # "Prime Minister Diop of Mali"
        if child.dep_ == "prep" and fold(child.text) == "of":
            for item in child.rights:
                if item.dep_ == "pobj" and item.i in cast.country_at:
                    yield None, None, cast.country_at[item.i], None


def has_verb(noun: Token) -> bool:
    """Whether what looks like an apposition is the subject of a verb right behind it: "a note by X, *he* said"."""
    after = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else noun
    spoken = after.tag_ == "VBD" and group_of(after) is not None
    return after.pos_ in ("VERB", "AUX") and (after.tag_ in ("VBZ", "VBP", "MD") or spoken)


def adviser(cast: Cast, superior: Token) -> Token | None:
    """The aide before "to" somebody's office: "chief of staff *to the president*, Awa Ba" is not the president."""
    to = superior.head
    if superior.dep_ != "pobj" or fold(to.text) != "to" or not to.i:
        return None
    found = role_at(cast.doc, cast.index, to.i - 1)
    return cast.doc[to.i - 1] if found and found[1].kind == "person" else None


def introduced(cast: Cast, name: Name) -> Token | None:
    """The role noun before a full name and a comma, which the parser need not see: "the mayor of Gao, Awa Ba, said"."""
    doc, comma = cast.doc, name.start - 1
    if comma < 1 or doc[comma].text != "," or not (name.aliases or name.end - name.start > 1):
        return None
    after = doc[name.end : name.end + 2]
    closed = len(after) > 0 and after[0].text == ","
    if any(t.dep_ == "cc" for t in list(after)[: 2 if closed else 1]):  # a list: "the mayor, Awa Ba and others"
        return None
    for token in reversed(doc[max(doc[comma].sent.start, comma - LONGEST_ROLE) : comma]):
        joins = token.dep_ == "cc" and token.head.dep_ != "pobj"  # "adviser on trade and transport" is one
        if token.pos_ in ("VERB", "AUX") or token.is_punct or joins or token.i in cast.described:
            return None
        found = role_at(doc, cast.index, token.i) if token.pos_ in ("NOUN", "PROPN") else None
        if not found or token.i in cast.name_at or not (token.i == comma - 1 or doc[token.i + 1].dep_ == "prep"):
            continue
        if found[1].kind != "person" or plural(token) or token.dep_ == "conj":
            return None
        over = (adviser(cast, token) or token.head.head) if token.dep_ == "pobj" else token
        if over is not token and (outer := role_at(doc, cast.index, over.i)) and outer[1].kind == "person":
            token = over  # "the editor in chief, Awa Ba"
        bare = not any(c.dep_ in ("det", "poss") for c in token.lefts)  # no noun phrase of its own
        leading = token.dep_ in ("nsubj", "nsubjpass")
        return token if closed or bare or leading else None  # not "after talks with the president, Awa Ba said"
    return None


def one_of(token: Token) -> Token:
    """The noun behind "one of the leaders"."""
    if fold(token.text) in ("one", "some", "part"):
        for child in token.rights:
            if child.dep_ == "prep" and fold(child.text) == "of":
                return next((c for c in child.rights if c.dep_ == "pobj"), token)
    return token


def inherit(cast: Cast, draft: Draft, role: Role | None, country: str | None, parent: Draft | None) -> None:
    """Give a person what a title says, where nothing is known yet."""
    if role and role.sectors == ("ELI",) and (cast.date is None or "GOV" not in draft.sectors):
        draft.sectors = role.sectors  # "ousted president": whatever the knowledge says of an unknown date
    if role and not draft.sectors:
        draft.sectors = role.sectors or (parent.sectors if parent else ())
    draft.local = draft.local or bool(role and fold(role.noun) in vocabulary("local"))
    if country and not draft.country:
        draft.country = country
    if parent and draft.parent is None and parent is not draft:
        draft.parent = parent
        if not draft.country:
            draft.country = parent.country
