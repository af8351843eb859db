"""Cuts a parsed report into windows of whole sentences, as many word pieces as the encoder takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harmattan.reading.syntax import Parse, text_of

LONGEST = 254  # word pieces, without the marks at both ends
START, END = 101, 102  # the model's marks


@dataclass(frozen=True, slots=True)
class Window:
    """Word pieces with the marks at both ends; for each word its token in the document and its first piece."""

    pieces: list[int]
    tokens: list[int]
    first: list[int]


def windows(parse: Parse, tokenizer: Any) -> Iterator[Window]:
    """The windows of a report in order. Words beyond `LONGEST` pieces of one sentence are left out."""
    text = text_of(parse.doc)
    pieces: list[int] = []
    tokens: list[int] = []
    first: list[int] = []
    for sentence in parse.sentences:
        words = [t for t in sentence if not t.is_space]
        if not words:
            continue
        begin, end = words[0].idx, words[-1].idx + len(words[-1])
        found = tokenizer.encode(text[begin:end], add_special_tokens=False)
        ids, offsets = found.ids[:LONGEST], found.offsets[:LONGEST]
        if pieces and len(pieces) + len(ids) > LONGEST:
            yield Window([START, *pieces, END], tokens, first)
            pieces, tokens, first = [], [], []
        at = 0
        for token in words:
            start = token.idx - begin
            while at < len(offsets) and offsets[at][1] <= start:
                at += 1
            if at >= len(offsets):
                break
            tokens.append(token.i)
            first.append(1 + len(pieces) + (at if offsets[at][0] < start + len(token) else max(0, at - 1)))
        pieces = pieces + ids
    if pieces:
        yield Window([START, *pieces, END], tokens, first)
