"""Which actor or place stands at which token: the look-up that claims, events and quantities share."""

from __future__ import annotations

from collections.abc import Iterable

from harmattan.model import Span
from harmattan.reading.syntax import Parse


class Mentions:
    """Ids by token, from (id, span) pairs; of nested mentions the shortest one holds its tokens.

    ``by_head`` maps the syntactic head of each mention to its id: the place to look from the grammar ("who is the
    subject of this verb?"). ``by_token`` maps every token of a mention: the place to look from a character offset.
    """

    def __init__(self, parse: Parse, mentions: Iterable[tuple[str, Span]]) -> None:
        self.by_head: dict[int, str] = {}
        self.by_token: dict[int, str] = {}
        self.spans: list[tuple[int, int, str]] = []
        longest_first = sorted(mentions, key=lambda m: (m[1].start - m[1].end, m[1].order))
        for id, span in longest_first:
            tokens = parse.tokens(span)
            self.by_head[tokens.root.i] = id
            self.by_token.update(dict.fromkeys(range(tokens.start, tokens.end), id))
            self.spans.append((tokens.start, tokens.end, id))

    def within(self, start: int, end: int) -> list[str]:
        """Ids of the mentions that lie within tokens ``[start, end)``, in reading order, each once."""
        found = sorted((s, id) for s, e, id in self.spans if start <= s and e <= end)
        return list(dict.fromkeys(id for _, id in found))
