"""Captions and credits of pictures: they say whose picture stands there, tell no event and date nothing."""

from __future__ import annotations

import re
from functools import cache

from harmattan.knowledge import lexicon
from harmattan.reading.quantities.numbers import any_of
from harmattan.reading.syntax import Parse

LONGEST = 30  # tokens of a credit


def is_caption(parse: Parse, sentence: int) -> bool:
    """Whether a sentence says whose picture stands there.

    By a credit anywhere in a short one ("Image by A. Traore, CC BY"), or by a word for a picture with which a line in
    brackets or without a full stop begins ("[Screen shot from an interview]").
    """
    span = parse.sentences[sentence]
    if len(span) > LONGEST:
        return False
    text = span.text.strip()
    if _credits().search(text):
        return True
    alone = text[:1] in "[(" or (
        text[-1:] not in '.!?”"' and (span.start == 0 or "\n" in parse.doc[span.start - 1].text)
    )
    return alone and _openings().match(text) is not None


def captions(parse: Parse) -> list[int]:
    """The tokens of all captions."""
    return [t.i for n, span in enumerate(parse.sentences) if is_caption(parse, n) for t in span]


@cache
def _credits() -> re.Pattern[str]:
    return re.compile(any_of(lexicon("captions")["credits"]), re.I)


@cache
def _openings() -> re.Pattern[str]:
    return re.compile(rf"[\[(]?\s*(?:{any_of(lexicon('captions')['openings'])})\b", re.I)
