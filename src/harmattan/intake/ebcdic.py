"""UTF-8 that was read with an EBCDIC page: there nothing stays readable, not even the spaces."""

from __future__ import annotations

from harmattan.intake.codepages import EBCDIC
from harmattan.intake.edits import Edit

_SPACES = tuple(dict.fromkeys(b" ".decode(page) for page in EBCDIC))  # what a space becomes
_SAMPLE = 2000
_READABLE = 0.9  # of the mended characters, letters, spaces and common punctuation


def suspicious(text: str) -> bool:
    """Whether what a space would have become is common in ``text``, and spaces are not."""
    sample = text[:_SAMPLE]
    return len(sample) > 20 and max(sample.count(c) for c in _SPACES) > max(len(sample) / 20, sample.count(" "))


def find(text: str) -> list[Edit]:
    """One edit over the whole text, or none where no page makes it readable."""
    best: tuple[float, str] | None = None
    for page in EBCDIC:
        try:
            mended = text.encode(page).decode("utf-8")
        except UnicodeError:
            continue
        share = sum(c.isalnum() or c in " \n\r\t.,;:!?'\"()-“”‘’" for c in mended) / len(mended)
        if best is None or share > best[0]:
            best = share, mended
    return [(0, len(text), best[1])] if best and best[0] >= _READABLE else []
