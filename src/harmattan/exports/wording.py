"""Puts what was coded into words. Nothing claimed is worded as fact: `statement` always names who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from harmattan.knowledge.lexicon import load_yaml
from harmattan.model import Actor, Claim, Event, Quantity, Reading, Time

QUOTE = 160  # characters of evidence that a brief shows


@cache
def phrases(language: str = "en") -> Any:
    """The words of ``data/<language>/phrases.yaml``. Callers must not change them."""
    return load_yaml(Path(__file__).parent / "data" / language / "phrases.yaml")


def actor_name(reading: Reading, id: str) -> str:
    """An actor's name, with what a person belongs to: ``Jeppe Kofod (Denmark)``."""
    actor = reading.actor(id)
    belongs = _member_of(reading, actor)
    name = flat(actor.name)
    return f"{name} ({flat(belongs)})" if belongs and belongs not in name else name


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


def act(reading: Reading, event: Event, *, plainly: bool = False) -> str:
    """Who did what to whom, worded for its factuality; ``plainly`` as if it had happened (what a denial denies)."""
    words = phrases()
    modes = words["events"][event.type]
    verb, past, link, *rest = modes.get(event.mode or "", modes[""])
    if event.factuality == "asserted" or plainly:
        done = words["outcome"].get(event.outcome, past).format(verb=verb)
    else:
        done = words["factuality"][event.factuality].format(verb=verb)
    who = joined(actor_name(reading, id) for id in event.actors) or words["unnamed"]["actor"]
    whom = joined(actor_name(reading, id) for id in event.recipients)
    needs = not link and not whom and event.type in ("ASSAULT", "COERCE", "ACCUSE", "THREATEN", "SUPPORT")
    somebody = words["unnamed"]["nobody" if event.factuality == "negated" else "actor"]
    parts = [who, done, f"{link} {whom}" if whom else somebody if needs else "", *rest]
    return re.sub(r"\s+", " ", " ".join(p for p in parts if p)).strip()


def sources(reading: Reading, claim: Claim) -> str:
    """Who makes a claim, and who passed it on."""
    words = phrases()
    who = joined(actor_name(reading, id) for id in claim.sources)
    if not who and claim.source_span and claim.source_kind != "anonymous":
        who = clip(claim.source_span.text, 60)
    if not who:
        who = words["source_kinds"][claim.source_kind]
    return f"{who} (as told by {actor_name(reading, claim.via)})" if claim.via else who


def attributions(reading: Reading, ids: Iterable[str]) -> tuple[list[str], list[str]]:
    """How claims bear on what they are about: for it and against it, each as ``denied by Mali``."""
    words = phrases()
    grouped: dict[str, list[str]] = {}
    for id in ids:
        claim = reading.claim(id)
        grouped.setdefault(claim.stance, []).append(sources(reading, claim))
    worded = {stance: f"{words['stances'][stance][0]} {joined(who)}" for stance, who in grouped.items()}
    contrary = words["against"] + words["unsettled"]
    return [w for s, w in worded.items() if s not in contrary], [w for s, w in worded.items() if s in contrary]


def statement(reading: Reading, event: Event) -> tuple[str, str, str]:
    """``(lead, act, tail)``: "According to Le Monde: ", "Wagner Group deployed troops", "denied by Mali"."""
    in_favour, against = attributions(reading, event.claims)
    if against and not in_favour:
        return capital(joined(against)) + ": ", "that " + act(reading, event, plainly=event.factuality == "negated"), ""
    lead = capital(joined(in_favour)) + ": " if in_favour else ""
    return lead, act(reading, event), joined(against)


def when(time: Time) -> str:
    """A time expression with the dates it stands for: ``last week (2022-01-17 to 2022-01-23)``."""
    words = clip(time.span.text, 40)
    if time.earliest and time.latest:
        dates = time.earliest if time.earliest == time.latest else f"{time.earliest} to {time.latest}"
    elif time.earliest or time.latest:
        dates = f"from {time.earliest}" if time.earliest else f"until {time.latest}"
    else:
        dates = time.value if time.value and time.type == "DATE" and time.value[:1].isdigit() else ""
    return f"{words} ({dates})" if dates and dates != words else words


def figure(reading: Reading, quantity: Quantity) -> str:
    """A number as the report words it, with what it counts: ``about 300 men (troops)``."""
    words = clip(quantity.span.text, 60)
    signs = {"about": "about ", "at_least": "at least ", "at_most": "at most "}
    sign = signs.get(quantity.modifier, "")
    if sign and words[:1].isdigit():
        words = sign + words
    noun = quantity.noun if quantity.noun and quantity.noun.lower() not in words.lower() else ""
    unit = quantity.unit if quantity.unit and quantity.unit not in words else ""
    counted = quantity.of.replace("_", " ") if quantity.of not in ("other", "money") else ""
    told = " ".join(p for p in (words, noun, unit) if p)
    return f"{told} ({counted})" if counted and counted not in told.lower() else told


def evidence(event: Event) -> str:
    """The words that an event rests on, cut to those around its trigger."""
    whole, trigger = event.evidence, event.trigger
    if len(whole.text) <= QUOTE or not whole.covers(trigger):
        return clip(whole.text, QUOTE)
    spare = max(QUOTE - len(trigger.text), 20)
    start = max(0, trigger.start - whole.start - spare // 2)
    end = min(len(whole.text), start + QUOTE)
    start = max(0, end - QUOTE)
    text = whole.text
    if start:
        start = text.find(" ", start) + 1 or start
    if end < len(text):
        end = text.rfind(" ", 0, end) if " " in text[:end] else end
    return ("… " if start else "") + flat(text[start:end]) + (" …" if end < len(text) else "")


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


def weight(event: Event, order: int) -> tuple[float, int]:
    """Sort key, most important first: material acts with known parties, figures and an early place in the report."""
    value = phrases()["weights"][event.type] + 2 * event.confidence
    value += 0.7 * bool(event.actors) + 0.7 * bool(event.recipients) + 0.5 * bool(event.quantities) - 0.05 * order
    return (-value, order)


def stance_verb(reading: Reading, claim: Claim) -> str:
    """The verb for a claim's stance, in the number of those who make it: ``denies``, ``deny``."""
    return str(phrases()["stances"][claim.stance][2 if _several(reading, claim) else 1])


def _several(reading: Reading, claim: Claim) -> bool:
    who = sources(reading, claim).split(" (as told by")[0].lower()
    last = who.split(" (")[0].split()[-1:] or [""]
    plain_plural = last[0].endswith("s") and not last[0].endswith(("ss", "us", "is", "’s", "'s"))
    named = [reading.actor(id) for id in claim.sources]
    if not named:
        return plain_plural or bool(set(who.split()) & set(phrases()["plural_words"]))
    return len(named) > 1 or (named[0].kind in ("group", "population") and plain_plural)


def contrary(claims: Sequence[Claim]) -> bool:
    """Whether all of several claims speak against what they are about."""
    return bool(claims) and all(c.stance in phrases()["against"] for c in claims)
