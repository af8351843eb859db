"""How names are compared: without case, accents, hyphens, apostrophes and full stops."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d",
        "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ə": "a", "Ə": "a", "ħ": "h", "Ħ": "h",
        "-": " ", "–": " ", "—": " ", "‐": " ", "‑": " ", "/": " ", ",": " ",
    }
)  # fmt: skip
_DROPPED = re.compile(r"[^\w\s]|_")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def fold(name: str) -> str:
    """The key under which the gazetteer holds a name: ``Saint-Étienne``, ``St. Etienne`` → ``saint etienne``."""
    plain = name.translate(_LETTERS)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
    words = _DROPPED.sub("", plain).lower().split()
    if words and words[0] in _SHORT and len(words) > 1:
        words[0] = _SHORT[words[0]]
    return " ".join(words)


def is_latin(name: str) -> bool:
    """Whether all letters are Latin ones."""
    return name.isascii() or all(not c.isalpha() or ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 for c in name)
