"""Which spans lie in which, without trying all with all: what a long report needs so that its cost stays linear."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Generic, TypeVar

from harmattan.model import Span

T = TypeVar("T")

STRETCH = 512  # characters; spans are filed under every stretch of the text that they touch


class Contained(Generic[T]):
    """Items by where they stand, to find those within a span."""

    def __init__(self, items: Iterable[tuple[T, Span]]) -> None:
        self._items: list[T] = []
        self._at: dict[str, list[tuple[int, int, int]]] = {"text": [], "title": []}  # (start, end, number)
        for n, (item, span) in enumerate(items):
            self._items.append(item)
            self._at[span.place].append((span.start, span.end, n))
        for found in self._at.values():
            found.sort()

    def within(self, *spans: Span) -> list[T]:
        """Items that lie in one of the spans, in the order in which they were given."""
        found: set[int] = set()
        for span in spans:
            at = self._at[span.place]
            first, last = bisect_left(at, (span.start,)), bisect_right(at, (span.end, span.end, len(self._items)))
            found.update(n for _, end, n in at[first:last] if end <= span.end)
        return [self._items[n] for n in sorted(found)]


class Containing(Generic[T]):
    """Items by the stretches of text they cover, to find those around a span."""

    def __init__(self, items: Iterable[tuple[T, Span]]) -> None:
        self._items: list[T] = []
        self._touching: dict[tuple[str, int], list[tuple[int, Span]]] = {}
        for n, (item, span) in enumerate(items):
            self._items.append(item)
            for stretch in range(span.start // STRETCH, span.end // STRETCH + 1):
                self._touching.setdefault((span.place, stretch), []).append((n, span))

    def around(self, span: Span) -> list[T]:
        """Items that a span lies in, in the order in which they were given, each once."""
        near = self._touching.get((span.place, span.start // STRETCH), [])
        return list(dict.fromkeys(self._items[n] for n, wider in near if wider.covers(span)))
