"""Quoted stretches of a report: where direct speech, and where a quoted word or phrase, begins and ends.

News as it arrives has marks of every kind (straight, curly, French, doubled single ones), marks on the wrong side, and
marks that are missing. So within a paragraph the marks are paired by turn, and the side a mark leans to only decides
where their number is odd. A quotation that runs over several paragraphs opens anew in each and closes in the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from harmattan.reading.syntax import Parse, is_wrapped

DOUBLE = '"“”„«»‟＂'
OPENING = "“„«‟"
MARK = re.compile(r"[\"“”„«»‟＂]|``|''|(?<![\w.,!?])['‘](?=\w)|(?<=[\w.,!?…])['’](?!\w)")
BLANK = re.compile(r"\n[^\S\n]*\n\s*")
ENDS = ".,!?…;—-:"
LONG = 9  # tokens from which a stretch without a closing point is a sentence of speech, when it has a finite verb


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens ``[start, end)``, marks included. ``speech``: whole words of a speaker, not a quoted phrase.

    ``opened`` and ``closed`` say whether the mark is there; ``paragraph`` numbers the paragraph it lies in;
    ``carried`` marks the continuation of a quotation left open at the end of the paragraph before, ``alone`` one that
    is all of its paragraph.
    """

    start: int
    end: int
    speech: bool
    opened: bool
    closed: bool
    paragraph: int
    carried: bool = False
    alone: bool = False


def find_paragraphs(parse: Parse) -> list[tuple[int, int]]:
    """Character ranges of the paragraphs of the parsed document, blank space left aside."""
    text = parse.text
    line = BLANK if is_wrapped(parse.report.text) else re.compile(r"\s*\n\s*")
    found: list[tuple[int, int]] = []
    at = 0
    for gap in [*line.finditer(text), None]:
        end = gap.start() if gap else len(text)
        piece = text[at:end]
        if piece.strip():
            start = at + len(piece) - len(piece.lstrip())
            found.append((start, start + len(piece.strip())))
        at = gap.end() if gap else end
    return found


def find_quotations(parse: Parse) -> list[Quotation]:
    """All quotations in reading order; none overlaps another (a quotation inside a quotation belongs to it)."""
    found: list[Quotation] = []
    text = parse.text
    left_open = False
    for number, (start, end) in enumerate(find_paragraphs(parse)):
        marks = _outer_marks(text, start, end)
        carried = left_open and bool(marks) and marks[0][0] == start
        left_open = False
        for a, b, opened, closed in _pairs(text, start, end, marks):
            tokens = parse.doc.char_span(a, b, alignment_mode="expand")
            if tokens is None or not len(tokens):
                continue
            here = carried and a == start
            speech = _is_speech(parse, tokens.start, tokens.end, a, b)
            found.append(
                Quotation(tokens.start, tokens.end, speech, opened, closed, number, here, a == start and b >= end - 1)
            )
            left_open = not closed
    return found


def _outer_marks(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """(start, end, lean) of the marks that count; single marks only where no double ones are."""
    marks = [(m.start(), m.end()) for m in MARK.finditer(text, start, end)]
    double = [(a, b) for a, b in marks if text[a] in DOUBLE or b - a == 2]
    if not double:
        double = list(_single_pairs(text, marks))
    return [(a, b, _lean(text, a, b, start, end)) for a, b in double]


def _single_pairs(text: str, marks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Single marks that surely enclose something: opening before a word, closing after punctuation or a word."""
    opener: tuple[int, int] | None = None
    for n, (a, b) in enumerate(marks):
        before = text[a - 1] if a else " "
        opens = text[a] in "'‘" and not before.isalnum() and before not in ".,!?…"
        if opener is None:
            opener = (a, b) if opens and not re.match(r"\d\ds?\b|em\b|til\b|cause\b", text[b:]) else None
            continue
        possessive = before == "s" and any(not text[x - 1].isspace() for x, _ in marks[n + 1 :])
        if not opens and not possessive:
            yield opener
            yield (a, b)
            opener = None


def _lean(text: str, a: int, b: int, start: int, end: int) -> str:
    """``(`` for a mark that opens by its surroundings, ``)`` for one that closes, ``?`` when they do not say."""
    before = a == start or text[a - 1].isspace() or text[a - 1] in "([—–-/"
    after = b == end or text[b].isspace() or text[b] in ".,;:!?)]—–-"
    if before != after:
        return "(" if before else ")"
    return "(" if text[a] in OPENING else "?"


def _pairs(text: str, start: int, end: int, marks: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, bool, bool]]:
    """(start, end, opened, closed) of each quoted stretch of a paragraph."""
    odd = len(marks) % 2 == 1
    n = 0
    floor = start
    while n < len(marks):
        a, b, lean = marks[n]
        follower = marks[n + 1] if n + 1 < len(marks) else None
        if odd and lean == ")" and (follower is None or follower[2] == "("):
            # A closing mark that nothing opened: the speech began with its sentence.
            yield max(floor, _sentence_start(text, floor, a)), b, False, True
            odd, floor, n = False, b, n + 1
        elif follower is None:
            yield a, end, True, False
            n += 1
        elif odd and follower[2] == "(" and lean == "(":
            # An opening mark that nothing closed: the speech ends with the sentence before the next opening.
            yield a, len(text[: follower[0]].rstrip()), True, False
            odd, n = False, n + 1
        else:
            yield a, follower[1], True, True
            floor, n = follower[1], n + 2


def _sentence_start(text: str, floor: int, at: int) -> int:
    ends = list(re.finditer(r"[.!?…][”\"')]?\s+(?=[A-Z“\"])", text[floor : max(floor, at - 1)]))
    return floor + ends[-1].end() if ends else floor + len(text[floor:at]) - len(text[floor:at].lstrip())


def _is_speech(parse: Parse, first: int, last: int, a: int, b: int) -> bool:
    """Whether a stretch is somebody's sentence rather than a quoted word, phrase or title."""
    inner = parse.text[a:b].strip("\"“”„«»‟＂'‘’` \n")
    if not inner:
        return False
    words = [t for t in parse.doc[first:last] if t.is_alpha or t.like_num]
    finite = any(t.tag_ in ("VBD", "VBP", "VBZ", "MD", "VB") for t in words)
    follows = parse.text[b : b + 1]
    pointed = inner[-1] in ENDS or follows in (".", "!", "?", ",")
    starts = inner[0].isupper() or inner[0] in "…[("
    if starts and pointed and (finite or len(words) >= 2):
        return True
    return (finite and starts and len(words) >= LONG // 2) or (finite and len(words) >= LONG and inner[-1] in ENDS)
