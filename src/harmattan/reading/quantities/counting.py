"""What a number counts: the noun, the kind of count, and whether that is decided by the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from harmattan.knowledge import lexicon
from harmattan.model import Counted
from harmattan.reading.quantities.numbers import any_of
from harmattan.reading.syntax import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

KINDS: tuple[Counted, ...] = (
    "killed", "wounded", "casualties", "missing", "arrested", "released", "abducted", "displaced", "deported",
    "troops", "weapons", "participants",
)  # fmt: skip
HARM = frozenset({"killed", "wounded", "arrested", "abducted"})  # "a soldier was killed" counts one
NOMINAL = ("NOUN", "PROPN", "PRON")
MAX_CLIMB = 4


def words() -> dict[str, Any]:
    """The words that tell counts apart (``data/en/quantities.yaml``)."""
    return lexicon("quantities")  # type: ignore[no-any-return]


@cache
def table(role: str) -> dict[str, Counted]:
    """Word → kind, for one of the roles ``object``, ``subject``, ``acts``, ``counts`` and ``beside``."""
    return {str(word).lower(): kind for kind in reversed(KINDS) for word in words()[kind].get(role, ())}


@cache
def vocabulary(name: str) -> frozenset[str]:
    """A list of the lexicon as a set."""
    return frozenset(str(w).lower() for w in words()[name])


@dataclass(frozen=True, slots=True)
class Count:
    """What a number counts. ``noun`` is the token counted, None when the number stands alone ("two were killed")."""

    of: Counted
    noun: Token | None


def counted_noun(doc: Doc, start: int, end: int) -> Token | None:
    """The noun that the number at tokens ``[start, end)`` counts."""
    number = doc[start:end].root
    follow = doc[end] if end < len(doc) else None
    if follow is not None and follow.lower_ == "of":
        inner = [t for t in follow.children if t.dep_ == "pobj"]
        if inner:
            return inner[0]
        return next((t for t in doc[end + 1 : end + 5] if t.pos_ in NOMINAL), None)
    head = number.head
    if (
        number.dep_ in ("nummod", "quantmod", "amod", "compound", "det", "advmod", "nmod", "predet")
        and head.pos_ in NOMINAL
        and head.i >= end
    ):
        noun: Token = head
        return noun
    # the parse may have missed it: the first noun of the phrase that begins right after the number
    for token in doc[end : end + 4]:
        if token.tag_ in ("NNS", "NNPS") or (
            token.pos_ in NOMINAL and token.pos_ != "PRON" and _ends_phrase(doc, token)
        ):
            return token
        if token.pos_ not in ("ADJ", "NOUN", "PROPN", "NUM") and token.lower_ not in ("-",):
            break
    return _given_for(number)


def figure_of(verb: Token) -> tuple[Token, Token] | None:
    """What a verb gives a figure for, and the figure: "put the number at 300", "estimated the crowd at 50"."""
    verbs = lexicon("cues")["figuring"]
    lemma = verb.lemma_.lower()
    if verb.pos_ != "VERB" or lemma not in verbs["at"]:
        return None
    thing = next((k for k in verb.children if k.dep_ in ("dobj", "nsubjpass")), None)
    if thing is None:
        return None
    measure = thing.lemma_.lower() in verbs["measures"]
    if lemma in verbs["loose"] and not measure and thing.tag_ not in ("NNS", "NNPS"):
        return None
    for prep in (*verb.children, *(t for t in thing.subtree if t.lower_ == "at")):
        if prep.lower_ != "at" or prep.dep_ != "prep" or prep.i < thing.i:
            continue
        for kid in prep.children:
            if kid.dep_ != "pobj" or kid.ent_type_ in ("DATE", "TIME"):
                continue
            bare = kid.like_num or kid.tag_ == "CD" or kid.lower_ in table("beside")
            number = any(k.dep_ in ("nummod", "quantmod") for k in kid.children)
            if bare or (number and (measure or lemma not in verbs["loose"])):
                return thing, kid
    return None


def _given_for(number: Token) -> Token | None:
    """The noun that a figure behind "at" is given for: "fighters" in "put the number of fighters at 300"."""
    figure = number if number.dep_ == "pobj" else number.head
    if figure.dep_ != "pobj" or figure.head.lower_ != "at":
        return None
    given = next((g for v in figure.ancestors if v.pos_ == "VERB" and (g := figure_of(v))), None)
    if given is None or given[1].i != figure.i:
        return None
    thing = given[0]
    if thing.lemma_.lower() in vocabulary("sums"):
        inner = (g for k in thing.children if k.lower_ == "of" for g in k.children if g.dep_ == "pobj")
        return next(inner, None)
    return thing


def _ends_phrase(doc: Doc, token: Token) -> bool:
    return token.i + 1 >= len(doc) or doc[token.i + 1].pos_ not in ("NOUN", "PROPN", "ADJ")


def kind_of(doc: Doc, start: int, end: int, noun: Token | None) -> Counted | None:
    """The kind of count of the number at tokens ``[start, end)``; None when nothing around it says."""
    head = noun if noun is not None else doc[start:end].root
    return (
        _beside(doc, end, noun)
        or _lives(head)
        or (table("counts").get(head.lemma_.lower()) if noun is not None and _lasting_count(head) else None)
        or _governed(head)
        or _told_of(head)
        or _bodies(head)
        or _listed_with(head)
        or _others(doc, start, end)
        or _toll(doc, start)
        or (table("counts").get(_noun_key(head)) if noun is not None else None)
        or (table("acts").get(head.lemma_.lower()) if noun is not None and noun.i < start else None)
    )


def _lasting_count(noun: Token) -> bool:
    """Whether the noun itself is the harm ("12 deaths"), whatever the verb does with it."""
    return table("counts").get(noun.lemma_.lower()) in ("killed", "wounded", "casualties") and not _governed(noun)


def _noun_key(noun: Token) -> str:
    lemma = noun.lemma_.lower()
    return lemma if lemma in table("counts") else noun.lower_.removesuffix("s")


def _beside(doc: Doc, end: int, noun: Token | None) -> Counted | None:
    """ "12 dead", "12 people wounded", "12 wounded soldiers", "12 were killed", "12 feared dead"."""
    beside = table("beside")
    if noun is not None:
        for child in noun.children:
            if child.dep_ in ("amod", "acl") and child.lower_ in beside and _is_result(child):
                return beside[child.lower_]
    i = max(end, noun.i + 1 if noun is not None else end)
    for token in doc[i : i + 4]:
        if token.lower_ in beside and _is_result(token):
            return beside[token.lower_]
        if token.pos_ not in ("AUX", "ADV", "PART") and token.lower_ not in vocabulary("between"):
            return None
        if token.lower_ in ("who", "which", "that", "n't", "not", "whom"):
            return None
    return None


def _is_result(word: Token) -> bool:
    """Whether a participle tells what befell them: "12 killed", but not "12 killed the guards"."""
    if word.tag_ == "VBD" and any(c.dep_ == "dobj" for c in word.children):
        return False
    return (
        not any(c.dep_ in ("aux",) and c.lower_ in ("had", "has", "have") for c in word.children) or word.tag_ == "VBN"
    )


def _governed(head: Token) -> Counted | None:
    """The kind by the verb or act above the noun: "killed 12 people", "12 people died", "the death of 12 people"."""
    node = head
    for _ in range(MAX_CLIMB):
        up = node.head
        if up.i == node.i:
            return None
        dep = node.dep_
        if dep in ("conj", "appos"):
            node = up
            continue
        if dep == "pobj":
            if up.lower_ == "of":
                act = up.head
                if act.lemma_.lower() in table("acts"):
                    return table("acts")[act.lemma_.lower()]
                if act.pos_ == "NUM" or act.lower_ in vocabulary("groups"):
                    node = act
                    continue
                return None
            if up.lower_ == "with" and up.i and up.nbor(-1).lower_ in ("along", "together"):
                above = up.head if up.head.pos_ in ("VERB", "AUX") else up.head.head
                return _alongside(above)
            if up.lower_ == "including":
                near = (t.lower_ for t in _tokens_before(up, 4))
                found = next((table("beside")[w] for w in near if w in table("beside")), None)
                if found:
                    return found  # "14 dead, including 3 children"
                node = up.head
                continue
            if up.lower_ == "by" and up.dep_ == "agent":
                return None
            return None
        if up.lemma_.lower() in ("be", "include", "number"):
            return _listed(up)
        if dep == "dobj" and up.lemma_.lower() == "lose" and _is_person(head):
            return "killed"  # "lost 3 men"
        if dep in ("nsubjpass", "dobj", "obj", "oprd", "attr"):
            return _object_of(up)
        if dep == "nsubj":
            return _subject_of(up)
        if dep in ("nummod", "amod", "nmod", "compound", "poss") and up.pos_ in NOMINAL:
            node = up
            continue
        return None
    return None


def _tokens_before(token: Token, n: int) -> Span:
    """The ``n`` tokens before one."""
    return token.doc[max(0, token.i - n) : token.i]


def _is_person(noun: Token) -> bool:
    lemma = noun.lemma_.lower()
    return lemma in vocabulary("persons") or lemma in vocabulary("men") or table("counts").get(lemma) == "troops"


def _listed(verb: Token) -> Counted | None:
    """The kind that a list of the harmed is of: "among the dead were four women", "the wounded include 3 nurses",
    "the deaths are four women"."""
    for child in verb.children:
        word = child
        if child.dep_ == "nsubj" and child.tag_ == "NNS" and child.lemma_.lower() in table("acts"):
            return table("acts")[child.lemma_.lower()]
        if child.lower_ == "among":
            word = next((t for t in child.children if t.dep_ == "pobj"), child)
        elif verb.lemma_.lower() == "be" or child.dep_ != "nsubj":
            continue
        if word.lower_ in table("beside"):
            return table("beside")[word.lower_]
        if word.lemma_.lower() in ("victim", "fatality"):
            return "killed" if word.lemma_.lower() == "fatality" else "casualties"
    return _subject_of(verb) if verb.lemma_.lower() == "be" else None


def _told_of(head: Token) -> Counted | None:
    """ "the 10 men who were killed"."""
    for clause in head.children:
        if clause.dep_ != "relcl":
            continue
        for child in clause.children:
            if child.dep_ == "nsubjpass" and child.lower_ in ("who", "that", "which"):
                return _object_of(clause)
            if child.dep_ == "nsubj" and child.lower_ in ("who", "that", "which"):
                return _subject_of(clause)
            if child.dep_ == "dobj" and child.lower_ in ("whom", "who", "that", "which"):
                return _object_of(clause)
    return None


def _alongside(verb: Token) -> Counted | None:
    """What befell those that the verb is about: "was killed along with two guards", "died with two guards"."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return _object_of(verb)
    return _subject_of(verb)


def _object_of(verb: Token) -> Counted | None:
    lemma = verb.lemma_.lower()
    if lemma == "shoot" and any(c.lower_ == "dead" for c in verb.children):
        return "killed"
    if lemma == "shoot" and any(c.lower_ == "death" for c in verb.subtree):
        return "killed"
    if lemma in ("take", "hold") and any(t.lemma_.lower() == "hostage" for t in verb.subtree if abs(t.i - verb.i) < 6):
        return "abducted"
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), "")
    return table("object").get(f"{lemma} {particle}") or table("object").get(lemma)


def _subject_of(verb: Token) -> Counted | None:
    lemma = verb.lemma_.lower()
    if lemma == "lose" and any(c.dep_ == "dobj" and c.lemma_.lower() == "life" for c in verb.children):
        return "killed"
    if verb.tag_ == "VBN" and any(c.dep_ == "auxpass" for c in verb.children):
        return _object_of(verb)
    if verb.dep_ == "xcomp" or lemma in ("be", "seem", "go", "remain", "report", "come"):
        near = [c.lower_ for c in verb.children if c.dep_ in ("acomp", "oprd", "attr", "xcomp", "advcl")]
        found = next((table("beside")[w] for w in near if w in table("beside")), None)
        if found:
            return found
    if lemma == "fall" and not any(c.lower_ == "victim" for c in verb.children):
        return None
    return table("subject").get(lemma)


def _lives(head: Token) -> Counted | None:
    """ "claimed 14 lives", "14 lives were lost"."""
    if head.lemma_.lower() != "life":
        return None
    return cast("Counted | None", words()["lives"].get(head.head.lemma_.lower()))


def _listed_with(head: Token) -> Counted | None:
    """ "150 soldiers, 95 civilians and hundreds of rebels killed": what is said of a whole list at its end."""
    top = head
    while top.dep_ in ("conj", "appos") and top.head.i < top.i:
        top = top.head
    last = top
    while following := [c for c in last.children if c.dep_ in ("conj", "appos") and c.i > last.i]:
        last = following[-1]
    at = max([last.i, *(c.right_edge.i for c in last.children if c.dep_ == "prep")]) + 1
    if last.i <= head.i or at >= len(head.doc):
        return None
    word = head.doc[at]
    return table("beside").get(word.lower_) if word.tag_ == "VBN" and _is_result(word) else None


def _others(doc: Doc, start: int, end: int) -> Counted | None:
    """ "killed a chief, 3 others", "injured twelve more": what befell those that the verb before names."""
    if end >= len(doc) or doc[end].lower_ not in ("others", "more"):
        return None
    for i in range(start - 1, max(-1, start - 10), -1):
        token = doc[i]
        if token.pos_ == "VERB" and (kind := table("object").get(token.lemma_.lower())):
            return kind
        if token.pos_ in ("VERB", "AUX") or token.is_sent_start:
            return table("object").get(token.lemma_.lower())
    return None


def _bodies(head: Token) -> Counted | None:
    """ "22 bodies were found"."""
    found = head.lower_ == "bodies" and head.head.lemma_.lower() in vocabulary("bodies_verbs")
    return "killed" if found else None


def _toll(doc: Doc, start: int) -> Counted | None:
    """ "the death toll rose to 12", "the number of wounded stands at 47"."""
    if m := _number_of().search(text_of(doc)[max(0, doc[start].idx - 70) : doc[start].idx]):
        word = m["what"].lower()
        return table("beside").get(word) or table("counts").get(word.removesuffix("s").replace("fatalitie", "fatality"))
    if _number_of_troops().search(text_of(doc)[max(0, doc[start].idx - 70) : doc[start].idx]):
        return "troops"
    for i in range(start - 1, max(-1, start - 8), -1):
        token = doc[i]
        if token.lower_ in vocabulary("tolls"):
            kind = doc[i - 1].lemma_.lower() if i else ""
            return cast("Counted", words()["toll_kinds"].get(kind, "killed"))
        if token.is_sent_start or token.text in ";." or (token.like_num and doc[start - 1].lower_ != "from"):
            return None
        whose = any(t.lower_ in vocabulary("tolls") for t in token.ancestors)  # "the toll *in the blast* reached 30"
        if token.pos_ in ("VERB", "ADP", "NOUN") and token.lemma_.lower() not in vocabulary("toll_verbs") and not whose:
            return None
    return None


@cache
def _number_of() -> re.Pattern[str]:
    kinds = ("killed", "wounded", "casualties", "missing", "arrested", "displaced")
    harm = [w for kind in kinds for w in words()[kind]["beside"] + words()[kind]["counts"]]
    what = rf"(?P<what>(?:{any_of(harm)})s?|fatalities|casualties)"
    return re.compile(rf"\bnumbers?\s+of\s+(?:the\s+|people\s+|those\s+)*{what}\b[^.;\d]{{0,40}}$", re.I)


@cache
def _number_of_troops() -> re.Pattern[str]:
    what = any_of([w for w, kind in table("counts").items() if kind == "troops"])
    return re.compile(rf"\bnumbers?\s+of\s+(?:[\w’'-]+\s+){{0,3}}(?:{what})s?\s+(?:[a-z’]+\s+){{0,4}}$", re.I)


def is_force_near(doc: Doc, start: int, end: int) -> bool:
    """Whether tokens ``[start, end)`` speak of an armed force."""
    return any(t.lemma_.lower() in vocabulary("forces") for t in doc[start:end])
