"""A text under repair: edits are applied in turn, and what stood there before is kept."""

from __future__ import annotations

from collections.abc import Iterable

from harmattan.model import Repair

Edit = tuple[int, int, str]  # replace [start, end) of the current text by a string


class Mended:
    """The current ``text`` with its ``repairs``: replayed backwards they give the original exactly."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.repairs: list[Repair] = []

    def apply(self, edits: Iterable[Edit]) -> bool:
        """Apply edits that are in order and do not overlap; returns whether there were any.

        Edits that touch an earlier repair are merged with it into one.
        """
        todo = list(edits)
        if not todo:
            return False
        out: list[str] = []
        repairs: list[Repair] = []
        copied = length = 0  # characters of the old text passed, characters of the new text made
        for first, last, inside, earlier in self._groups(todo):
            was = _before(self.text, first, last, earlier)
            new = _after(self.text, first, last, inside)
            out += self.text[copied:first], new
            length += first - copied
            if was != new:
                repairs.append(Repair(length, length + len(new), was))
            length += len(new)
            copied = last
        out.append(self.text[copied:])
        self.text, self.repairs = "".join(out), repairs
        return True

    def _groups(self, edits: list[Edit]) -> Iterable[tuple[int, int, list[Edit], list[Repair]]]:
        """Edits and earlier repairs in order, those that touch one another together."""
        items = sorted(
            [(s, e, 1, (s, e, n)) for s, e, n in edits] + [(r.start, r.end, 0, r) for r in self.repairs],
            key=lambda item: item[:3],
        )
        group: tuple[int, int, list[Edit], list[Repair]] | None = None
        for start, end, _, item in items:
            if group is None or start > group[1]:
                if group:
                    yield group
                group = (start, end, [], [])
            group = (group[0], max(group[1], end), group[2], group[3])
            if isinstance(item, Repair):
                group[3].append(item)
            else:
                group[2].append(item)
        if group:
            yield group


def undo(text: str, repairs: Iterable[Repair]) -> str:
    """The text as it was before ``repairs``."""
    for r in reversed(list(repairs)):
        text = text[: r.start] + r.was + text[r.end :]
    return text


def _after(text: str, first: int, last: int, edits: list[Edit]) -> str:
    out: list[str] = []
    at = first
    for start, end, new in edits:
        out += text[at:start], new
        at = end
    return "".join(out) + text[at:last]


def _before(text: str, first: int, last: int, repairs: list[Repair]) -> str:
    return _after(text, first, last, [(r.start, r.end, r.was) for r in repairs])
