"""What an actor that is only described is called: "Danish soldiers" for "our roughly 100 soldiers"."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from harmattan.knowledge.actors import ActorIndex, fold
from harmattan.knowledge.lexicon import ordinary_words
from harmattan.model import Actor
from harmattan.reading.actors.noun_phrases import role_at
from harmattan.reading.actors.words import vocabulary

DROPPED_TAGS = frozenset({"DT", "PDT", "WDT", "WP", "WP$", "PRP", "PRP$", "CD", "JJS", "RBS", "RB", "RBR", "JJR"})
DROPPED_DEPS = frozenset({"det", "nummod", "quantmod", "predet"})
OFFICIAL = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY", "OPP", "PTY"})
"""Sectors of which a country is the owner; villagers and gunmen are only in it."""
USES = ("name", "adjective", "people")
LONGEST_COMPLEMENT = 6  # tokens


def label(doc: Doc, index: ActorIndex, actor: Actor, start: int, head: int) -> str:
    """The description in tokens ``[start, head]`` as a name: its noun with what tells it apart, and its country.

    Articles, numbers, possessive pronouns and words such as "some" or "largest" are left out; whatever names the
    actor's country is put as an adjective: "Mali's new junta" is "Malian junta". Empty when nothing is left.
    """
    found = role_at(doc, index, head)
    first = max(start, found[0]) if found else head
    lands = country_tokens(doc, index, actor.country, start, head + 1)
    if head in lands and (noun := modified(doc[head])) is not None and actor.country in index.adjectives:
        return f"{index.adjectives[actor.country]} {noun.text}"  # "Kenyan and *Chadian* troops"
    if head in lands:
        return kept_text([t for t in doc[start : head + 1] if t.tag_ not in DROPPED_TAGS and not quantity(t)])
    owner = {t.i for c in doc[head].lefts if c.dep_ == "poss" and ownerless(c, lands, actor) for t in c.subtree}
    plain = lands | owner | {t.i for t in doc[start : head + 1] if quantity(t) or beside(t, lands)}
    kept = [t for t in doc[start : head + 1] if t.i >= first or not (t.i in plain or t.tag_ in DROPPED_TAGS)]
    kept = [t for t in kept if not counted(t) and (t.text != "-" or t.i - 1 in {k.i for k in kept})]
    while kept and (kept[0].tag_ == "POS" or not kept[0].text[0].isalnum() or kept[0].pos_ in ("ADP", "CCONJ")):
        kept.pop(0)
    if not kept:
        return ""
    text = kept_text(kept)
    if (
        kept[0].is_sent_start
        or kept[0].text.islower()
        or all(t.text[0].isupper() for t in doc[head].sent if t.is_alpha)
    ):
        text = lowered(text)
    of = complement(doc, index, actor, head)
    named = of or any(t.pos_ == "PROPN" and t.i < first for t in kept)
    adjective = index.adjectives.get(actor.country or "")
    official = bool(set(actor.sectors) & OFFICIAL) and not named
    return f"{adjective} {text}{of}" if adjective and (lands or official) else text + of


def quantity(token: Token) -> bool:
    """Whether a modifier counts or points and does not describe."""
    return token.dep_ in DROPPED_DEPS or fold(token.text) in vocabulary("unnaming")


def modified(adjective: Token) -> Token | None:
    """The noun that a nationality word belongs to, coordinated with others or not."""
    token = adjective
    while token.dep_ == "conj":
        token = token.head
    return token.head if token.dep_ in ("amod", "compound", "nmod") and token.head.pos_ == "NOUN" else None


def beside(token: Token, lands: set[int]) -> bool:
    """Whether a word names another country beside the actor's, or joins it: "Kenyan *and Chadian* troops"."""
    head = token
    while head.dep_ in ("conj", "cc", "punct") and head.head.i < head.i:
        head = head.head
    return head is not token and head.i in lands


def counted(token: Token) -> bool:
    """Whether a word only says of how many: "a ten-*man* crew"."""
    return token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).tag_ == "CD" and token.dep_ != "ROOT"


def country_tokens(doc: Doc, index: ActorIndex, country: str | None, start: int, end: int) -> set[int]:
    """Tokens in ``[start, end)`` that name the country, as a noun or an adjective."""
    if not country or country not in index.states:
        return set()
    span = doc[start:end]
    found: set[int] = set()
    for match in index.find(span.text):
        if any(a.entry.country == country and a.entry.kind == "state" and a.use in USES for a in match.aliases):
            low, high = doc[start].idx + match.start, doc[start].idx + match.end
            found.update(t.i for t in span if t.idx < high and low < t.idx + len(t))
    return found


def ownerless(owner: Token, lands: set[int], actor: Actor) -> bool:
    """Whether a possessor says no more than the country: "Mali's", "the African country's", "its"."""
    if owner.i in lands or owner.pos_ == "PRON" or owner.tag_ == "PRP$":
        return True
    return actor.country is not None and fold(owner.lemma_) in ("country", "nation", "state", "republic", "kingdom")


def complement(doc: Doc, index: ActorIndex, actor: Actor, head: int) -> str:
    """ " of the Wagner Group" after "fighters": a name that the noun belongs to, other than its country.

    After a noun that says little alone a common noun does as well: "members of the opposition".
    """
    says_little = fold(doc[head].lemma_) in vocabulary("whose")
    for child in doc[head].rights:
        if child.dep_ != "prep" or fold(child.text) != "of":
            continue
        for item in child.rights:
            words = list(doc[child.i : item.i + 1])
            named = item.pos_ == "PROPN" or (says_little and item.pos_ == "NOUN")
            if item.dep_ != "pobj" or not named or len(words) > LONGEST_COMPLEMENT:
                continue
            if actor.kind == "group" and "GOV" in actor.sectors and item.ent_type_ == "PERSON":
                return ""  # "the government of President Ba" is the country's
            if item.ent_type_ == "GPE" and country_tokens(doc, index, actor.country, child.i + 1, item.i + 1):
                return ""
            if item.i not in country_tokens(doc, index, actor.country, child.i + 1, item.i + 1) and not any(
                t.is_punct or t.is_space for t in words
            ):
                return " " + kept_text(words)
    return ""


def kept_text(tokens: list[Token]) -> str:
    """Tokens as text on one line."""
    return " ".join("".join(t.text_with_ws if not t.is_space else " " for t in tokens).split()).strip(" -–—’'")


def lowered(text: str) -> str:
    """A description as it stands within a sentence: "Rights group" at a sentence's start is a rights group."""
    first = text.split(" ", 1)[0]
    return first.lower() + text[len(first) :] if first.istitle() and first.lower() in ordinary_words() else text
