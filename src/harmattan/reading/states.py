"""States and peoples as actors: where a country's name stands for somebody and not for an area."""

from __future__ import annotations

from spacy.tokens import Token

from harmattan.knowledge import lexicon
from harmattan.knowledge.actors import fold
from harmattan.reading.actor_names import Name
from harmattan.reading.cast import Cast, Draft
from harmattan.reading.noun_phrases import NUMERALS, plural, role_head

SUBJECT = frozenset({"nsubj", "nsubjpass", "agent", "dobj", "obj", "iobj", "dative", "ROOT", "attr", "oprd", "csubj"})


def add_states(cast: Cast) -> None:
    """Drafts for states where they act or are acted upon, and for peoples."""
    for name in cast.names:
        if not name.aliases or not name.uses("name", "capital", "adjective", "people"):
            continue
        entry = cast.choose(name)
        if entry.kind != "state":
            continue
        head = cast.doc[name.start : name.end].root
        if name.uses("adjective", "people") and head.dep_ not in ("compound", "amod", "nmod", "npadvmod"):
            add_people_noun(cast, name, head)
        elif name.uses("name") and len(name.aliases[0].text) + 1 == len(head.text) and head.text[-1] == "s":
            if fold(head.head.text) not in lexicon("actor_contexts")["land"]:  # "Malis army", its apostrophe lost
                cast.entry(entry).mention(name.start, name.end, "name")
        elif party(head, capital=name.uses("capital")):
            cast.entry(entry).mention(name.start, name.end, "name")


def add_people_noun(cast: Cast, name: Name, head: Token) -> None:
    """ "The Danes" are Denmark; "30,000 Malians" and "a Malian" are people of Mali."""
    entry = cast.choose(name)
    start = name.start
    before = cast.doc[start - 1] if start else None
    if before is not None and fold(before.text) == "the" and (plural(head) or head.tag_ in ("JJ", "NNP", "NN")):
        cast.entry(entry).mention(start - 1, name.end, "nominal")
        return
    if head.pos_ not in ("NOUN", "PROPN") or not (plural(head) or name.uses("people")):
        if head.pos_ in ("NOUN", "PROPN") and before is not None and fold(before.text) in ("a", "an"):
            cast.get(("national", entry.country, name.start), Draft(head.text, "person", entry.country, ("CVL",))
                     ).mention(start - 1, name.end, "nominal")  # fmt: skip
        return
    number = ""
    while start and cast.doc[start - 1].dep_ in ("nummod", "amod", "det", "quantmod", "advmod") and (
        head.is_ancestor(cast.doc[start - 1])
    ):  # fmt: skip
        start -= 1
        if cast.doc[start].tag_ in NUMERALS:
            number = fold(cast.doc[start].text)
    country = entry.country
    if any(fold(t.text) == "ethnic" for t in head.lefts):  # a people outside its state
        country = cast.focus(head.i)
    draft = Draft(cast.doc[name.start : name.end].text, "population", country, ("CVL",))
    cast.get(("people", entry.country, country, number), draft).mention(start, name.end, "nominal")


def party(head: Token, capital: bool = False) -> bool:
    """Whether a state's name in this place of the clause stands for the state.

    A capital must be a subject, an agent, a possessor or a partner ("talks with Moscow"): it is a town otherwise.
    """
    words = lexicon("actor_contexts")
    place = role_head(head)
    dep = place.dep_
    if dep in ("compound", "amod", "nmod", "npadvmod"):
        return fold(place.head.lemma_) in words["action"] and place.head.i > place.i
    if dep == "poss":
        return fold(place.head.text) not in words["land"]
    if dep in ("nsubj", "nsubjpass", "agent"):
        return place.head.lemma_ != "be" or not capital
    if dep in ("dobj", "iobj", "dative", "obj"):
        verb = place.head.lemma_.lower()
        if verb in words["motion"]:
            return False
        return not capital or verb in (
            "accuse",
            "urge",
            "tell",
            "ask",
            "warn",
            "criticize",
            "criticise",
            "call",
            "press",
        )
    if dep == "pobj":
        return after_preposition(place, place.head, capital, words)
    return dep in ("ROOT", "attr", "oprd") and not capital


def after_preposition(place: Token, preposition: Token, capital: bool, words: dict[str, list[str]]) -> bool:
    """Whether what follows a preposition is a party."""
    word = fold(preposition.text)
    governor = preposition.head
    lemma = fold(governor.lemma_)
    if word == "at":
        return lemma in words["aimed"]
    if preposition.dep_ == "agent":
        return True
    if governor.pos_ == "ADP":  # "out of", "away from"
        return False
    if (
        word in words["locative"]
        or lemma in words["land"]
        or (governor.pos_ == "NOUN" and lemma in words["motion_nouns"])
    ):
        return False
    if word in ("to", "from", "for"):
        if lemma in words["motion"] or lemma in words["motion_nouns"]:
            return False
        if capital:
            return word != "from" and lemma in ("message", "warning", "letter", "tell", "say", "appeal", "offer")
        return word != "from" or governor.pos_ == "NOUN" or lemma in ("receive", "get", "demand", "obtain", "hear",
                                                                      "buy", "seek", "win", "request", "import")  # fmt: skip
    if word == "of":
        return not capital and lemma not in words["land"] and governor.pos_ in ("NOUN", "PROPN", "VERB")
    if capital:
        return word in ("with", "against", "by", "between", "among", "toward", "towards", "versus")
    return word in words["party"]
