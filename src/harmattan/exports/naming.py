"""Names and single words as a brief shows them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from harmattan.knowledge.lexicon import load_yaml, ordinary_words
from harmattan.model import Actor, Quantity, Reading


@cache
def phrases(language: str = "en") -> Any:
    """The words of ``data/<language>/phrases.yaml``. Callers must not change them."""
    return load_yaml(Path(__file__).parent / "data" / language / "phrases.yaml")


def actor_name(reading: Reading, id: str) -> str:
    """An actor's name, with what a person belongs to: ``Jeppe Kofod (Denmark)``."""
    actor = reading.actor(id)
    belongs = _member_of(reading, actor)
    name = mid_sentence(flat(actor.name)) if all(m.form != "name" for m in actor.mentions) else flat(actor.name)
    return f"{name} ({flat(belongs)})" if belongs and belongs not in name else name


def mid_sentence(words: str) -> str:
    """A description as it stands within a sentence: ``human rights groups``, but ``Malian men``, ``Coast Guard``."""
    first, _, rest = words.partition(" ")
    article = first.lower() in phrases()["articles"]
    small = article or (first.lower() in ordinary_words() and not rest[:1].isupper())
    return first.lower() + words[len(first) :] if small else words


def _member_of(reading: Reading, actor: Actor) -> str | None:
    if actor.kind == "person" and actor.member_of:
        return reading.actor(actor.member_of).name
    return actor.country if actor.kind == "person" else None


def joined(names: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``; each once."""
    several = list(dict.fromkeys(names))
    if len(several) < 2:
        return "".join(several)
    return f"{', '.join(several[:-1])} {last} {several[-1]}"


def quoted(text: str) -> str:
    """``text`` in quotation marks, without a second pair or an odd mark at its ends."""
    if text.count('"') % 2:
        text = text.removeprefix('"') if text.startswith('"') else text.removesuffix('"')
    opening, closing = text.count("“"), text.count("”")
    if text.startswith("“") and (opening > closing or (text.endswith("”") and opening == 1)):
        text, opening = text[1:], opening - 1
    if text.endswith("”") and closing > opening:
        text = text[:-1]
    return f"“{text}”"


def clip(text: str, width: int) -> str:
    """``text`` on one line, cut at a word's end to ``width`` characters."""
    line = flat(text)
    if len(line) <= width:
        return line
    return line[: width - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def flat(text: str) -> str:
    """``text`` on one line, without control characters that a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


def capital(text: str) -> str:
    """``text`` with a capital at its start."""
    return text[:1].upper() + text[1:]


def told_number(reading: Reading, quantity: Quantity) -> str:
    """A number in the report's words up to what it counts: ``about 300 men``, ``€1 billion``."""
    told = _with_noun(reading, quantity)
    signs = {"about": "about ", "at_least": "at least ", "at_most": "at most "}
    if told[:1].isdigit():
        told = signs.get(quantity.modifier, "") + told
    if quantity.unit and quantity.of == "money" and quantity.span.text.replace(",", "").replace(".", "").isdigit():
        told = f"{told} {quantity.unit}"
    if told.count('"') % 2:
        told = told.replace('"', "")
    return told


def _with_noun(reading: Reading, quantity: Quantity) -> str:
    """The number's words up to its noun, as they stand: ``dozens of European countries``."""
    span, noun = quantity.span, (quantity.noun or "").lower()
    number = clip(span.text, 60)
    if not noun or noun in number.lower():
        return number
    whole = (reading.report.title or "") if span.place == "title" else reading.report.text
    after = whole[span.end : span.end + 50].lower()
    at = after.find(noun)
    if at < 0 or any(mark in after[:at] for mark in ".;:,()\n"):
        return f"{number} {flat(quantity.noun or '')}"
    return flat(whole[span.start : span.end + at + len(noun)])
