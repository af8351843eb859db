"""Cues: which words say that somebody says something, and what stance they give the source.

The lexicon (`cues.yaml`) knows the words and how they behave; whether a word in its place is a cue with a certain
content is a sum of weights over word, relation and surroundings (`cue_weights.tsv`: logistic regression; made by
``training/cue_weights.py`` from the training part of PolNeAR 1.0).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harmattan.knowledge import lexicon
from harmattan.knowledge.lexicon import DATA
from harmattan.model import Stance
from harmattan.reading.claims.contents import SUBJECTS, Candidate, Quotes, clause_of, is_aside, length, subject_of
from harmattan.reading.quantities.counting import vocabulary
from harmattan.reading.syntax import Parse

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NEGATIONS = {"not", "n't", "never", "n’t", "neither", "nor", "no", "hardly", "nobody", "nothing", "none", "n‘t"}
THAT_CLAUSES = ("acl:that", "ccomp>", "relcl:that")
CLOSING = {",", ".", "—", "–", "-", ":", ";"}
FINITE = ("VBZ", "VBP", "VBD", "VBN", "VB")
NO_CUES = ("seem", "appear", "be", "do")  # how things look to the report itself is nobody's claim
QUOTES = ("“", '"', "”", "``")
QUOTING = ("quote", "cite", "report")
GUESSING = ("perhaps", "maybe")
LOOKS = ("seem", "appear")
PHRASE_REACH = 7  # tokens after the cue in which a phrase's words must begin


# What the lexicon's `takes` means in relations of `contents`.
RELATIONS = {
    "clause": ("ccomp>", "ccomp<", "rest", "around", "previous", "colon"),
    "quote": ("quote<", "quote>", "quote:"),
    "noun": ("dobj>", "nsubjpass", "dobj+for", "dobj+of", "dobj+as"),
    "infinitive": ("xcomp>", "dobj+xcomp", "ccomp>"),
    "question": ("ccomp>", "advcl:if", "advcl:whether"),
    "gerund": ("xcomp>", "dobj+of", "dobj+for"),
    "small": ("dobj+oprd", "ccomp>", "oprd>", "dobj+as"),
}
PARENTHETICAL = 2.0  # log-odds of "..., says the mayor." and "..., the mayor says."
ASIDE = 1.8  # added for a short statement between dashes: "the instructors – Paris calls them mercenaries – will stay"
NESTED = -0.35  # log-odds at least, where a quotation tells what somebody else says: "The rebels say it is over"
NESTING = ("ccomp>", "ccomp<", "rest", "around")
SPEAKING = ("i", "we", "you", "that", "it", "which", "this")
PRIOR = 1.2  # added to the log-odds of a verb that the lexicon is sure of, with a subject and something that it takes
MILD = ("says", "believes")
STRONG = 2.4  # the same for stances rare in everyday news and the very matter of conflict: denies, demands, threatens


@dataclass(frozen=True, slots=True)
class Group:
    """Words that behave alike: their name, their stance, and the stance under negation."""

    name: str
    stance: Stance
    negated: Stance
    sure: bool
    takes: frozenset[str]


@cache
def groups() -> dict[tuple[str, str], Group]:
    """(lemma, part of speech) → group; the first group that lists a word has it."""
    found: dict[tuple[str, str], Group] = {}
    for row in lexicon("cues")["groups"]:
        takes = frozenset(relation for kind in row["takes"] for relation in RELATIONS[kind])
        group = Group(row["name"], row["stance"], row.get("negated", row["stance"]), row.get("sure", False), takes)
        for key, pos in (("verbs", "VERB"), ("nouns", "NOUN"), ("adjectives", "ADJ")):
            for word in row.get(key, ()):
                found.setdefault((word, pos), group)
    return found


@cache
def weights() -> dict[str, float]:
    """Feature → weight."""
    path = DATA / "en" / "cue_weights.tsv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))
        return {name: float(value) for name, value in rows}


def group_of(token: Token) -> Group | None:
    """The lexicon's group for a word in this part of speech."""
    if token.tag_ == "VBN" and (state := groups().get((token.lower_, "ADJ"))):
        return state  # "is convinced that", "were worried about": participles that are as good as adjectives
    return groups().get((token.lemma_.lower(), "VERB" if token.pos_ == "AUX" else token.pos_))


def may_be_cue(token: Token) -> bool:
    """Whether a word can govern somebody's words or thoughts at all: verbs, and the lexicon's nouns and adjectives."""
    if token.pos_ == "VERB":
        if token.lower_ == "according" or (token.dep_ == "pcomp" and token.head.lower_ == "without"):
            return False  # "according to" is read by `frames`; "it goes without saying"
        if token.dep_ in ("aux", "auxpass") or token.lemma_ in NO_CUES:
            return False
        if token.lemma_.lower() in QUOTING and any(quoted_as(k) for k in token.subtree if k.dep_ == "pcomp"):
            return False  # "the paper cited him as saying": it is he who says it
        return not _only_looks(token) and not _purposed(token) and not is_open(token)
    if token.pos_ in ("NOUN", "ADJ"):
        if token.lemma_ in ("doubt", "question") and any(k.lower_ == "no" for k in token.children):
            return False  # "there is no doubt that": the report's own voice
        known = token.dep_ != "compound" and (token.lemma_.lower(), token.pos_) in groups()
        return known and not (token.pos_ == "ADJ" and is_open(token))
    return False


def quoted_as(cue: Token) -> Token | None:
    """The one whose saying somebody else quotes: "the paper quoted *him* as saying"; ``None`` for other cues."""
    if cue.dep_ != "pcomp" or cue.head.lower_ != "as":
        return None
    up = cue.head.head
    while up.dep_ in ("appos", "pobj", "prep", "compound"):  # where the parse hangs "as" on a part of the name
        up = up.head
    verb = up.head if up.dep_ == "dobj" else up
    if verb.lemma_.lower() not in QUOTING:
        return None
    return next((k for k in verb.children if k.dep_ == "dobj"), None)


def _only_looks(token: Token) -> bool:
    """Whether a verb tells what somebody seems to think or want: the report's own guess ("seems to prefer to")."""
    if token.dep_ != "xcomp" or token.head.lemma_ not in LOOKS:
        return False
    group = group_of(token)
    return group is not None and group.name in lexicon("cues")["inward"]


def is_open(cue: Token) -> bool:
    """Whether it is asked or guessed whether somebody holds a thing, or anybody at all: "is he glad that …?"."""
    verb = cue.head if cue.pos_ == "ADJ" and cue.head.pos_ in ("AUX", "VERB") else cue
    subject = subject_of(verb)
    if subject is None:
        return False
    if subject.lower_ in ("you", "one") and any(k.lower_ in ("if", "would") for k in verb.children):
        return True
    if any(k.lower_ in GUESSING for k in verb.children):
        return True
    helper = next((k for k in verb.children if k.dep_ == "aux"), verb if verb.pos_ == "AUX" else None)
    if helper is None or helper.i > subject.i or subject.i > cue.i:
        return False
    sentence = list(verb.sent)
    return any(t.text == "?" for t in sentence[-3:]) and not any(t.tag_ in ("WP", "WRB", "WDT") for t in sentence[:2])


def _purposed(token: Token) -> bool:
    """Whether a passive tells what was planned, by nobody named: "they were intended to join"."""
    if token.tag_ != "VBN" or token.lemma_.lower() not in lexicon("cues")["purposed"]:
        return False
    kinds = {k.dep_ for k in token.children}
    return "auxpass" in kinds and "agent" not in kinds and "neg" not in kinds


def _reproach(kid: Token) -> bool:
    """Whether a phrase tells what somebody is reproached with or called."""
    if kid.dep_ not in ("prep", "mark"):
        return False
    return kid.lower_ == "as" or (kid.lower_ == "for" and any(k.dep_ == "pcomp" for k in kid.children))


def _somebody(noun: Token) -> bool:
    """Whether a word stands for people: a name, a pronoun, or a noun for persons."""
    if noun.ent_type_ in ("PERSON", "ORG", "NORP") or noun.pos_ == "PRON":
        return True
    return noun.lemma_.lower() in vocabulary("persons")


def strikes(cue: Token, candidate: Candidate) -> bool:
    """Whether a verb that may tell of words or of a blow tells of a blow: "attacked an army base"."""
    blows = lexicon("cues")["blows"]
    if cue.pos_ != "VERB" or cue.lemma_.lower() not in blows["verbs"]:
        return False
    if candidate.relation not in ("dobj>", "nsubjpass") and not candidate.relation.startswith("dobj+"):
        return False
    struck = cue.doc[candidate.head]
    if struck.dep_ not in ("dobj", "nsubjpass", "conj", "appos"):
        struck = next((k for k in cue.children if k.dep_ in ("dobj", "nsubjpass")), struck)
    if any(_reproach(k) for t in (cue, struck) for k in t.children):
        return False  # "attacked her opponent as a fraud", "for taking money"
    if cue.doc[candidate.parts[0][0]].text in QUOTES:
        return False
    subject = subject_of(cue)
    one = subject is not None and (subject.ent_type_ == "PERSON" or subject.lower_ in ("he", "she"))
    if one and _somebody(struck):
        return False  # "Ali Sow attacked Ana Diop": news of politics
    lemma = struck.lemma_.lower()
    return lemma not in blows["objects"] and (lemma, "NOUN") not in groups()


def is_known(token: Token) -> bool:
    """Whether lexicon or weights know the word; the rest need no weighing."""
    lemma = token.lemma_.lower()
    return group_of(token) is not None or f"w={lemma}" in weights()


def features(parse: Parse, cue: Token, candidate: Candidate, quotes: Quotes) -> list[str]:
    """What the weights see of a cue and a content that it may have."""
    doc = parse.doc
    lemma, relation = cue.lemma_.lower(), candidate.relation
    group = group_of(cue)
    name = group.name if group else "none"
    kids = list(cue.children)
    subject = next((k for k in kids if k.dep_ in SUBJECTS), None)
    head = doc[candidate.head]
    first = doc[candidate.parts[0][0]]
    size = length(candidate.parts)
    base = relation.split(":")[0] if relation.startswith(("prep", "dobj+prep")) else relation
    out = [
        "1",
        f"w={lemma}",
        f"r={relation}",
        f"w={lemma} r={relation}",
        f"w={lemma} b={base}",
        f"p={cue.pos_} r={relation}",
        f"g={name} p={cue.pos_}",
        f"g={name} r={relation}",
        f"t={cue.tag_} d={cue.dep_}",
        f"t={cue.tag_} r={relation}",
        f"f={first.lower_ if first.tag_ in ('IN', 'WRB', 'WP', 'TO', 'WDT') else first.pos_} r={base}",
        f"h={head.tag_} r={base}",
        f"n={min(size, 3) if size < 4 else 4 if size < 8 else 5 if size < 16 else 6} r={base}",
    ]
    size_class = min(size, 3) if size < 4 else 4 if size < 8 else 5
    what = head.ent_type_ or head.pos_
    out += [
        f"w={lemma} t={cue.tag_}",
        f"w={lemma} n={size_class} b={base}",
        f"g={name} h={head.tag_} r={base}",
        f"o={what} g={name} r={base}",
        f"o={what} w={lemma}",
    ]
    if cue.dep_ != "ROOT":
        out += [f"up={cue.head.lemma_.lower()} d={cue.dep_}", f"up={cue.head.pos_} d={cue.dep_} g={name}"]
    if relation in ("xcomp>", "dobj>", "ccomp>"):
        out.append(f"w={lemma} h={head.lemma_.lower()}")
        out.append(f"g={name} h={head.lemma_.lower()}")
    if subject is None:
        out.append(f"s=none d={cue.dep_} g={name}")
    else:
        kind = subject.lower_ if subject.pos_ == "PRON" else subject.ent_type_ or subject.pos_
        out += [
            f"s={kind}",
            f"s={kind} g={name}",
            f"s={kind} r={base}",
            f"s={subject.dep_} r={base}",
            f"sw={subject.lemma_.lower()}",
        ]
        if subject.i > cue.i:
            out.append(f"s=inverted r={base}")
    for kid in kids:
        if kid.dep_ == "neg":
            out += ["neg", f"neg w={lemma}"]
        elif kid.tag_ == "MD":
            out += [f"md={kid.lower_}", f"md g={name}"]
        elif kid.dep_ == "auxpass":
            out += [f"passive r={relation}", f"passive w={lemma}"]
        elif kid.dep_ in ("dative", "iobj"):
            out.append(f"dative g={name}")
    if any(i in quotes.at for i in (candidate.parts[0][0], candidate.parts[-1][1] - 1)):
        out.append(f"quoted r={base}")
    if quotes.inside(cue.i):
        out += ["inside", f"inside g={name}"]
    if cue.pos_ in ("NOUN", "ADJ"):
        out.append(f"d={cue.dep_} r={base}")
        out.append(f"det={next((k.lower_ for k in kids if k.dep_ in ('det', 'poss')), '-')}")
        out.append(f"gov={cue.head.lemma_.lower()} p={cue.pos_}")
    return out


def score(parse: Parse, cue: Token, candidate: Candidate, quotes: Quotes) -> float:
    """Probability that this word attributes this content to somebody."""
    table = weights()
    total = sum(table.get(f, 0.0) for f in features(parse, cue, candidate, quotes))
    group = group_of(cue)
    fits = group is not None and group.sure and candidate.relation in group.takes
    if group is not None and fits and cue.tag_ in FINITE and _has_subject(cue, candidate):
        mild = group.stance in MILD and _phrase_stance(parse, cue) is None
        total += PRIOR if mild else STRONG
        if quotes.inside(cue.i) and candidate.relation in NESTING and (who := subject_of(cue)) is not None:
            plain = cue.lemma_ == "say" or group.name not in ("speak", "believe", "fear", "show")
            if not plain:  # "many think that ..." inside somebody's speech
                plain = who.pos_ != "PRON" and parse.doc[candidate.parts[0][0]].lower_ == "that"
            total = max(total, NESTED) if plain and who.lower_ not in SPEAKING else total
        if candidate.relation in ("rest", "around", "previous") and closes(parse, cue):
            total = max(total, PARENTHETICAL)
        elif candidate.relation == "colon":
            total = max(total, 0.0)
    elif group is not None and candidate.relation in group.takes and is_aside(parse, cue, candidate.parts[-1]):
        total += ASIDE
    elif group is not None and group.sure and cue.pos_ == "NOUN" and candidate.relation in THAT_CLAUSES:
        that = any(k.lower_ == "that" and k.dep_ == "mark" for k in parse.doc[candidate.head].children)
        total += PRIOR if that else 0.0  # "reports that ...", "his claim that ..."
    return 1 / (1 + math.exp(-total))


def _has_subject(cue: Token, candidate: Candidate) -> bool:
    """Whether a verb has somebody who says it.

    A subject of its own, or shared as the second of two verbs; in the passive an agent, or an empty "it" before a
    clause ("it is believed that"), or a negation ("the claims could not be verified").
    """
    if candidate.relation == "nsubjpass":
        return any(k.dep_ in ("agent", "neg") for k in cue.children)
    if subject_of(cue) is not None:
        return True
    passive = next((k for k in cue.children if k.dep_ == "nsubjpass"), None)
    if passive is not None:
        return (cue.lower_, "ADJ") in groups() or (passive.lower_ == "it" and candidate.relation == "ccomp>")
    return cue.dep_ == "conj" and cue.head.pos_ in ("VERB", "AUX") and subject_of(cue.head) is not None


def closes(parse: Parse, cue: Token) -> bool:
    """Whether the cue's clause stands between commas or ends the sentence, and holds nothing else."""
    if cue.tag_ not in ("VBZ", "VBP", "VBD") or any(
        k.dep_ in ("ccomp", "xcomp", "dobj") and k.i > cue.i for k in cue.children
    ):
        return False
    last = clause_of(cue)[1]
    return (
        last >= len(parse.doc)
        or parse.doc[last].is_space
        or parse.doc[last].text in (",", ".", "—", "–", "-", ":", ";")
    )


def is_negated(cue: Token) -> bool:
    """Whether the cue itself is denied: "did not confirm", "no confirmation", "nobody claimed"."""
    if any(k.dep_ == "neg" or (k.lower_ in NEGATIONS and k.dep_ in ("det", "preconj", "cc")) for k in cue.children):
        return True
    subject = next((k for k in cue.children if k.dep_ in SUBJECTS), None)
    if subject is not None and (
        subject.lower_ in ("nobody", "none", "neither") or any(k.lower_ in ("no", "neither") for k in subject.children)
    ):
        return True
    up = cue.head
    # "could not be reached to confirm", "was not able to verify", "refused to confirm" is left to the phrases.
    return cue.dep_ == "xcomp" and up.i < cue.i and any(k.dep_ == "neg" for k in up.children)


def stance_of(parse: Parse, cue: Token, relation: str = "") -> Stance:
    """How the source stands to the content."""
    by_phrase = _phrase_stance(parse, cue)
    if by_phrase is not None:
        return by_phrase
    group = group_of(cue)
    if group is None:
        return "says"
    if cue.lemma_ == "suspect" and relation.endswith(("of", "of+")):
        return "accuses"
    negated = is_negated(cue)
    stance = group.negated if negated else group.stance
    spoken = relation.startswith(("quote", "rest", "around"))
    if spoken and not negated and cue.lemma_ in ("ask", "insist", "propose", "advise"):
        return "says"
    if group.name == "demand" and cue.lemma_ == "ask" and relation.startswith(("ccomp", "advcl")):
        content = next((k for k in cue.children if k.dep_ in ("ccomp", "advcl")), None)
        if content is not None and content.left_edge.lower_ in ("if", "whether", "why", "what", "how", "who", "when"):
            return "says"
    return stance


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], int, Stance]]]:
    """First lemma → the phrases that begin with it, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], int, Stance]]] = {}
    for row in lexicon("cues")["phrases"]:
        found.setdefault(row["words"][0], []).append((tuple(row["words"]), row.get("gap", 0), row["stance"]))
    for rows in found.values():
        rows.sort(key=lambda r: -len(r[0]))
    return found


def _phrase_stance(parse: Parse, cue: Token) -> Stance | None:
    """The stance of the longest phrase in the cue's sentence that the cue is a word of."""
    doc = parse.doc
    sentence = cue.sent
    best: tuple[int, Stance] | None = None
    for i in range(max(sentence.start, cue.i - PHRASE_REACH), cue.i + 1):
        first = "not" if doc[i].dep_ == "neg" and doc[i].lower_ != "never" else doc[i].lemma_.lower()
        for words, gap, stance in _phrases().get(first, ()):
            end = _match(doc, i, min(sentence.end, cue.i + PHRASE_REACH), words, gap, cue.i)
            if end and (best is None or len(words) > best[0]):
                best = (len(words), stance)
    return best[1] if best else None


def _match(doc: Doc, at: int, stop: int, words: tuple[str, ...], gap: int, must: int) -> bool:
    """Whether ``words`` stand in order from token ``at`` on, ``gap`` or fewer tokens apart, over ``must``."""
    hit = at == must
    for word in words[1:]:
        for step in range(1, gap + 2):
            if at + step >= stop:
                return False
            token = doc[at + step]
            if (word == "-PRON-" and token.pos_ == "PRON") or token.lemma_.lower() == word or token.lower_ == word:
                at += step
                hit = hit or at == must
                break
        else:
            return False
    return hit
