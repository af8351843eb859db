"""States and peoples as actors: where a country's name stands for somebody and not for an area."""

from __future__ import annotations

from spacy.tokens import Token

from harmattan.knowledge.actors import fold
from harmattan.reading.actors.cast import Cast, Draft
from harmattan.reading.actors.names import Name
from harmattan.reading.actors.noun_phrases import NUMERALS, plural, role_head
from harmattan.reading.actors.words import contexts

SUBJECT = frozenset({"nsubj", "nsubjpass", "agent", "dobj", "obj", "iobj", "dative", "ROOT", "attr", "oprd", "csubj"})


def add_states(cast: Cast) -> None:
    """Drafts for states where they act or are acted upon, and for peoples."""
    for name in cast.names:
        if not name.aliases or not name.uses("name", "capital", "adjective", "people"):
            continue
        entry = cast.choose(name)
        if entry.kind != "state" or (name.uses("name", "capital") and cast.elsewhere(name)):
            continue
        head = cast.doc[name.start : name.end].root
        if name.uses("adjective", "people") and head.dep_ not in ("compound", "amod", "nmod", "npadvmod"):
            add_people_noun(cast, name, head)
        elif name.uses("capital") and dateline(cast, name):
            continue
        elif name.uses("name") and len(name.aliases[0].text) + 1 == len(head.text) and head.text[-1] == "s":
            if fold(head.head.text) not in contexts("land"):  # "Malis army", its apostrophe lost
                cast.entry(entry).mention(name.start, name.end, "name")
        elif party(head, capital=name.uses("capital")):
            cast.entry(entry).mention(name.start, name.end, "name")


def dateline(cast: Cast, name: Name) -> bool:
    """Whether a capital opens a paragraph with the place of writing: "BOGOTA, 3 Apr 90 --", "Kyiv (Reuters)"."""
    doc = cast.doc
    opens = name.start == 0 or doc[name.start].is_sent_start or doc[name.start - 1].is_space
    return bool(opens and name.end < len(doc) and doc[name.end].text in (",", "(", "-", "--", "–", "—", ":"))


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
    place = role_head(head)
    dep = place.dep_
    if dep in ("compound", "amod", "nmod", "npadvmod"):
        lemma = fold(place.head.lemma_)
        if capital and lemma in contexts("in_town"):
            return False
        return lemma in contexts("action") and place.head.i > place.i
    if dep == "poss":
        return fold(place.head.text) not in contexts("land")
    if dep in ("nsubj", "nsubjpass", "agent"):
        return place.head.lemma_ != "be" or not capital
    if dep in ("dobj", "iobj", "dative", "obj"):
        verb = place.head.lemma_.lower()
        if verb in contexts("motion"):
            return False
        return not capital or verb in contexts("dealing")
    if dep == "pobj":
        return after_preposition(place, place.head, capital)
    return dep in ("ROOT", "attr", "oprd") and not capital


def after_preposition(place: Token, preposition: Token, capital: bool) -> bool:
    """Whether what follows a preposition is a party."""
    word = fold(preposition.text)
    governor = preposition.head
    lemma = fold(governor.lemma_)
    if word == "at":
        return lemma in contexts("aimed")
    if preposition.i and fold(preposition.nbor(-1).lemma_) in contexts("land"):  # "the border with Niger"
        return False
    if preposition.dep_ == "agent":
        return True
    if governor.pos_ == "ADP":  # "out of", "away from"
        return False
    if (
        word in contexts("locative")
        or lemma in contexts("land")
        or (governor.pos_ == "NOUN" and lemma in contexts("motion_nouns"))
    ):
        return False
    if word in ("to", "from", "for"):
        if lemma in contexts("motion") or lemma in contexts("motion_nouns"):
            return False
        if capital:
            return word != "from" and lemma in contexts("addressing")
        return word != "from" or governor.pos_ == "NOUN" or lemma in contexts("receiving")
    if word == "of":
        return not capital and lemma not in contexts("land") and governor.pos_ in ("NOUN", "PROPN", "VERB")
    if capital:
        return (word in ("on", "upon") and lemma in contexts("burdens")) or word in (
            "with",
            "against",
            "by",
            "between",
            "among",
            "toward",
            "towards",
            "versus",
        )
    return word in contexts("party")
