"""What syntax and case know about a find: verbs, names and counts that look like times."""

from __future__ import annotations

import re
from dataclasses import replace

from harmattan.reading.syntax import Parse, text_of
from harmattan.reading.times.grammar import Found
from harmattan.reading.times.meaning import Fixed
from harmattan.reading.times.tense import direction
from harmattan.reading.times.words import lex

AMBIGUOUS_MONTHS = ("may", "march", "august")


def checked(parse: Parse, found: Found) -> Found | None:
    """The find, changed or dropped (None) where the parse contradicts it."""
    text = text_of(parse.doc)[found.start : found.end]
    tokens = parse.doc.char_span(found.start, found.end, alignment_mode="expand")
    if tokens is None:
        return None
    first = tokens[0]
    match found.rule:
        case "month" | "weekday" | "weekdays" | "part_of_weekday":
            name = text.split()[-1] if found.rule == "month" else text
            if not any(c.isupper() for c in name):
                return None
            word = tokens[-1]
            if found.rule == "month" and re.match(r"\s+of\s+the\b", text_of(parse.doc)[found.end : found.end + 9]):
                return None  # "the March of the Mothers"
            if found.rule == "month" and word.lower_ in AMBIGUOUS_MONTHS:
                if word.pos_ in ("AUX", "VERB", "ADJ") or word.ent_type_ in ("PERSON", "ORG"):
                    return None
                if word.nbor(1).pos_ == "PROPN" and word.i + 1 < len(parse.doc) and word.dep_ == "compound":
                    return None  # "May Smith"
                if word.i and word.nbor(-1).pos_ == "PROPN" and word.nbor(-1).dep_ == "compound":
                    return None  # "Theresa May"
        case "year":
            return found if _is_year(parse, found) else None
        case "short_year" | "decade":
            if found.rule == "short_year" and first.i and parse.text[found.start - 1 : found.start].isalpha():
                return None
        case "rate":
            return _rate(parse, found)
        case "season":
            return found if tokens[-1].pos_ != "VERB" else None
        case "lasting" | "the_months":
            return _lasting(parse, found)
        case "bare":
            return found if _is_bare_duration(parse, found) else None
        case "clock_words":
            rest = text.lower()
            if not re.search(r"o['’]clock|in the|night", rest):
                return None
        case "noon":
            if first.i and first.nbor(-1).lower_ in ("high",):
                return None
        case "reference":
            return _reference(parse, found)
        case "set_word":
            if first.ent_type_ in ("ORG", "WORK_OF_ART") and text[0].isupper():
                return None
        case "day_word":
            if first.tag_ == "NNP" and first.i and first.nbor(-1).tag_ == "NNP":
                return None  # a programme or a paper called Today
        case "holiday":
            if not text[0].isupper():
                return None
    return found


def _is_year(parse: Parse, found: Found) -> bool:
    """Four digits are a year unless they count, pay, number or name something."""
    doc = parse.doc
    tokens = doc.char_span(found.start, found.end, alignment_mode="expand")
    if tokens is None or not tokens[0].text.rpartition("-")[2][:4].isdigit():
        return False  # "1998" and "mid-1998"
    token = tokens[0]
    if found.end < len(text_of(doc)) and re.match(r"[-–][a-z]", text_of(doc)[found.end : found.end + 2], re.I):
        return False  # "2000-strong"
    before = token.nbor(-1) if token.i else None
    after = token.nbor(1) if token.i + 1 < len(doc) else None
    if before is not None and before.lower_ in lex()["not_years"]:
        return False
    if after is not None:
        if after.lower_ in lex()["counted"] or after.lower_ in lex()["no_year"]:
            return False
        plain = before is None or before.pos_ not in ("DET", "PRON", "ADP")
        if token.dep_ == "nummod" and after.tag_ == "NNS" and plain and token.head.i == after.i:
            return False  # "1500 rifles"
        if token.dep_ == "nummod" and after.pos_ == "ADJ" and token.head.tag_ == "NNS":
            return False
    year = int(token.text.rpartition("-")[2][:4])
    known = parse.report.published
    if known and year > int(known[:4]) + 60:
        return False
    return year >= 1700 or (before is not None and before.lower_ in ("in", "since", "until", "from", "of"))


def _rate(parse: Parse, found: Found) -> Found | None:
    """ "$2 million a year" repeats; "lasted a week" lasts; "such a day" is no time at all."""
    doc = parse.doc
    tokens = doc.char_span(found.start, found.end, alignment_mode="expand")
    assert tokens is not None
    if tokens[0].lower_ == "per":
        return found
    before = tokens[0].nbor(-1) if tokens[0].i else None
    unit = tokens[-1]
    if before is not None and (before.pos_ in ("NOUN", "NUM", "SYM") or before.lower_ in ("%", "times", "percent")):
        return found
    governed = unit.dep_ in ("npadvmod", "dobj") or (unit.dep_ == "pobj" and unit.head.lower_ in lex()["lasting"])
    if governed or (before is not None and before.lower_ in lex()["lasting"]):
        assert isinstance(found.meaning, Fixed)
        return replace(found, meaning=Fixed("DURATION", found.meaning.value))
    return None


def _lasting(parse: Parse, found: Found) -> Found | None:
    """A number of units lasts, unless it is an age ("aged 12 years", "12 years old", "12-year-old")."""
    text = text_of(parse.doc)
    if text[found.start : found.end].lower() == "one day" and _planned(parse, found):
        return replace(found, meaning=Fixed("DATE", "FUTURE_REF"))
    if re.match(r"[\s-]*(?:olds?)\b", text[found.end : found.end + 8], re.I):
        return None
    if re.search(r"\baged?\s+$", text[max(0, found.start - 6) : found.start], re.I):
        return None
    if text[found.end : found.end + 1] == "-" and re.match(r"-(?:ago|earlier)", text[found.end : found.end + 9]):
        return None
    return found


def _planned(parse: Parse, found: Found) -> bool:
    """Whether the verb above the find is one of what will or may be."""
    tokens = parse.doc.char_span(found.start, found.end, alignment_mode="expand")
    helpers = {c.lower_ for c in tokens.root.head.children if c.dep_ == "aux"} if tokens is not None else set()
    return bool(helpers & {"will", "would", "may", "might", "could", "'ll", "’ll", "can"})


def _is_bare_duration(parse: Parse, found: Found) -> bool:
    """ "for weeks", "years of war", "months before": but not "in his days" or "office hours"."""
    tokens = parse.doc.char_span(found.start, found.end, alignment_mode="expand")
    assert tokens is not None
    first, root = tokens[0], tokens[-1]
    if re.match(r"\s+(?:old|olds|later|earlier)\b", text_of(parse.doc)[found.end : found.end + 9]):
        return False
    before = first.nbor(-1) if first.i else None
    if root.lower_ in ("hours", "days") and (before is None or before.lower_ not in lex()["bare_after"]):
        return root.lower_ == "days" and found.start < root.idx
    return root.dep_ != "compound" and not any(c.dep_ in ("poss", "compound") for c in root.children)


def _reference(parse: Parse, found: Found) -> Found | None:
    tokens = parse.doc.char_span(found.start, found.end, alignment_mode="expand")
    assert tokens is not None
    first, last = tokens[0], tokens[-1]
    low = tokens.text.lower()
    if low == "soon" and any(t.lower_ == "as" for t in parse.doc[max(0, first.i - 1) : first.i + 2]):
        return None
    if low in ("some day", "someday"):
        return found if _planned(parse, found) else None
    argument = last.dep_ in ("pobj", "nsubj", "dobj", "attr", "conj", "poss")
    if low in ("the past", "the future", "the recent past") and not argument:
        return None  # "the past president"
    if low == "now" and (last.dep_ in ("intj",) or last.ent_type_ == "ORG"):
        return None
    if low == "current" and first.pos_ != "ADJ":
        return None
    if low == "soon" and direction(tokens) < 0:
        return None  # "soon released"
    return found
