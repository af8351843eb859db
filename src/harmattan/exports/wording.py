"""Puts what was coded into words. Nothing claimed is worded as fact: `statement` always names who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from harmattan.knowledge.lexicon import DATA, load_yaml
from harmattan.model import Actor, Claim, Event, Quantity, Reading, Time

QUOTE = 160  # characters of evidence that a brief shows
TELLING = 6  # characters; content that is shorter ("it", "this") does not tell by itself


@cache
def phrases(language: str = "en") -> Any:
    """The words of ``data/<language>/phrases.yaml``. Callers must not change them."""
    return load_yaml(Path(__file__).parent / "data" / language / "phrases.yaml")


def actor_name(reading: Reading, id: str) -> str:
    """An actor's name, with what a person belongs to: ``Jeppe Kofod (Denmark)``."""
    actor = reading.actor(id)
    belongs = _member_of(reading, actor)
    name = _mid_sentence(flat(actor.name)) if all(m.form != "name" for m in actor.mentions) else flat(actor.name)
    return f"{name} ({flat(belongs)})" if belongs and belongs not in name else name


def _mid_sentence(words: str) -> str:
    """A description as it stands within a sentence: ``human rights groups``, but ``Malian soldiers``."""
    first = words.split(" ", 1)[0]
    return first.lower() + words[len(first) :] if first.lower() in ordinary_words() else words


@cache
def ordinary_words(language: str = "en") -> frozenset[str]:
    """Words that are written small within a sentence."""
    return frozenset((DATA / language / "lower_words.txt").read_text(encoding="utf-8").split())


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
    """Who did what to whom, worded for its factuality; ``plainly`` as if it had happened (what a denial denies).

    Where nobody is named who did it, the act is a noun: ``attack on 53 soldiers``.
    """
    words = phrases()
    modes = words["events"][event.type]
    mode = modes.get(event.mode or "", modes[""])
    who = joined(actor_name(reading, id) for id in event.actors)
    whom = joined(actor_name(reading, id) for id in event.recipients)
    verb, past = mode["alone"] if not whom and "alone" in mode else mode["verb"]
    form = ["{past}", "{noun}"]
    if event.factuality != "asserted" and not plainly:
        form = words["factuality"][event.factuality]
    elif event.outcome in words["outcome"]:
        form = words["outcome"][event.outcome]
    joint = mode["to"] if who else mode["of"]
    target = " ".join(part for part in (joint if whom else "", whom, mode.get("tail", "")) if part)
    if not who:
        return str(form[1].format(noun=f"{mode['noun']} {target}".rstrip()))
    end = form[0].partition("}")[2]  # what follows the verb stays behind the recipient
    done = form[0].removesuffix(end).format(verb=verb, past=past)
    return f"{who} {done} {target}".rstrip() + end


def sources(reading: Reading, claim: Claim) -> str:
    """Who makes a claim, and who passed it on."""
    words = phrases()
    who = joined(actor_name(reading, id) for id in claim.sources)
    if not who and claim.source_span and claim.source_kind != "anonymous":
        who = _mid_sentence(clip(claim.source_span.text, 60))
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
        denied = act(reading, event, plainly=event.factuality == "negated")
        return capital(joined(against)) + ": ", f"that {denied}" if event.actors else denied, ""
    own = [c for c in map(reading.claim, event.claims) if c.stance in ("says", "confirms", "promises")]
    if own and len(in_favour) == 1 and all(set(c.sources) == set(event.actors) for c in own):
        in_favour = [phrases()["own"]]
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
    """A number in the report's words, with what it counts: ``about 300 men (troops)``."""
    told = _with_noun(reading, quantity)
    signs = {"about": "about ", "at_least": "at least ", "at_most": "at most "}
    if told[:1].isdigit():
        told = signs.get(quantity.modifier, "") + told
    if quantity.unit and quantity.of == "money" and quantity.span.text.replace(",", "").replace(".", "").isdigit():
        told = f"{told} {quantity.unit}"
    counted = quantity.of.replace("_", " ") if quantity.of not in ("other", "money") else ""
    return f"{told} ({counted})" if counted and counted not in told.lower() else told


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


def evidence(events: Sequence[Event]) -> str:
    """The words that events of one sentence rest on, cut to those around their triggers."""
    whole = events[0].evidence
    triggers = [e.trigger for e in events if whole.covers(e.trigger)]
    if len(whole.text) <= QUOTE or not triggers:
        return clip(whole.text, QUOTE)
    text, first, last = whole.text, min(t.start for t in triggers), max(t.end for t in triggers)
    spare = max(QUOTE - (last - first), 60)
    start = max(0, first - whole.start - spare // 2)
    end = min(len(text), last - whole.start + spare // 2)
    start, end = (0, max(end, QUOTE)) if start < 20 else (start, end)
    start = start and text.find(" ", start) + 1
    if len(text) - end < 20:
        end = len(text)
    elif " " in text[:end]:
        end = text.rfind(" ", 0, end)
    return ("… " if start else "") + flat(text[start:end]) + (" …" if end < len(text) else "")


def quoted(text: str) -> str:
    """``text`` in quotation marks, without a second pair or an odd mark at its ends."""
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


def weight(event: Event, order: int) -> tuple[float, int]:
    """Sort key, most important first: material acts with known parties, figures and an early place in the report."""
    value = phrases()["weights"][event.type] + 2 * event.confidence
    value += 1.5 * bool(event.actors) + bool(event.recipients) + 0.5 * bool(event.quantities) - 0.05 * order
    return (-value, order)


def content(reading: Reading, claim: Claim) -> str:
    """What a claim says; where that is only "it" or "this", with the sentence it stands in."""
    told = flat(" … ".join(part.text for part in claim.content_parts)).strip("\"“”‘’' ")
    if len(told) >= TELLING:
        return clip(told, QUOTE)
    place = claim.content.place
    whole = (reading.report.title or "") if place == "title" else reading.report.text
    marks = [s for s in (claim.content, claim.cue, claim.source_span) if s and s.place == place]
    first, last = min(s.start for s in marks), max(s.end for s in marks)
    start = max(whole.rfind(mark, 0, first) for mark in (". ", "! ", "? ", "\n")) + 1
    ends = [at for at in (whole.find(mark, last) for mark in (". ", "! ", "? ", "\n")) if at >= 0]
    return f"{told} (“{clip(whole[start : min(ends, default=len(whole) - 1) + 1], QUOTE)}”)"


def stance_verb(reading: Reading, claim: Claim) -> str:
    """The verb for a claim's stance, in the number of those who make it: ``denies``, ``deny``."""
    return str(phrases()["stances"][claim.stance][2 if _several(reading, claim) else 1])


def _several(reading: Reading, claim: Claim) -> bool:
    named = [reading.actor(id) for id in claim.sources]
    who = sources(reading, claim).split(" (")[0].lower().split()
    last = who[-1] if who else ""
    plural = last.endswith("s") and not last.endswith(("ss", "us", "is", "’s", "'s"))
    if len(named) > 1 or set(who) & set(phrases()["plural_words"]):
        return True
    return plural and (not named or named[0].kind in ("group", "population"))


def contrary(claims: Sequence[Claim]) -> bool:
    """Whether all of several claims speak against what they are about."""
    return bool(claims) and all(c.stance in phrases()["against"] for c in claims)
