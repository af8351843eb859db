"""Damaged text mended, every repair recorded; undamaged text comes back untouched, byte for byte.

In this order: characters that are no text, HTML entities, mis-decoded UTF-8 (`harmattan.intake.mojibake`), invisible
characters inside words, quotation marks on the wrong side, sentences glued together, lost apostrophes. Each step first
asks one cheap question of the whole text, so clean text costs little. What is repaired, and what on purpose is not, is
in `docs/intake.md`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from harmattan.intake import ebcdic, mojibake
from harmattan.intake.edits import Edit, Mended
from harmattan.intake.punctuation import apostrophe_side, glued, lost_apostrophes, quote_side
from harmattan.model import Repair

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufff9-\ufffb]+")
_ENTITY = re.compile(r"(?<![`\"'“‘])&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});(?![`\"'”’])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LETTER = "[A-Za-z\u00c0-\u024f]"
_INVISIBLE = re.compile(f"(?<={_LETTER})[\u00ad\u200b\u200c\u200d\u2060]+(?={_LETTER})")
_ENTITY_ROUNDS = 3  # &amp;amp;#8217;


def repair(text: str, language: str = "en") -> tuple[str, tuple[Repair, ...]]:
    """The mended text, and what was changed: replayed backwards the repairs give ``text`` exactly.

    ``language`` chooses the data (`knowledge/data/<language>/repair.yaml`) for what depends on how words are written.
    """
    mended = Mended(text)
    if ebcdic.suspicious(text):
        mended.apply(ebcdic.find(text))
    mended.apply([(m.start(), m.end(), "") for m in _CONTROL.finditer(mended.text)])
    if "&" in mended.text and not _TAG.search(mended.text):
        _rounds(mended, _entities, _ENTITY_ROUNDS)
    if not mended.text.isascii():
        damaged = _rounds(mended, mojibake.find, mojibake.ROUNDS)
        if any(c in mended.text for c in "\u00ad\u200b\u200c\u200d\u2060"):
            mended.apply([(m.start(), m.end(), "") for m in _INVISIBLE.finditer(mended.text)])
        mended.apply(apostrophe_side(mended.text))
        if damaged:
            mended.apply(quote_side(mended.text))
    mended.apply(glued(mended.text, language))
    mended.apply(lost_apostrophes(mended.text, language))
    return mended.text, tuple(mended.repairs)


def _rounds(mended: Mended, find: Callable[[str], list[Edit]], most: int) -> bool:
    changed = False
    for _ in range(most):
        if not mended.apply(find(mended.text)):
            break
        changed = True
    return changed


def _entities(text: str) -> list[Edit]:
    """HTML entities in plain text; those that are quoted are being talked about and stay."""
    edits: list[Edit] = []
    for m in _ENTITY.finditer(text):
        char = html.unescape(m.group())
        if char != m.group() and not _CONTROL.match(char) and char not in ("<", ">"):
            edits.append((m.start(), m.end(), char))
    return edits
