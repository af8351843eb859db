"""Repairs that follow from how English is written: quotation marks, sentence ends, apostrophes."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Any

from harmattan.intake.edits import Edit
from harmattan.knowledge.lexicon import lexicon

_L = "[^\\W\\d_]"

# ‘ for ’ where it can only be an apostrophe. Elsewhere ‘ between letters may be right: Hawai‘i, O‘zbekiston, Sana‘a,
# T‘ang.
_SIDE = re.compile(
    rf"(?<={_L})‘(?=(?:s|re|ve|ll)\b)|(?<=[A-Za-z]n)‘(?=t\b)|(?<=\bI)‘(?=[md]\b)"
    r"|(?:(?<=\byou)|(?<=\bhe)|(?<=\bshe)|(?<=\bit)|(?<=\bwe)|(?<=\bthey)|(?<=\bwho))‘(?=d\b)"
    r"|(?:(?<=\b[dljmnDLJMN])|(?<=\b[Qq]u))‘(?=[aeiouhâàäéèêëîïôöûüœæÀÂÉÈÊÎÔŒAEIOUH][^\W\d_])"
    r"|(?<=\bO)‘(?=[A-Z][a-z])"
)

_OTHER_QUOTES = re.compile('["„«»‚‹›‟]')
_QUOTES = re.compile("[“”]")

_GLUED = re.compile(
    rf"""(?<!\S)[(\["'“‘]*(?:{_L}+['’\-])*({_L}+)(?P<end>[.!?][”’)\]]?)(?P<open>[“‘]?)([A-Z][a-z]*)(?=(?:['’][a-z]+)?,?\s)"""
)
_GLUE = re.compile(r"[.!?](?:[A-Z]|[”’)\]“‘]{1,2}[A-Z])")
_AFTER_STARTER = re.compile(
    r"\s+(?:the|a|an|this|that|these|those|his|her|their|its|our|was|is|has|had|will|would|may|addition|response|total|all)\b"
)

_APOSTROPHE = re.compile(rf"{_L}['’‘]{_L}|s['’](?=\s)")
_LEAST_WORDS = 100  # a shorter text may well have no apostrophe


def apostrophe_side(text: str) -> list[Edit]:
    """``Mali‘s`` → ``Mali’s``, ``d‘état`` → ``d’état``, where the mark can be nothing else."""
    if "‘" not in text:
        return []
    return [(m.start(), m.end(), "’") for m in _SIDE.finditer(text)]


def quote_side(text: str) -> list[Edit]:
    """``Faso.” The people …,” he says`` → ``Faso. “The people …,” he says``.

    Only in a paragraph where a closing mark closes nothing and the next mark closes too: the first must open.
    """
    edits: list[Edit] = []
    start = 0
    open_before = False  # a quotation that the paragraph before left open
    for line in text.splitlines(keepends=True):
        marks = list(_QUOTES.finditer(line))
        inside = open_before
        if not _OTHER_QUOTES.search(line):
            for m, after in pairwise([*marks, None]):
                assert m is not None
                if m.group() == "“":
                    inside = True
                elif inside:
                    inside = False
                elif after and after.group() == "”" and re.search(r"[.!?]” [A-Z]", line[m.start() - 1 : m.end() + 2]):
                    edits.append((start + m.start(), start + m.start() + 2, " “"))
                    inside = True
        open_before = bool(marks) and marks[-1].group() == "“"
        start += len(line)
    return edits


def glued(text: str, language: str = "en") -> list[Edit]:
    """``Bamako.Then here`` → ``Bamako. Then here``: only before words that open sentences, and never in an address, a
    file name, an abbreviation or initials."""
    if not _GLUE.search(text):
        return []
    words = _words(language)
    edits: list[Edit] = []
    for m in _GLUED.finditer(text):
        before, starter = m.group(1), m.group(4)
        if starter not in words["starters"] or len(before) < 3 or before.lower() in words["abbreviations"]:
            continue
        if starter.lower() in words["extensions"] and not _AFTER_STARTER.match(text, m.end()):
            continue
        at = m.end("end")
        edits.append((at, at, " "))
    return edits


def lost_apostrophes(text: str, language: str = "en") -> list[Edit]:
    """``womens dresses`` → ``women's dresses``, ``Malis natural resources`` → ``Mali's natural resources``.

    Only in a text of some length without a single apostrophe, and with two different such words; and only words that
    are none without it. ``its`` and ``were`` are words, so they stay.
    """
    if _APOSTROPHE.search(text):
        return []
    words = _words(language)
    found = [m for m in words["lost"].finditer(text) if m.group() in words["apostrophe_lost"] or _possessive(m, words)]
    if len({m.group() for m in found}) < 2 or len(text.split()) < _LEAST_WORDS:
        return []
    names = {m.group()[:-1] for m in found if m.group()[0].isupper()}
    standing = {n for n in names if re.search(rf"\b{n}\b", text)}
    edits: list[Edit] = []
    for m in found:
        word = m.group()
        if word in words["apostrophe_lost"]:
            at = m.start() + words["apostrophe_lost"][word].index("'")
        elif word[:-1] in standing:
            at = m.end() - 1
        else:
            continue
        edits.append((at, at, "'"))
    return edits


def _possessive(m: re.Match[str], words: dict[str, Any]) -> bool:
    """Whether a country's name with a bare s stands before a noun."""
    after = re.match(r" ([a-z]+)", m.string[m.end() : m.end() + 30])
    return bool(after) and after is not None and after.group(1) not in words["not_nouns"]


@cache
def _words(language: str) -> dict[str, Any]:
    data = lexicon("repair", language)
    lost = "|".join([*data["apostrophe_lost"], *(c + "s" for c in data["countries"])])
    return {
        "starters": frozenset(data["starters"]),
        "abbreviations": frozenset(data["abbreviations"]),
        "extensions": frozenset(data["extensions"]),
        "apostrophe_lost": data["apostrophe_lost"],
        "not_nouns": frozenset(data["not_nouns"]),
        "lost": re.compile(rf"\b(?:{lost})\b"),
    }
