"""Names of actors in a text: those the dictionary knows, those spaCy proposes, acronyms that the text introduces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count

from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from harmattan.knowledge.actors import ActorIndex, Alias, fold
from harmattan.knowledge.lexicon import ordinary_words
from harmattan.model import Place
from harmattan.reading.actors.noun_phrases import role_at, singular
from harmattan.reading.actors.words import contexts, vocabulary
from harmattan.reading.syntax import Parse, text_of

PEOPLE_LABELS = frozenset({"PERSON"})
LABELS = frozenset({"PERSON", "ORG", "NORP"})
QUOTES = frozenset("\"'“”‘’`()[]-–—,;:.*")
MAX_NAME = 10  # tokens; longer "names" are misread lists


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens ``[start, end)`` that name somebody.

    ``aliases`` are the known readings (empty for an unknown name); ``label`` is PERSON, ORG or NORP, "" when only the
    dictionary proposes it; ``stands_for`` is the start of the full name that introduced an acronym; ``inside`` are
    known names within a longer unknown one ("Montenegro Municipality Association").
    """

    start: int
    end: int
    aliases: tuple[Alias, ...] = ()
    label: str = ""
    stands_for: int | None = None
    inside: tuple[Name, ...] = ()

    def uses(self, *uses: str) -> bool:
        """Whether the first known reading is of one of these uses."""
        return bool(self.aliases) and self.aliases[0].use in uses


def find_names(parse: Parse, index: ActorIndex, places: list[Place]) -> list[Name]:
    """All names, none overlapping, in reading order."""
    doc = parse.doc
    known = dictionary_names(doc, index, upper=parse.text != text_of(doc))
    lower = {t.text for t in doc if t.text.islower() and len(t.text) > 3}
    known += spelled_out(doc, known)
    taken = {i: n for n in known for i in range(n.start, n.end)}
    placed = {i for p in places for m in p.mentions for t in [parse.tokens(m)] for i in range(t.start, t.end)}
    kept = dict(enumerate(known))
    number = {id(n): i for i, n in kept.items()}
    numbers = count(len(kept))
    for ent in doc.ents:
        if ent.label_ not in LABELS:
            continue
        start, end = trim(doc, ent)
        if start >= end or end - start > MAX_NAME:
            continue
        inside = list(dict.fromkeys(taken[i] for i in range(start, end) if i in taken))
        name = settle(doc, index, start, end, ent.label_, inside, placed)
        if name is None or (not name.aliases and common(doc, index, name, lower)):
            continue
        for lost in inside:
            if name.start < lost.end and lost.start < name.end:
                kept.pop(number[id(lost)], None)
        number[id(name)] = next(numbers)
        kept[number[id(name)]] = name
        taken.update(dict.fromkeys(range(name.start, name.end), name))
    names = list(kept.values())
    names = [as_person(doc, index, n) for n in names]
    names += titled_names(doc, index, taken)
    names += apposed(doc, index, taken, placed)
    names += called(doc, index, taken)
    names += surnames(doc, names, taken, placed)
    short = acronyms(doc, names, taken)
    at = {n.start for n in short}
    return sorted([n for n in names if n.start not in at or n.end - n.start > 1] + short, key=lambda n: n.start)


def surname_after(doc: Doc, end: int) -> bool:
    """Whether a person's name goes on: "Marco *Pilares*", of which the tagger takes the last word for a plural."""
    token, before = doc[end], doc[end - 1]
    word = token.text.istitle() and token.pos_ == "PROPN" and token.lower_ not in ordinary_words()
    return word and not token.ent_type_ and before.dep_ == "compound" and before.head.i == end


def dictionary_names(doc: Doc, index: ActorIndex, upper: bool = False) -> list[Name]:
    """Names that the dictionary holds, by whole tokens."""
    starts = [t.idx for t in doc]
    found: list[Name] = []
    for match in index.find(text_of(doc), upper):
        start = bisect_right(starts, match.start) - 1
        end = bisect_right(starts, match.end - 1)
        last = doc[end - 1]
        if doc[start].idx != match.start or text_of(doc)[match.end : last.idx + len(last)].strip(".'’‘`s"):
            continue  # only a part of a word ("Iranium")
        if found and start < found[-1].end:
            continue
        if end - start == 1 and (shouted(doc, start) or part_of_name(doc, index, start, match.aliases)):
            continue
        found.append(Name(start, end, match.aliases))
    return found


def shouted(doc: Doc, i: int) -> bool:
    """Whether a short acronym stands in a line of capitals, where it may be any word ("THE NATIONAL POLICE IS")."""
    return len(doc[i].text) <= 3 and doc[i].text.isupper() and all_capitals(doc, i)


def all_capitals(doc: Doc, i: int) -> bool:
    """Whether the words around a token are all in capitals."""
    around = [t for t in doc[max(0, i - 3) : i + 4] if t.is_alpha and t.i != i]
    return len(around) > 2 and all(t.text.isupper() for t in around)


def part_of_name(doc: Doc, index: ActorIndex, i: int, aliases: tuple[Alias, ...]) -> bool:
    """Whether a one-word name of a body is the end of a longer, unknown one: the "All Progressive Congress"."""
    if any(a.entry.kind != "organization" for a in aliases) or not i or not doc[i].text.istitle():
        return False
    before = doc[i - 1]
    if (before.dep_ != "compound" and before.pos_ != "PROPN") or not before.text.istitle() or before.is_sent_start:
        return False
    return before.ent_type_ == "ORG" and before.ent_type_ == doc[i].ent_type_ and not index.names.get(fold(before.text))


def trim(doc: Doc, ent: SpacySpan) -> tuple[int, int]:
    """A proposed name without articles, quotation marks, possessive endings and titles of courtesy around it."""
    start, end = ent.start, ent.end
    while start < end and (
        doc[start].text in QUOTES or doc[start].is_space or fold(doc[start].text) in ("the", "a", "an", "both")
    ):
        start += 1
    while end > start and (doc[end - 1].text in QUOTES or doc[end - 1].is_space or doc[end - 1].tag_ == "POS"):
        end -= 1
    for i in range(start, end):
        if doc[i].is_space or doc[i].text in ('"', "“", "”", ";", ":", "(", ")", "[", "]"):
            end = i
            break
    comma = next((i for i in range(start, end) if doc[i].text == ","), None)
    if comma is not None and common_words(doc, start, comma) == comma - start and not common_words(doc, comma + 1, end):
        start = comma + 1  # "adviser on Media and *Publicity, Awa Ba*"
    while end > start and doc[end - 1].text.islower() and doc[end - 1].pos_ in ("ADP", "CCONJ", "DET", "PART"):
        end -= 1  # "School of Law at"
    while ent.label_ == "PERSON" and start < end < len(doc) and surname_after(doc, end):
        end += 1
    while end - start > 2 and doc[start].text in vocabulary("particles") and doc[start + 1].text[0].isupper():
        start += 1  # "de Silvio Dala"
    return start, end


def common_words(doc: Doc, start: int, end: int) -> int:
    """How many of some tokens a dictionary writes small."""
    return sum(t.lower_ in ordinary_words() for t in doc[start:end])


def settle(
    doc: Doc, index: ActorIndex, start: int, end: int, label: str, inside: list[Name], placed: set[int]
) -> Name | None:
    """Whether a proposed name stands against what the dictionary found inside it; ``None`` when it does not."""
    if any(n.start < start or n.end > end or (n.start, n.end) == (start, end) for n in inside):
        return None
    if not any(doc[i].text[0].isupper() for i in range(start, end)) or not doc[start].text[0].isalnum():
        return None
    if doc[start].text.islower() and fold(doc[start].text) not in vocabulary("particles"):
        return None  # "pro-Democracy"
    if label == "PERSON":
        while start < end and role_at(doc, index, start):  # a title that the proposal took in
            start += 1
        if end - start == 1 and located(doc, start, placed):
            return None
        if inside and inside[0].start <= start and inside[0].uses("adjective", "people", "name"):
            after = inside[0].end  # "French Dupont"; but "Chad Johnson" is a person all of it
            if inside[0].uses("adjective") or after >= end or role_at(doc, index, after):
                start = after
        while start < end and role_at(doc, index, start):
            start += 1
        modifies = doc[start].dep_ in ("compound", "amod") and doc[start].head.text.islower()
        if end - start == 1 and modifies and fold(doc[start].text) not in index.surnames:
            return None  # "Civic victims"
        if start >= end or any(doc[i].is_digit for i in range(start, end)):
            return None
        if all(i in placed for i in range(start, end)) and not titled(doc, index, start):
            return None
        if any(n.aliases[0].entry.kind == "person" for n in inside if n.aliases) and not namesake(doc, start, inside):
            return None
        return Name(start, end, (), label)
    if role_at(doc, index, end - 1) and (label == "ORG") and plain_nominal(doc, index, start, end, inside):
        return None  # "Malian Army": a nationality and a role noun, read as a nominal
    if inside and label != "ORG":
        return None
    if any(not n.aliases or n.aliases[0].entry.kind != "state" for n in inside):
        return None
    if inside and end - start <= 2 and not inside[0].uses("adjective", "name", "capital"):
        return None
    if all(i in placed for i in range(start, end)) or fold(doc[end - 1].text).rstrip(".") in contexts("no_bodies"):
        return None
    if fold(doc[start].text) in contexts("no_bodies") or (end - start == 1 and doc[start].text.islower()):
        return None
    if end - start == 1 and (doc[start].pos_ not in ("PROPN", "NOUN", "ADJ") or subject_taught(doc, index, start)):
        return None
    found = role_at(doc, index, end - 1)
    if found and found[0] <= start and (label == "NORP" or doc[end - 1].tag_ == "NNS"):
        return None  # "Protesters"
    named = doc[start].tag_ in ("NNS", "NNPS", "JJ") or (start and fold(doc[start - 1].text) == "the")
    if label == "NORP" and end - start == 1 and not inside and not named:
        return None
    return Name(start, end, (), label, inside=tuple(inside))


def namesake(doc: Doc, start: int, inside: list[Name]) -> bool:
    """Whether a known surname follows another first name than that of the person known: "Hamza bin Laden"."""
    known = inside[0]
    if known.start <= start or not doc[start].text[0].isupper() or not doc[start].is_alpha or len(doc[start]) < 3:
        return False
    first, surname = fold(doc[start].text), fold(doc[known.start].text)
    people = [fold(a.entry.name) for a in known.aliases]
    return all(p[0] != first[0] and not p.startswith(surname) for p in people)  # not "Crooked Hillary Clinton"


def located(doc: Doc, i: int, placed: set[int]) -> bool:
    """Whether a word of a list of places, or after "in", is more likely a place than a person."""
    token = doc[i]
    while token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
        if token.i in placed:
            return True
    return token.dep_ == "pobj" and fold(token.head.text) in ("in", "at", "near", "into", "across", "around")


def subject_taught(doc: Doc, index: ActorIndex, i: int) -> bool:
    """Whether a word names what somebody teaches or studies: "professor of Africanistics"."""
    of = doc[i].head
    if doc[i].dep_ != "pobj" or fold(of.text) not in ("of", "in"):
        return False
    found = role_at(doc, index, of.head.i)
    return bool(found and found[1].kind == "person" and found[1].sectors == ("EDU",))


def common(doc: Doc, index: ActorIndex, name: Name, lower: set[str]) -> bool:
    """Whether a proposed name is a run of common words in capitals: "Limited Tools", "Avoid Bad Optics"."""
    words = [doc[i] for i in range(name.start, name.end) if doc[i].is_alpha]
    if headline_words(doc, index, name):
        return True
    if any(t.pos_ in ("VERB", "AUX") for t in words) and not any(t.ent_type_ == "PERSON" for t in words[:1]):
        return True
    if name.label == "PERSON":
        if {fold(doc[name.end - 1].text), singular(fold(doc[name.end - 1].text))} & contexts("no_bodies"):
            return True
        return any(t.lower_ in lower for t in words) and not titled(doc, index, name.start)
    if name.label == "ORG" and name.end - name.start > 1:
        plain = sum(t.lower_ in lower or t.is_stop for t in words)
        role = any(role_at(doc, index, t.i) for t in words)
        return plain == len(words) and not role
    return name.label == "ORG" and bool(words) and words[0].lower_ in lower


def headline_words(doc: Doc, index: ActorIndex, name: Name) -> bool:
    """Whether a proposed person is made of ordinary words in a line where every word has a capital."""
    sentence = doc[name.start].sent
    others = [t for t in sentence if t.is_alpha and len(t.text) > 3 and not name.start <= t.i < name.end]
    if name.label != "PERSON" or not all(t.text[0].isupper() for t in others):
        return False
    if name.end - name.start == 1 and titled(doc, index, name.start):
        return False  # "President Bush"
    ordinary = [t for t in doc[name.start : name.end] if t.lower_ in ordinary_words()]
    return len(others) > 1 and len(ordinary) == name.end - name.start


def plain_nominal(doc: Doc, index: ActorIndex, start: int, end: int, inside: list[Name]) -> bool:
    """Whether all that stands before a final role noun is a nationality or a part of the role."""
    found = role_at(doc, index, end - 1)
    assert found is not None
    first = found[0]
    covered = {i for n in inside for i in range(n.start, n.end)}
    return all(i in covered or not doc[i].text[0].isupper() or doc[i].tag_ == "POS" for i in range(start, first))


def titled(doc: Doc, index: ActorIndex, start: int) -> bool:
    """Whether a person's role noun stands right before token ``start`` ("Colonel ...")."""
    if start == 0:
        return False
    found = role_at(doc, index, start - 1)
    return bool(found and found[1].kind == "person") or fold(doc[start - 1].text).rstrip(".") in vocabulary("courtesy")


def as_person(doc: Doc, index: ActorIndex, name: Name) -> Name:
    """The name as a person's where a title or an apposition shows it: "The president, Hage Geingob"."""
    words = doc[name.start : name.end]
    if (
        name.aliases
        or name.inside
        or name.label != "ORG"
        or not 1 < len(words) < 4
        or role_at(doc, index, name.end - 1)
    ):
        return name
    if not all(t.text[0].isupper() and not t.text.isupper() for t in words):
        return name
    head = words.root
    listed = (
        head.dep_ == "conj" and doc[name.start - 1].text == "," and not any(c.dep_ == "cc" for c in head.head.rights)
    )
    beside = [head.head] if head.dep_ == "appos" or listed else [c for c in head.rights if c.dep_ == "appos"]
    for token in beside:
        role = role_at(doc, index, token.i)
        if role and role[1].kind == "person" and token.tag_ in ("NN", "NNP"):
            return replace(name, label="PERSON")
    return replace(name, label="PERSON") if titled(doc, index, name.start) else name


def titled_names(doc: Doc, index: ActorIndex, taken: dict[int, Name]) -> list[Name]:
    """Capitalised words after a title that nothing else took for a name: "Minister Le Drian"."""
    found: list[Name] = []
    i = 1
    while i < len(doc):
        token = doc[i]
        if i in taken or token.pos_ != "PROPN" or not token.text[0].isupper() or role_at(doc, index, i):
            i += 1
            continue
        before = role_at(doc, index, i - 1)
        courtesy = fold(doc[i - 1].text).rstrip(".") in vocabulary("courtesy") and doc[i - 1].text[0].isupper()
        if not courtesy and not (before and before[1].kind == "person" and not doc[i - 1].tag_.endswith("S")):
            i += 1
            continue
        end = i + 1
        while end < len(doc) and end not in taken and doc[end].pos_ == "PROPN" and doc[end].text[0].isupper():
            end += 1
        name = Name(i, end, (), "PERSON")
        if singular(fold(doc[end - 1].text)) not in contexts("no_bodies") and not headline_words(doc, index, name):
            found.append(name)  # not "the General Peace Agreements"
            taken.update(dict.fromkeys(range(i, end), name))
        i = end
    return found


def spelled_out(doc: Doc, known: list[Name]) -> list[Name]:
    """Unknown names whose acronym follows in brackets: "Front for Free Herders (FFH)"."""
    found: list[Name] = []
    covered = {i for n in known if n.end - n.start > 2 for i in range(n.start, n.end)}
    for i in range(2, len(doc) - 2):
        short = doc[i + 1].text
        if doc[i].text != "(" or doc[i + 2].text != ")" or not (3 <= len(short) <= 8 and short.isupper()):
            continue
        letters = list(short)
        start = i
        while letters and start > 0 and i - start < 2 * len(short) + 3 and doc[start - 1].is_alpha:
            start -= 1
            if doc[start].text[0].isupper() and fold(doc[start].text[0]).upper() == letters[-1]:
                letters.pop()
        if not letters and not any(k in covered for k in range(start, i)):
            known[:] = [n for n in known if n.end <= start or n.start >= i]
            found.append(Name(start, i, (), "ORG"))
    return found


def apposed(doc: Doc, index: ActorIndex, taken: dict[int, Name], placed: set[int]) -> list[Name]:
    """Capitalised runs that an apposition shows to be persons: "Annika Vos, professor of law"."""
    found: list[Name] = []
    for token in doc:
        if token.dep_ != "appos" or token.head.pos_ != "PROPN" or token.head.i in taken or token.head.i in placed:
            continue
        role = role_at(doc, index, token.i)
        if not role or role[1].kind != "person" or token.tag_ in ("NNS", "NNPS") or role_at(doc, index, token.head.i):
            continue
        start = token.head.i
        while (
            start
            and doc[start - 1].pos_ == "PROPN"
            and start - 1 not in taken
            and doc[start - 1].head.i == token.head.i
        ):
            start -= 1
        found.append(Name(start, token.head.i + 1, (), "PERSON"))
        taken.update(dict.fromkeys(range(start, token.head.i + 1), found[-1]))
    return found


def called(doc: Doc, index: ActorIndex, taken: dict[int, Name]) -> list[Name]:
    """Acronyms that the noun before them says to be a body: "the news network RTHK"."""
    found: list[Name] = []
    for token in doc[1:]:
        if (
            token.i in taken
            or not (3 <= len(token) <= 8 and token.is_alpha and token.is_upper)
            or all_capitals(doc, token.i)
        ):
            continue
        before = doc[token.i - 1]
        role = role_at(doc, index, before.i) if before.text.islower() and before.tag_ == "NN" else None
        if role and role[1].kind in ("organization", "group") and token.pos_ == "PROPN":
            found.append(Name(token.i, token.i + 1, (), "ORG"))
            taken[token.i] = found[-1]
    return found


def surnames(doc: Doc, names: list[Name], taken: dict[int, Name], placed: set[int]) -> list[Name]:
    """Surnames of persons named in full that spaCy left out where they stand alone; subjects by another of the names.

    What no dictionary writes small is a name whatever spaCy takes it for: "Mijares claimed" is no plural noun.
    """
    last = {fold(doc[n.end - 1].text) for n in names if n.label == "PERSON" and n.end - n.start > 1}
    last |= {fold(doc[n.end - 1].text) for n in names if n.aliases and n.aliases[0].entry.kind == "person"}
    given = {fold(t.text) for n in names if n.label == "PERSON" for t in doc[n.start : n.end - 1] if len(t) > 3}
    found = []
    for token in doc:
        if token.i in taken or not token.text[0].isupper():
            continue
        if token.pos_ != "PROPN" and token.lower_ in ordinary_words():
            continue
        if token.i in placed and token.dep_ not in ("nsubj", "nsubjpass", "dobj", "poss", "agent"):
            continue  # a town of that name
        alone = token.dep_ in ("nsubj", "poss") and not any(t.pos_ == "PROPN" for t in (*token.lefts, *token.rights))
        if len(token.text) > 2 and (fold(token.text) in last or (alone and fold(token.text) in given)):
            found.append(Name(token.i, token.i + 1, (), "PERSON"))
            taken[token.i] = found[-1]
    return found


def acronyms(doc: Doc, names: Iterable[Name], taken: dict[int, Name]) -> list[Name]:
    """Acronyms put in brackets after a name, wherever they stand alone afterwards."""
    short: dict[str, int] = {}
    for name in names:
        e = name.end
        if e + 2 < len(doc) and doc[e].text == "(" and doc[e + 2].text == ")":
            text = doc[e + 1].text
            if 2 <= len(text) <= 10 and sum(c.isupper() for c in text) >= 2 and name.label != "PERSON":
                short.setdefault(text, name.start)
    if not short:
        return []
    return [
        Name(t.i, t.i + 1, (), "ORG", short[t.text])
        for t in doc
        if t.text in short and (t.i not in taken or not taken[t.i].aliases)
    ]
