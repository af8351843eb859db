"""Every single-byte code page that Python knows, turned round: which byte could this character have been?

A page with gaps is filled, as browsers and converters do, from windows-1252 and then with C1 controls; so is one whose
bytes 80-9F are C1 controls. Pages are numbered, and sets of pages are bit masks: testing whether two characters can
be the start of a UTF-8 sequence in any page is one ``&``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

# Pages that agree with ASCII below 80. Commoner ones first: where several explain a damage alike, the first counts.
NAMES = (
    "cp1252", "latin_1", "cp1250", "cp1251", "cp1254", "cp874", "tis_620", "iso8859_11", "cp1253", "cp1256",
    "cp1255", "cp1257", "cp1258", "iso8859_15", "iso8859_2", "iso8859_9", "iso8859_5", "iso8859_7", "iso8859_6",
    "iso8859_8", "iso8859_3", "iso8859_4", "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_16", "koi8_r",
    "koi8_u", "koi8_t", "mac_roman", "mac_cyrillic", "mac_greek", "mac_turkish", "mac_latin2", "mac_iceland",
    "mac_croatian", "mac_romanian", "mac_arabic", "mac_farsi", "cp437", "cp850", "cp866", "cp852", "cp855",
    "cp858", "cp737", "cp720", "cp775", "cp856", "cp857", "cp860", "cp861", "cp862", "cp863", "cp864", "cp865",
    "cp869", "cp1006", "cp1125", "hp_roman8", "kz1048", "ptcp154", "palmos",
)  # fmt: skip
EBCDIC = ("cp037", "cp500", "cp1140", "cp273", "cp424", "cp875", "cp1026")
LOST = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # undefined in windows-1252 too: such bytes vanish altogether


@dataclass(frozen=True)
class Page:
    """One code page. ``byte`` gives the byte 80-FF behind a character, ``other`` a second one where a gap was filled
    with a character that the page has elsewhere; ``lost`` are the bytes that it cannot show."""

    name: str
    byte: dict[str, int]
    other: dict[str, int]
    lost: frozenset[int]


@dataclass(frozen=True)
class Pages:
    """All pages, with bit masks of the pages in which a character can lead or continue a UTF-8 sequence."""

    all: tuple[Page, ...]
    strict: tuple[Page, ...]  # the same without `Page.other`: for a text that shows its C1 controls
    leads: dict[str, int]
    continues: dict[str, int]


@cache
def pages() -> Pages:
    """Built at first need: some milliseconds."""
    every: list[Page] = []
    seen: set[frozenset[tuple[str, int]]] = set()
    for name in NAMES:
        page = _page(name)
        key = frozenset(page.byte.items())
        if key not in seen:
            seen.add(key)
            every.append(page)
    leads: dict[str, int] = {}
    continues: dict[str, int] = {}
    for n, page in enumerate(every):
        for char, byte in (*page.byte.items(), *page.other.items()):
            if 0xC2 <= byte <= 0xF4:
                leads[char] = leads.get(char, 0) | 1 << n
            elif byte < 0xC0:
                continues[char] = continues.get(char, 0) | 1 << n
    return Pages(tuple(every), tuple(replace(p, other=_twice(p.name)) for p in every), leads, continues)


@cache
def characters(name: str) -> tuple[str | None, ...]:
    """What bytes 80-FF are in code page ``name``; ``None`` for a gap."""
    out: list[str | None] = []
    for byte in range(0x80, 0x100):
        try:
            out.append(bytes([byte]).decode(name))
        except UnicodeDecodeError:
            out.append(None)
    return tuple(out)


def _page(name: str) -> Page:
    own = characters(name)
    byte: dict[str, int] = {}
    other: dict[str, int] = {}
    for n, char in enumerate(own, 0x80):
        if char and byte.setdefault(char, n) != n:
            other[char] = n
    lost = set()
    for n, (char, western) in enumerate(zip(own, characters("cp1252"), strict=True), 0x80):
        if char is None or (n < 0xA0 and char == chr(n)):
            for fill in (western, chr(n)):
                if fill and byte.setdefault(fill, n) != n:
                    other[fill] = n
            if n in LOST:
                lost.add(n)
    return Page(name, byte, other, frozenset(lost))


def _twice(name: str) -> dict[str, int]:
    """Characters that a page itself has two bytes for, with the second."""
    own = characters(name)
    return {c: n for n, c in enumerate(own, 0x80) if c and own.index(c) != n - 0x80}
