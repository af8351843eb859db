"""The running speaker of a report: whose "he said" it is, and whose "I" where speech has lost its marks.

A report that passes on a speech names its speaker once and then says "he said"; whoever else is named in between is
spoken of. So the subject of a verb of saying is sooner one who spoke before than one who was only told of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Token

from harmattan.reading.actors.words import vocabulary
from harmattan.reading.claims.cues import group_of
from harmattan.reading.coreference.figures import Figure, Figures

VOICES = frozenset({"speak", "claim", "ask", "praise", "warn"})  # groups of cues that pass words on, and no more
STANCES = frozenset({"denies", "accuses", "condemns", "demands", "promises", "threatens", "warns"})
FAR = 12  # sentences of speech after which its speaker must be named anew
NEAR = 4  # sentences from a speaker's last word to an "I" without marks
OBJECTS = ("ccomp", "xcomp", "dobj", "advcl", "prep", "dative", "oprd")


def telling(token: Token) -> Token | None:
    """The verb of saying whose subject a word is."""
    verb = token.head
    if token.dep_ != "nsubj" or verb.pos_ != "VERB":
        return None
    group = group_of(verb)
    return verb if verb.lemma_ in vocabulary("telling") or (group is not None and group.name in VOICES) else None


def speaks(token: Token) -> bool:
    """Whether a word is the subject of a verb that has its subject speak, be it to deny or to demand."""
    group = group_of(token.head) if token.dep_ == "nsubj" and token.head.pos_ == "VERB" else None
    return telling(token) is not None or (group is not None and group.stance in STANCES)


def according(token: Token) -> bool:
    """Whether a word stands after "according to"."""
    return token.dep_ == "pobj" and token.head.lower_ == "to" and token.head.head.lower_ == "according"


def closes(token: Token, verb: Token) -> bool:
    """Whether a verb of saying and its subject stand behind what is said: "..., he said"."""
    first = min(token.left_edge.i, verb.i)
    inside = first > token.sent.start and token.doc[first - 1].text in (",", "?", "!", "-", "–", "—")
    return inside and any(k.dep_ == "ccomp" and k.i < first for k in verb.children)


def told_about(figures: Figures, token: Token, verb: Token) -> set[int]:
    """The figures that a speaker names or describes in what he says: nobody does that of himself."""
    found: set[int] = set()
    for kid in verb.children:
        if kid.dep_ not in OBJECTS or (kid.dep_ != "ccomp" and kid.i < verb.i):
            continue
        for inner in kid.subtree:
            figure = figures.figure(inner.i) if inner.pos_ != "PRON" and inner.i != token.i else None
            if figure is not None:
                found.add(id(figure))
    return found


def reporter(figures: Figures, i: int) -> Figure | None:
    """The person who is reported to say what token ``i`` lies in."""
    token = figures.parse.doc[i]
    for _ in range(12):
        up = token.head
        if up.i == token.i:
            break
        if token.dep_ == "ccomp":
            by = (_person(figures, k) for k in up.children if telling(k) is not None)
            if (found := next((f for f in by if f is not None), None)) is not None:
                return found
        token = up
    before = (t for t in figures.parse.doc[i].sent if t.i < i and according(t))
    return next((f for t in before if (f := _person(figures, t)) is not None), None)


def running(figures: Figures, here: int, fits: Callable[[Figure], bool], far: int = FAR) -> Figure | None:
    """The person who spoke last before sentence ``here``, if ``fits`` says that it may be that one."""
    title = figures.parse.in_title(figures.parse.sentences[here].start)
    for n in range(here - 1, max(-1, here - 1 - far), -1):
        if figures.parse.in_title(figures.parse.sentences[n].start) != title:
            return None
        for figure in voices(figures, n):
            if fits(figure):
                return figure
    return None


def voices(figures: Figures, n: int) -> Iterator[Figure]:
    """The persons who speak in a sentence, in the report's own words, the last first."""
    sentence = figures.parse.sentences[n]
    for token in reversed(list(sentence)):
        if token.i in figures.quoted_in:
            continue
        if according(token) or (speaks(token) and reporter(figures, token.i) is None):
            figure = _person(figures, token)
            if figure is not None:
                yield figure


def unmarked(figures: Figures, i: int) -> Figure | None:
    """Who says the "I" or "we" at token ``i`` of a report without quotation marks.

    That is whoever the same run of sentences names behind his words ("..., the mayor said"), else who spoke just before
    or last said "I".
    """
    parse = figures.parse
    here = parse.sentence_of[i]
    if figures.speech or parse.in_title(i):
        return None
    for n in range(here, min(here + FAR, len(parse.sentences))):
        told = [(t, verb) for t in parse.sentences[n] if (verb := telling(t)) is not None and verb.dep_ == "ROOT"]
        for token, verb in told:
            if token.lower_ in vocabulary("i") | vocabulary("we"):
                continue
            if not closes(token, verb):
                break
            if (found := _person(figures, token)) is not None:
                return found
        else:
            continue
        break
    for n in range(here - 1, max(-1, here - 1 - NEAR), -1):
        if parse.in_title(parse.sentences[n].start):
            return None
        said = next(voices(figures, n), None)
        own = (figures.figure(t.i) for t in parse.sentences[n] if t.lower_ in vocabulary("i"))
        found = said or next((f for f in own if f is not None), None)
        if found is not None:
            return found
    return None


def _person(figures: Figures, token: Token) -> Figure | None:
    figure = figures.figure(token.i)
    return figure if figure is not None and figure.actor.kind == "person" else None
