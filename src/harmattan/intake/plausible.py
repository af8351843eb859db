"""How odd a string looks as writing: the sum of what is odd about its characters and neighbours.

Nothing in here knows about code pages. Correct text of any language scores near nothing; text decoded with the wrong
page mixes scripts inside words, puts currency and box-drawing signs beside letters, capitals after small letters,
vowel signs on nothing. Figures are costs; what matters is the difference between a stretch and its repair
(`harmattan.intake.mojibake`), and their sizes were set on correct text in some eighty languages.
"""

from __future__ import annotations

import unicodedata
from functools import cache

# kinds: lower and upper letters carry their script; see `kind`
_OPENING = "“‘«‹„‚¿¡‟‛"
_CLOSING = "”»›"
_BESIDE_WORDS = "©®™°ºª¹²³µ№"
_NEUTRAL = "…–—‑‐―·’′″‰§•¶†‡⁄ʼ"
_BICAMERAL = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN")
_SPACED = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "BOPOMOFO", "IDEOGRAPHIC", "HALFWIDTH"))

# Blocks that news is written in, with the oddity of one of their characters. Anything else costs 2.
_COMMON: tuple[tuple[int, int, float], ...] = (
    (0x00, 0xA7, 0), (0xA8, 0xA8, 0.8), (0xA9, 0xAE, 0), (0xAF, 0xAF, 0.8), (0xB0, 0xB3, 0), (0xB4, 0xB4, 0.8),
    (0xB5, 0xB7, 0), (0xB8, 0xB8, 0.8), (0xB9, 0x17F, 0), (0x18F, 0x18F, 0.5), (0x192, 0x192, 0.5),
    (0x1A0, 0x1A1, 0), (0x1AF, 0x1B0, 0), (0x1CD, 0x1DC, 0.5), (0x1E6, 0x1E7, 0.5), (0x218, 0x21B, 0),
    (0x253, 0x25B, 1), (0x2BB, 0x2BC, 0), (0x2C6, 0x2C7, 1), (0x2D8, 0x2DD, 1), (0x300, 0x304, 0.5),
    (0x306, 0x30C, 0.5), (0x323, 0x323, 0.5), (0x384, 0x3CE, 0), (0x400, 0x45F, 0), (0x490, 0x491, 0),
    (0x492, 0x4FF, 0.7), (0x531, 0x587, 0.7), (0x5B0, 0x5C7, 0.5), (0x5D0, 0x5F4, 0), (0x60C, 0x60C, 0),
    (0x61B, 0x61F, 0), (0x621, 0x652, 0), (0x660, 0x66C, 0), (0x670, 0x6D5, 0), (0x6F0, 0x6F9, 0),
    (0x901, 0x97F, 0), (0x981, 0xDF4, 0), (0xE01, 0xE5B, 0), (0xE81, 0xEDF, 0.5), (0xF00, 0xFDA, 0.7),
    (0x1000, 0x109F, 0), (0x10D0, 0x10FF, 0), (0x1100, 0x11FF, 0.7), (0x1200, 0x137F, 0), (0x1780, 0x17F9, 0),
    (0x1E00, 0x1EFF, 0), (0x1F00, 0x1FFF, 0.5), (0x200B, 0x200F, 0.3), (0x2010, 0x2012, 0.2), (0x2013, 0x2014, 0),
    (0x2015, 0x2017, 0.5), (0x2018, 0x201A, 0), (0x201B, 0x201B, 0.7), (0x201C, 0x201E, 0), (0x201F, 0x201F, 0.7),
    (0x2020, 0x2022, 0), (0x2023, 0x2025, 0.7), (0x2026, 0x2026, 0), (0x2027, 0x2027, 0.7), (0x202F, 0x202F, 0.2),
    (0x2030, 0x2030, 0.2), (0x2032, 0x2033, 0.2), (0x2034, 0x2038, 0.7), (0x2039, 0x203A, 0),
    (0x203B, 0x203E, 0.7), (0x2044, 0x2044, 0.3), (0x2060, 0x2060, 0.5), (0x2070, 0x209C, 0.3),
    (0x20A0, 0x20C0, 0), (0x2113, 0x2126, 0.3), (0x2150, 0x215F, 0.3), (0x2190, 0x21FF, 0.3),
    (0x2200, 0x22FF, 0.3), (0x2500, 0x25FF, 0.3), (0x2600, 0x27BF, 0.3), (0x2B00, 0x2BFF, 0.5),
    (0x3000, 0x30FF, 0), (0x3100, 0x312F, 0.5), (0x4E00, 0x9FFF, 0), (0xAC00, 0xD7A3, 0), (0xFE0E, 0xFE0F, 0),
    (0xFEFF, 0xFEFF, 0.3), (0xFF01, 0xFF5E, 0), (0xFF5F, 0xFFEE, 0.5), (0x1F1E6, 0x1F1FF, 0),
    (0x1F300, 0x1FAFF, 0),
)  # fmt: skip


def oddity(text: str) -> float:
    """The sum of costs over ``text``'s characters and neighbouring pairs."""
    if text.isascii():
        return 0.0
    total = 0.0
    last = " "
    for char in text:
        if char >= "\x80":
            total += strangeness(char)
        if char >= "\x80" or last >= "\x80":
            total += beside(last, char)
        last = char
    return total + (beside(last, " ") if last >= "\x80" else 0.0)


@cache
def strangeness(char: str) -> float:
    """How rare a character is, whatever stands beside it."""
    code = ord(char)
    if 0x80 <= code < 0xA0 or code == 0xFFFD:
        return 3.0
    if unicodedata.category(char) in ("Cn", "Co", "Cs"):
        return 20.0
    return next((cost for low, high, cost in _COMMON if low <= code <= high), 2.0)


@cache
def kind(char: str) -> tuple[str, str]:
    """What a character is, as (class, script); the script matters for letters and marks only."""
    if char in _OPENING:
        return "open", ""
    if char in _CLOSING:
        return "close", ""
    if char in _NEUTRAL:
        return "neutral", ""
    if char in _BESIDE_WORDS:
        return "beside", ""
    category = unicodedata.category(char)
    script = unicodedata.name(char, "NONE").split()[0].partition("-")[0]
    if category in ("Lu", "Lt"):
        return "upper", script
    if category == "Ll":
        return "lower", script
    if category in ("Lo", "Lm"):
        return "letter", script
    if category in ("Mn", "Mc", "Me"):
        return "mark", script
    if category == "Sc":
        return ("currency" if char >= "\x80" else "punctuation"), ""
    if char >= "\x80" and (category in ("So", "Sm", "Sk", "No", "Cc", "Cn", "Co") or char in "¦¬¨"):
        return ("emoji" if ord(char) >= 0x2600 else "symbol"), script if script == "BOX" else ""
    if category[0] == "Z" or category == "Cc":
        return "space", ""
    if category == "Nd":
        return "digit", ""
    if category == "Cf":
        return "format", ""
    return "punctuation", ""


_LETTERS = frozenset(("upper", "lower", "letter"))


@cache
def beside(a: str, b: str) -> float:
    """The cost of two neighbours of which at least one is not ASCII."""
    (ka, sa), (kb, sb) = kind(a), kind(b)
    if kb == "mark":
        return _mark(ka, sa, b, sb)
    if a in "เแโใไ" and sb != "THAI":
        return 2.0
    first, second = ka in _LETTERS or ka == "mark", kb in _LETTERS
    if first and second:
        crowd = 0.3 if a >= "\x80" and b >= "\x80" and ka == "upper" and sa == sb == "LATIN" else 0.0
        return _letters(ka, sa, kb, sb) + crowd
    if first:
        return _after_letter(kb, b, sa)
    if second:
        return _before_letter(ka, a, b, sb)
    if ka == kb == "symbol":
        return 0.0 if sa == sb == "BOX" or a == b else 1.0
    if "symbol" in (ka, kb) and "space" not in (ka, kb):
        return 0.5
    if "currency" in (ka, kb) and not {ka, kb} & {"space", "digit", "punctuation"}:
        return 0.7
    if (ka == "open" and kb in ("space", "close")) or (ka == "space" and kb == "close"):
        return 0.3
    return 0.0


def _letters(ka: str, sa: str, kb: str, sb: str) -> float:
    if sa != sb:
        if {sa, sb} & _SPACED or "MODIFIER" in (sa, sb):
            return 0.0
        if {sa, sb} == {"LATIN", "GREEK"}:
            return 1.0
        return 2.0
    if sa not in _BICAMERAL:
        return 0.0
    return 1.0 if (ka, kb) == ("lower", "upper") else 0.0


def _after_letter(kb: str, b: str, script: str) -> float:
    if script in _SPACED:
        return 0.0
    if kb == "open":
        return 0.7 if b in "“‘«‹" else 2.0
    return {"symbol": 2.0, "currency": 1.5, "beside": 1.3 if b == "©" else 0.3}.get(kb, 0.0)


def _before_letter(ka: str, a: str, b: str, script: str) -> float:
    if script in _SPACED:
        return 0.0
    if ka == "close":
        return 0.8
    if ka == "beside":
        return 0.0 if b in "CFK" or a in "№µ" else 0.7
    if a in "…•§¶†‡‰":
        return 0.7
    return {"symbol": 2.0, "currency": 1.2, "digit": 0.0}.get(ka, 0.0)


def _mark(ka: str, sa: str, b: str, sb: str) -> float:
    if sb in ("COMBINING", "VARIATION", "ZERO"):
        return 0.0 if ka in _LETTERS or ka in ("mark", "emoji", "symbol", "digit", "format") else 1.0
    return 0.0 if sa == sb or ka == "format" else 3.0
