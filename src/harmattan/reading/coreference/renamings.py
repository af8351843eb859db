"""Descriptions that take up somebody named before: "the minister", "the organisation", "the generals"."""

from __future__ import annotations

from dataclasses import replace

from harmattan.knowledge.actors import ActorIndex, Role, fold
from harmattan.reading.actors.noun_phrases import definite, numeral, plural, role_at
from harmattan.reading.actors.people import has_verb
from harmattan.reading.actors.words import bodies_taken_up, hyponyms, vocabulary
from harmattan.reading.coreference.figures import Figure, Figures, subject

REBELS = frozenset({"REB", "UAF", "CRM"})
ARMED = frozenset({"MIL", "PRM", "REB", "UAF"})
FAR = 5  # sentences back in which a description looks for its name


def link_descriptions(figures: Figures, index: ActorIndex) -> None:
    """Merge definite descriptions into the named actor they take up, where there is exactly one that fits best."""
    for figure in list(figures.all):
        if figure.merged is not None or any(form == "name" for _, _, form in figure.heads.values()):
            continue
        for head in sorted(figure.heads):
            named_by = takes_up(figures, index, figure, head)
            if named_by:
                figures.merge(figure, named_by)
                break


def link_headline(figures: Figures, index: ActorIndex) -> None:
    """Merge the office of which a headline tells with the one person whom the text names with it: "Gao mayor"."""
    for figure in list(figures.all):
        heads = [h for h, (_, _, form) in figure.heads.items() if form == "nominal" and figures.parse.in_title(h)]
        if figure.merged is not None or figure.actor.kind != "person" or named(figure) or not heads:
            continue
        found = role_at(figures.parse.doc, index, heads[0])
        if found is None or not found[1].sectors or plural(figures.parse.doc[heads[0]]):
            continue
        nouns = set(fold(found[1].noun).replace("-", " ").split())
        rank = {fold(t.text) for t in figures.parse.doc[figure.heads[heads[0]][0] : heads[0]]} | nouns
        holders = [
            f
            for f in figures.all
            if f.merged is None
            and f.actor.kind == "person"
            and named(f)
            and figure.actor.country in (None, f.actor.country)
            and shares_title(figures, f, nouns, rank & vocabulary("ranks"))
        ]
        if len(holders) == 1:
            figures.merge(figure, holders[0])


def link_sent(figures: Figures) -> None:
    """Give soldiers the country of the state that is said to have, send or withdraw them."""
    for figure in figures.all:
        if figure.merged is not None or figure.actor.country or figure.actor.kind != "group" or named(figure):
            continue
        if "MIL" not in figure.actor.sectors:
            continue
        owners = {c for head in figure.heads if (c := sender(figures, head))}
        if len(owners) == 1:
            figure.actor = replace(figure.actor, country=owners.pop())


def sender(figures: Figures, head: int) -> str | None:
    """The country of the state or government that sends the soldiers with this head: "Denmark sent 90 soldiers"."""
    token = figures.parse.doc[head]
    if token.tag_ not in ("NNS", "NNPS", "NN"):
        return None
    while token.dep_ == "conj" and token.head.pos_ == "NOUN":
        token = token.head
    verb = token.head
    if verb.pos_ not in ("VERB", "AUX") or verb.lemma_.lower() not in vocabulary("sending"):
        return None
    if token.dep_ == "nsubjpass":
        by = next((k for k in verb.children if k.dep_ == "agent"), None)
        who = next((k for k in by.children if k.dep_ == "pobj"), None) if by is not None else None
    elif token.dep_ == "dobj":
        while verb.dep_ in ("conj", "xcomp") and not any(k.dep_ == "nsubj" for k in verb.children):
            verb = verb.head
        who = next((k for k in verb.children if k.dep_ == "nsubj"), None)
        if who is not None and who.lower_ in ("which", "that", "who") and verb.dep_ == "relcl":
            who = verb.head
    else:
        return None
    state = figures.figure(who.i) if who is not None else None
    if state is None or not (state.actor.kind == "state" or "GOV" in state.actor.sectors):
        return None
    return state.actor.country


def link_counts(figures: Figures, index: ActorIndex) -> None:
    """Join counted troops and people with those they count.

    "The largest force, about 5000 men" and, of a group just spoken of, "it is about 300 people" are that group; "90
    commandos" in a paragraph about Danish troops are these, unless the number is that of their dead or captured.
    """
    for figure in list(figures.all):
        if figure.merged is not None or figure.actor.country or figure.actor.kind == "person" or named(figure):
            continue
        heads = [h for h, (_, _, form) in figure.heads.items() if form == "nominal"]
        if len(heads) != 1 or not numeral(figures.parse.doc[heads[0]]):
            continue
        whole = counted(figures, index, heads[0])
        if whole is not None and whole is not figure:
            figures.merge(figure, whole)


def counted(figures: Figures, index: ActorIndex, head: int) -> Figure | None:
    """The group that a counted noun is the number of."""
    token = figures.parse.doc[head]
    role = role_at(figures.parse.doc, index, head)
    if role is None or not plural(token):
        return None
    vague = fold(role[1].noun) in vocabulary("vague")
    if vague and token.dep_ == "appos":
        near = (figures.figure(t.i) for t in list(token.ancestors)[:3])  # "the largest force in the region, 500 men"
        return next((f for f in near if f and set(f.actor.sectors) & ARMED), None)
    verb = token.head if token.dep_ in ("attr", "dobj") else token.head.head
    said = vague and (verb.lemma_ == "be" or verb.text in ("’s", "'s"))
    if said and any(c.dep_ == "nsubj" and fold(c.text) in ("it", "this", "they") for c in verb.lefts):
        return topic(figures, head)
    if role[1].sectors != ("MIL",) or any(
        c.dep_ == "poss" or (c.dep_ == "amod" and c.i < role[0]) for c in token.lefts
    ):
        return None
    if any(fold(t.lemma_) in vocabulary("harmed") for t in (token.head, *token.rights)):
        return None
    return same_troops(figures, head)


def topic(figures: Figures, head: int) -> Figure | None:
    """The armed group that the two sentences before are about, a subject before any other."""
    near = [
        (at, f)
        for at, f in figures.before(head, 2)
        if set(f.actor.sectors) & ARMED and f.actor.kind in ("group", "organization")
    ]
    subjects = [f for at, f in near if subject(figures.parse.doc[at])]
    return subjects[0] if subjects else near[0][1] if near else None


def same_troops(figures: Figures, head: int) -> Figure | None:
    """The only country's troops that the paragraph speaks of before token ``head``; of "the 90 men", also those of the
    sentences before the paragraph."""
    token = figures.parse.doc[head]
    known = definite(token, token.left_edge.i)
    troops = {
        id(f): f
        for at, f in figures.before(head, 4)
        if (known or figures.paragraph(at) == figures.paragraph(head))
        and "MIL" in f.actor.sectors
        and "GOV" not in f.actor.sectors  # a junta is no troops
        and f.actor.kind == "group"
        and f.actor.country
    }
    return next(iter(troops.values())) if len(troops) == 1 else None


def takes_up(figures: Figures, index: ActorIndex, figure: Figure, head: int) -> Figure | None:
    """The named actor that the description with this head takes up."""
    doc = figures.parse.doc
    start, _, form = figure.heads[head]
    found = role_at(doc, index, head) if form == "nominal" else None
    if not found or not definite(doc[head], start) or any(c.dep_ == "poss" for c in doc[head].lefts):
        return None
    complements = any(c.dep_ in ("prep", "relcl", "acl", "nummod") for c in doc[head].children) and not has_verb(
        doc[head]
    )
    if complements and found[1].noun not in vocabulary("officers"):
        return None
    return taken_up(figures, figure, found[1], head)


def taken_up(figures: Figures, figure: Figure, role: Role, head: int) -> Figure | None:
    """The actor that a description stands for."""
    noun = fold(role.noun)
    many = plural(figures.parse.doc[head])
    if role.kind == "person" and not many:
        return person(figures, figure, role, head)
    if many and noun in vocabulary("officers"):
        return next((f for _, f in figures.before(head, 99) if {"GOV", "MIL"} <= set(f.actor.sectors)
                     and f.actor.kind == "group"), None)  # fmt: skip
    if many and role.kind == "person" and "REB" in role.sectors and not modified(figures, head):
        return only_rebels(figures, figure, head)
    if many or noun not in bodies_taken_up():
        return None
    for _, other in figures.before(head, FAR):
        actor = other.actor
        if other is figure or actor.kind not in ("organization", "group") or not named(other):
            continue
        if set(actor.sectors or ("",)) & bodies_taken_up()[noun] and figure.actor.country in (None, actor.country):
            return other
    return None


def only_rebels(figures: Figures, figure: Figure, head: int) -> Figure | None:
    """The armed group that "the militants" or "the terrorists" are: the only one the report names, named before."""
    groups = {
        id(f): f
        for f in figures.all
        if f.merged is None and named(f) and f.actor.kind in ("group", "organization") and set(f.actor.sectors) & REBELS
    }
    if len(groups) != 1 or any(numeral(figures.parse.doc[h]) for h in figure.heads):  # "three rebels": some of them
        return None
    (found,) = groups.values()
    return found if min(found.heads) <= head and figure.actor.country in (None, found.actor.country) else None


def modified(figures: Figures, head: int) -> set[str]:
    """The words that tell whom a description means, beside its noun: the "drug" of "the drug traffickers"."""
    token = figures.parse.doc[head]
    return {
        fold(c.lemma_)
        for c in token.children
        if c.dep_ not in ("det", "punct", "cc", "conj", "appos", "case", "predet")
        and fold(c.text) not in vocabulary("unnaming")
        and (c.i < head or c.dep_ in ("prep", "relcl", "acl"))
    }


def link_repeated(figures: Figures) -> None:
    """Join descriptions that repeat a noun with fewer or more words: "drug traffickers", then "the traffickers".

    The later one is definite, neither has a number, and no third description has that noun.
    """
    by_noun: dict[tuple[str, bool], list[tuple[Figure, int]]] = {}
    for figure in figures.all:
        if figure.merged is None and figure.actor.sectors and not named(figure) and not public(figure):
            heads = sorted(h for h, (_, _, form) in figure.heads.items() if form == "nominal")
            for key in {(fold(figures.parse.doc[h].lemma_), plural(figures.parse.doc[h])) for h in heads}:
                by_noun.setdefault(key, []).append((figure, heads[0]))
    for (noun, _), found in by_noun.items():
        if len(found) == 2 and noun not in vocabulary("vague"):
            (first, _), (later, _) = sorted(found, key=lambda pair: pair[1])
            if first.merged is None and later.merged is None and alike(figures, first, later, noun):
                figures.merge(later, first)


def public(figure: Figure) -> bool:
    """Whether an actor is of a state's bodies, of which there are many alike: these are joined by their country."""
    return bool(set(figure.actor.sectors) & {"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})


def alike(figures: Figures, first: Figure, later: Figure, noun: str) -> bool:
    """Whether two descriptions by one noun may be of the same people."""
    one, other = first.actor, later.actor
    if one.kind != other.kind or (one.country and other.country and one.country != other.country):
        return False
    if not set(one.sectors) & set(other.sectors) or one.member_of != other.member_of:
        return False
    doc = figures.parse.doc
    words: list[set[str]] = []
    for figure in (first, later):
        heads = [h for h in figure.heads if fold(doc[h].lemma_) == noun]
        if any(numeral(doc[h]) or "poss" in {c.dep_ for c in doc[h].lefts} for h in heads):
            return False
        words.append(set().union(*(modified(figures, h) for h in heads)))
    known = any(definite(doc[h], figure.heads[h][0]) for h in later.heads if later.heads[h][2] == "nominal")
    return known and (words[0] <= words[1] or words[1] <= words[0])


def link_suspects(figures: Figures) -> None:
    """Join "the suspect", "the attacker" and their like with the one gunman the report told of before."""
    chain: list[tuple[int, Figure]] = []
    for figure in figures.all:
        if figure.merged is None and figure.actor.kind == "person":
            heads = [h for h in figure.heads if fold(figures.parse.doc[h].lemma_) in vocabulary("suspects")]
            if heads:
                chain.append((min(heads), figure))
    chain.sort(key=lambda pair: pair[0])
    if not chain:
        return
    figure = chain[0][1]
    for head, later in chain[1:]:
        start, _, form = later.heads[head]
        token = figures.parse.doc[head]
        if form != "nominal" or named(later) or not definite(token, start) or modified(figures, head):
            return  # somebody else: none of the later ones is sure
        figures.merge(later, figure)


def person(figures: Figures, figure: Figure, role: Role, head: int) -> Figure | None:
    """The person with that office or trade who was named last."""
    noun = set(fold(role.noun).replace("-", " ").split())
    nouns = noun | hyponyms().get(fold(role.noun), frozenset())
    rank = {fold(t.text) for t in figures.parse.doc[figure.heads[head][0] : head]} | noun
    gender = figures.gender(figure)
    elsewhere: Figure | None = None  # the president of something that is no state
    for _, other in figures.before(head, FAR):
        actor = other.actor
        if other is figure or actor.kind != "person" or not named(other):
            continue
        fitting = not role.sectors or {*role.sectors, *figure.actor.sectors} & set(actor.sectors)
        if not fitting and (fold(role.noun) not in vocabulary("presiding") or elsewhere is not None):
            continue
        if figure.actor.country and actor.country not in (None, figure.actor.country):
            continue
        if figures.gender(other) not in (None, gender) and gender is not None:
            continue
        if shares_title(figures, other, nouns, rank & vocabulary("ranks")):
            if fitting:
                return other
            elsewhere = other
        if not role.sectors:
            return None
    return elsewhere


def shares_title(figures: Figures, other: Figure, nouns: set[str], rank: set[str]) -> bool:
    """Whether a person was introduced with this title ("Foreign Minister X" … "the minister") and in this rank."""
    titles = ({fold(t.text) for t in figures.parse.doc[start:end]} for start, end, _ in other.heads.values())
    return any(nouns & words and words & vocabulary("ranks") == rank for words in titles)


def named(figure: Figure) -> bool:
    """Whether an actor has a name in the report."""
    return any(form == "name" for _, _, form in figure.heads.values())
