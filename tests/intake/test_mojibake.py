"""UTF-8 read with any single-byte code page comes back; correct text in any language stays as it is.

The corpus is generated: sentences in some twenty writings (`cases/intake_languages.json`), damaged through every page.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harmattan.intake.codepages import EBCDIC, NAMES, characters
from harmattan.intake.edits import undo
from harmattan.intake.repair import repair

PHRASES = json.loads((Path(__file__).parents[1] / "cases" / "intake_languages.json").read_text("utf-8"))
TEXTS = {code: "\n".join(phrases) for code, phrases in PHRASES.items()}
WESTERN = characters("cp1252")

# Pages in which a filled gap and the page's own character are the same one, or whose own characters are ASCII: there
# what a character was cannot always be known, and unknown is left alone.
AMBIGUOUS = {
    "cp856", "cp1006", "cp1257", "hp_roman8", "koi8_t", "mac_arabic", "mac_farsi", "iso8859_2", "iso8859_4",
    "iso8859_7", "iso8859_10", "iso8859_13", "iso8859_14", "iso8859_15", "iso8859_16",
}  # fmt: skip


def damage(text: str, page: str, fill: bool = True) -> str:
    """UTF-8 read with ``page``; gaps and C1 controls are filled from windows-1252 if ``fill``, else with C1."""
    own = characters(page)
    out = []
    for byte in text.encode("utf-8"):
        if byte < 0x80:
            out.append(chr(byte))
            continue
        char = own[byte - 0x80]
        if char is None or (fill and byte < 0xA0 and char == chr(byte)):
            char = (WESTERN[byte - 0x80] if fill else None) or chr(byte)
        out.append(char)
    return "".join(out)


@pytest.mark.parametrize("code", TEXTS)
def test_correct_text_stays(code: str) -> None:
    for text in (TEXTS[code], TEXTS[code].upper(), "“" + TEXTS[code] + "”", *PHRASES[code]):
        assert repair(text) == (text, ())


@pytest.mark.parametrize("page", [p for p in NAMES if p not in AMBIGUOUS])
def test_damage_is_undone(page: str) -> None:
    lost = []
    for code, text in TEXTS.items():
        damaged = damage(text, page)
        mended, repairs = repair(damaged)
        assert undo(mended, repairs) == damaged
        if mended != text:
            lost.append(code)
    assert len(lost) <= 2, lost


@pytest.mark.parametrize("page", sorted(AMBIGUOUS))
def test_damage_is_undone_where_it_can_be_known(page: str) -> None:
    right = total = 0
    for text in TEXTS.values():
        damaged = damage(text, page, fill=False)
        mended, repairs = repair(damaged)
        assert undo(mended, repairs) == damaged
        right += mended == text
        total += 1
    assert right >= (0.2 if page == "cp856" else 0.5) * total, f"{right}/{total}"


@pytest.mark.parametrize("code", ["fr", "quotes", "names", "ru", "ar"])
def test_double_damage(code: str) -> None:
    text = TEXTS[code]
    assert repair(damage(damage(text, "cp1252"), "cp1252"))[0] == text


@pytest.mark.parametrize("page", [p for p in EBCDIC if p != "cp424"])  # cp424 has no byte for some letters
def test_ebcdic(page: str) -> None:
    text = "The army said on Monday that its soldiers had left the town of Gao. Witnesses disagreed with that."
    assert repair(text.encode("utf-8").decode(page, "replace"))[0] == text
