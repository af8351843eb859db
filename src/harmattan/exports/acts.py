"""Puts an event into words: its trigger's own verb where that is known, otherwise the phrase for its type and mode."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from harmattan.exports.naming import actor_name, flat, joined, phrases, told_number
from harmattan.knowledge.lexicon import load_yaml
from harmattan.model import Actor, Event, Reading

MANY = re.compile(
    r"(?:(?:about|at least|some|nearly|over) )?(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten"
    r"|tens|dozens|hundreds|thousands|many|some|several)\b",
    re.IGNORECASE,
)


PASSIVE = re.compile(r"\b(?:am|is|are|was|were|be|been|being|get|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
THING = re.compile(
    r"\s+((?:[^,.;:()“”\"\n]|(?<=\d)[,.](?=\d))+?)(?=[,.;:()“”\"\n]|\s+(?:that|which|who|whom|whose|and|but|or|while|when|after|before|because|as|to"
    r"|since|until|following|during|on|last|yesterday|today|by|with|in|at|saying)\b|$)"
)
BARE = re.compile(r"\b(?:to|will|would|may|might|could|can|must|should|not|n[’']t)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
LONGEST = 70  # characters of a thing that an act is done to
HARMS = {"killed", "wounded", "missing", "arrested", "abducted", "released", "displaced", "deported"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """How one act is worded; see ``data/<language>/words.yaml`` and ``phrases.yaml``."""

    verb: str | None
    past: str
    part: str  # participle
    ing: str
    to: str | None = ""
    noun: str | None = None
    of: str = "of"
    tail: str = ""
    passive: str | None = None
    alone: tuple[str, str] | None = None  # infinitive and past without a recipient
    pasts: str | None = None  # the past where several act
    bare: bool = True  # whether it can do without a recipient


def act(reading: Reading, event: Event, *, plainly: bool = False) -> str:
    """Who did what to whom, worded for its factuality; ``plainly`` as if it had happened (what a denial denies).

    Where nobody is named who did it, the passive or a noun: ``53 soldiers were killed``, ``violence against Mali``.
    """
    who = joined(party(reading, event, id) for id in event.actors)
    whom = joined(party(reading, event, id) for id in event.recipients if not _fared_otherwise(reading, event, id))
    whom = whom or _tally(reading, event) or (_thing(event) if who else "")
    phrase = _phrase(event, bool(who), bool(whom))
    if who:
        return _active(reading, event, phrase, who, whom, plainly)
    if whom and (phrase.passive or (phrase.verb and phrase.to == "" and _tense(event, plainly) != "outcome")):
        told = _passive(reading, event, phrase, whom, plainly)
        if told:
            return told
    noun = phrase.noun or _fallback(event)["noun"]
    target = f"{phrase.of} {whom}" if whom and phrase.of else whom
    words = " ".join(part for part in (noun, target, phrase.tail) if part)
    return str(_form(event, plainly)[1].format(noun=words))


def party(reading: Reading, event: Event, id: str) -> str:
    """An actor's name in an event; whom a speaker's "we" stands for rather than the speaker alone."""
    actor = reading.actor(id)
    counted = _counted(reading, event, actor)
    if counted:
        return counted
    if actor.kind == "person":
        here = [m for m in actor.mentions if event.evidence.covers(m.span)]
        words = {m.span.text.lower() for m in here if m.form == "pronoun"}
        named = any(m.form != "pronoun" and _before(m.span, event) for m in here)
        if not named and words & set(phrases()["we"]):
            if actor.member_of and "LEG" not in actor.sectors:  # a member speaks for friends, not for the chamber
                return actor_name(reading, actor.member_of)
            return f"{actor_name(reading, id)}’s side"
    return actor_name(reading, id)


def _fared_otherwise(reading: Reading, event: Event, id: str) -> bool:
    """Whether a figure says of a recipient something else than the verb: 4 killed and "15 others" wounded."""
    own = _words(event.type).get(_key(event))
    last = reading.actor(id).name.lower().split()[-1:]
    figures = [q for q in reading.quantities if q.id in event.quantities and q.of in HARMS]
    kinds = {q.of for q in figures if q.who == id or (q.noun or "").lower().split() == last}
    return bool(own and own.past in HARMS and kinds and own.past not in kinds)


def _tally(reading: Reading, event: Event) -> str:
    """The figure of those who are only counted: soldiers killed "300"."""
    own = _words(event.type).get(_key(event))
    found = [q for q in reading.quantities if q.id in event.quantities and own and own.past == q.of and own.to == ""]
    return joined(told_number(reading, q) for q in found)


def _thing(event: Event) -> str:
    """What an act is done to where that is nobody: seized "150 lorries of rice"; the report's words behind its verb."""
    own = _words(event.type).get(_key(event))
    if not (own and own.verb and own.to == ""):
        return ""
    said = event.trigger.text.lower()
    text, at = event.evidence.text, event.trigger.start - event.evidence.start
    verbal = said in (own.past, own.ing) or (said == own.verb and BARE.search(text[:at]))
    verbal = verbal or (said == third(own.verb) and own.noun != own.verb)  # not "the attacks"
    if not verbal or event.trigger.place != event.evidence.place or PASSIVE.search(text[:at]):
        return ""
    found = THING.match(text, at + len(event.trigger.text))
    words = flat(found[1]) if found else ""
    first = words.split()[0].lower() if words else ""
    nothing = not first or first in phrases()["no_thing"] or first.endswith("ly")
    return "" if nothing or len(words) > LONGEST else words


def _counted(reading: Reading, event: Event, actor: Actor) -> str | None:
    """The figure that counts an actor who is only described: ``27 soldiers``, not ``soldiers``."""
    troops = [q for q in reading.quantities if q.id in event.quantities and q.who == actor.id and q.of == "troops"]
    told = [q.span for q in troops if event.evidence.covers(q.span)]
    if told and actor.kind in ("group", "organization", "population"):
        here = [m.span for m in actor.mentions if event.evidence.covers(m.span)]
        if not any(s.end <= told[0].start or s.start > told[-1].end + 60 for s in here):
            figures, name = joined(told_number(reading, q) for q in troops), actor_name(reading, actor.id)
            return figures if figures.lower().endswith(name.lower()) else f"{figures} ({name})"
    if any(m.form == "name" for m in actor.mentions):
        return None
    last = actor.name.lower().split()[-1:]
    for quantity in reading.quantities:
        if quantity.id in event.quantities and quantity.noun and quantity.noun.lower().split()[-1:] == last:
            return told_number(reading, quantity)
    return None


def _before(span: Any, event: Event) -> bool:
    return bool(span.end <= event.trigger.start and event.trigger.start - span.end < 25)


# ------------------------------------------------------------------ forms


def _active(reading: Reading, event: Event, phrase: Phrase, who: str, whom: str, plainly: bool) -> str:
    verb, past = phrase.alone if not whom and phrase.alone else (phrase.verb or "", phrase.past)
    many = several(reading, event.actors, who)
    if many and phrase.pasts and past == phrase.past:
        past = phrase.pasts
    if verb.startswith("be ") and event.trigger.text.lower() in ("is", "are", "there is", "there are"):
        past = f"{'are' if many else 'is'}{verb[2:]}"
    form = _form(event, plainly)[0]
    if form == "{going}":
        done, end = f"{_be(event, many)} {_gerund(verb)}", ""
        if verb.startswith("be "):
            done = f"{_be(event, many)} {verb[3:]}"
    elif form == "{maybe}":
        done, end = (f"may {verb}" if _open_modal(event) else f"may have {_participle(phrase, verb, past)}"), ""
    else:
        end = form.partition("}")[2]  # what follows the verb stays behind the recipient
        done = form.removesuffix(end).format(verb=verb, past=past)
    target = " ".join(part for part in (phrase.to if whom else "", whom, phrase.tail) if part)
    return f"{who} {done} {target}".rstrip() + end


def _passive(reading: Reading, event: Event, phrase: Phrase, whom: str, plainly: bool) -> str | None:
    many = several(reading, event.recipients, whom)
    tense = _tense(event, plainly)
    if phrase.passive:
        own = phrase.passive if many else phrase.passive.replace("were ", "was ", 1)
        return f"{whom} {own}" if tense == "past" else None
    be = {
        "past": "were" if many else "was",
        "negated": "were not" if many else "was not",
        "future": "will be",
        "possible": "may be" if _open_modal(event) else "may have been",
        "hypothetical": "would be",
        "ongoing": f"{_be(event, many)} being",
    }.get(tense)
    return f"{whom} {be} {phrase.part}{' ' + phrase.tail if phrase.tail else ''}" if be else None


def _tense(event: Event, plainly: bool) -> str:
    if plainly:
        return "past"
    if _foiled(event):
        return "outcome"
    if event.factuality != "asserted":
        return event.factuality
    if event.outcome == "ongoing":
        return "ongoing"
    return "outcome" if event.outcome in phrases()["outcome"] else "past"


def _form(event: Event, plainly: bool) -> Sequence[str]:
    words = phrases()
    if event.factuality != "asserted" and not plainly and not _foiled(event):
        return list(words["factuality"][event.factuality])
    if event.outcome in words["outcome"]:
        return list(words["outcome"][event.outcome])
    return ["{past}", "{noun}"]


def _foiled(event: Event) -> bool:
    """Whether an act was undertaken and prevented, which "did not" would not tell."""
    return event.factuality == "negated" and event.outcome == "prevented"


def _open_modal(event: Event) -> bool:
    """Whether what may be lies ahead ("could be sent"), not behind ("may have been sent")."""
    at = event.trigger.start - event.evidence.start
    before = event.evidence.text[max(0, at - 30) : at].lower()
    return bool(re.search(r"\b(?:may|might|could|can)\b(?!.*\b(?:have|has|had)\b)[^.;]*$", before))


def _be(event: Event, many: bool) -> str:
    at = event.trigger.start - event.evidence.start
    before = event.evidence.text[max(0, at - 30) : at].lower()
    if re.search(r"\b(?:was|were|had been)\b[^.;]*$", before):
        return "were" if many else "was"
    return "are" if many else "is"


def several(reading: Reading, ids: Sequence[str], shown: str) -> bool:
    """Whether those named take a verb in the plural."""
    if MANY.match(shown) or len(ids) > 1:
        return True
    if not ids:
        return False
    actor = reading.actor(ids[0])
    plural = set(phrases()["plural_words"])
    head = re.split(r" (?:of|from|in|for|to|who|\() ?", shown.lower() + " ", maxsplit=1)[0].split(" (")[0].split()
    last = head[-1] if head else ""
    if last in plural or set(head[:1]) & plural:
        return True
    if actor.kind in ("state", "person") and any(m.form == "name" for m in actor.mentions):
        return False
    ends = last.endswith("s") and not last.endswith(("ss", "us", "is", "’s", "'s"))
    small = shown.split(" (")[0].split()[-1:] == [last]
    return ends and (small or actor.kind in ("group", "population") or all(m.form != "name" for m in actor.mentions))


# ------------------------------------------------------------------ phrases


def _phrase(event: Event, who: bool, whom: bool) -> Phrase:
    own = _words(event.type).get(_key(event))
    if own and not who:
        return own
    if own and own.verb and (own.to is not None if whom else own.bare):
        return own
    mode = _fallback(event)
    verb, past = mode["verb"]
    alone = mode.get("alone")
    return Phrase(verb, past, past, _gerund(verb), mode["to"], mode["noun"], mode["of"], mode.get("tail", ""),
                  alone=(alone[0], alone[1]) if alone else None)  # fmt: skip


def _fallback(event: Event) -> Any:
    modes = phrases()["events"][event.type]
    mode = modes.get(f"{event.mode}/{event.cameo}") or modes.get(event.mode or "", modes[""])
    for context, phrase in mode.get("contexts", {}).items():
        if context in event.contexts:
            return phrase
    return mode


def _key(event: Event) -> str:
    words = " ".join(event.trigger.text.lower().split())
    known = _words(event.type)
    for form in (words, words.split(" ")[0], words.split(" ")[-1]):
        if form in known:
            return form
    return words


@cache
def _words(type: str, language: str = "en") -> dict[str, Phrase]:
    """Phrases by every form of their words, for one event type."""
    data = load_yaml(Path(__file__).parent / "data" / language / "words.yaml")
    out: dict[str, Phrase] = {}
    for row in data.get(type, ()):
        phrase = _made(row)
        forms = list(row.get("forms", ()))
        if row.get("verb") and " " not in row["verb"]:
            forms += [row["verb"], third(row["verb"]), phrase.past, phrase.part, phrase.ing]
        elif row.get("verb"):
            forms += [row["verb"], phrase.past]
        if row.get("noun") and " " not in row["noun"]:
            forms += [row["noun"], row["noun"] + "s"]
        for form in forms:
            out.setdefault(form, phrase)
    return out


def _made(row: dict[str, Any]) -> Phrase:
    verb = row.get("verb")
    first, _, rest = (verb or "").partition(" ")
    rest = f" {rest}" if rest else ""
    past = row.get("past") or (_ed(first) + rest if verb else "")
    to = row.get("to", "")
    return Phrase(verb, past, row.get("part") or past, _gerund(verb or ""), to, row.get("noun"), row.get("of", "of"),
                  row.get("tail", ""), alone=tuple(alone) if isinstance(alone := row.get("alone"), list) else None,
                  passive=row.get("passive"), pasts=row.get("pasts"), bare=bool(row.get("alone")))  # fmt: skip


def _participle(phrase: Phrase, verb: str, past: str) -> str:
    if verb.startswith("be "):
        return "been" + verb[2:]
    return phrase.part if past == phrase.past else past


DOUBLES = re.compile(r"(?:[^aeiou]|^|qu)[aeiou][bdglmnprt]$")  # stab, ban, hit: the last consonant is doubled
LONG = re.compile(r"[aeiou].*[aeiouy]")  # more than one syllable: visit, offer


def _stem(verb: str, *, e: bool) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "oe")):
        return verb[:-1] if e else verb
    doubles = DOUBLES.search(verb) and (not LONG.search(verb) or verb in ("kidnap", "expel", "repel"))
    return verb + verb[-1] if doubles else verb


def _ed(verb: str) -> str:
    if verb.endswith("y") and verb[-2:-1] not in ("a", "e", "o"):
        return verb[:-1] + "ied"
    return _stem(verb, e=True) + "ed"


def _gerund(verb: str) -> str:
    first, _, rest = verb.partition(" ")
    return (_stem(first, e=True) if first else "") + ("ing" if first else "") + (f" {rest}" if rest else "")


def third(verb: str) -> str:
    """The third person of a verb: ``denies``."""
    if verb.endswith("y") and verb[-2:-1] not in ("a", "e", "o"):
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
