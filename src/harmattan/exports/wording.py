"""Puts what was coded into words. Nothing claimed is worded as fact: `statement` always names who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harmattan.exports.acts import act, party
from harmattan.exports.naming import actor_name, capital, clip, flat, joined, mid_sentence, phrases, told_number
from harmattan.model import Claim, Event, Quantity, Reading, Time

QUOTE = 90  # characters of evidence that a brief shows: one line


def sources(reading: Reading, claim: Claim) -> str:
    """Who makes a claim, and who passed it on."""
    words = phrases()
    who = joined(actor_name(reading, id) for id in claim.sources)
    said = claim.source_span.text.lower() if claim.source_span else ""
    if said and not who and said in words["we"] + words["he"]:
        who = words["unclear"].format(said)
    elif claim.source_span and not who and claim.source_kind != "anonymous":
        who = mid_sentence(clip(claim.source_span.text, 60))
    if not who:
        who = words["source_kinds"][claim.source_kind]
    return f"{who} (as told by {actor_name(reading, claim.via)})" if claim.via else who


def attributions(reading: Reading, ids: Iterable[str]) -> tuple[list[str], list[str]]:
    """How claims bear on what they are about: for it and against it, each as ``denied by Mali``."""
    words = phrases()
    grouped: dict[str, list[str]] = {}
    for id in ids:
        claim = reading.claim(id)
        who = sources(reading, claim)
        if not any(who in known for known in grouped.values()):  # who is convinced and says so is named once
            grouped.setdefault(claim.stance, []).append(who)
    worded = {stance: f"{words['stances'][stance][0]} {joined(who)}" for stance, who in grouped.items()}
    contrary = words["against"] + words["unsettled"]
    return [w for s, w in worded.items() if s not in contrary], [w for s, w in worded.items() if s in contrary]


def statement(reading: Reading, event: Event) -> tuple[str, str, str]:
    """``(lead, act, tail)``: "According to Le Monde: ", "Wagner Group deployed troops", "denied by Mali"."""
    bearing = (c for c in reading.claims if c.id in event.claims or event.id in c.about)
    elsewhere = {c.id: others for c in bearing if (others := _blamed_instead(reading, event, c))}
    voices = [id for id in event.claims if id not in elsewhere and not _repeats(reading, event, reading.claim(id))]
    in_favour, against = attributions(reading, voices)
    if against and not in_favour and not reading.in_own_voice(event):
        denied = act(reading, event, plainly=event.factuality in ("negated", "possible"))
        return capital(joined(against)) + ": ", f"that {denied}" if event.actors else denied, ""
    claims = [reading.claim(id) for id in voices]
    for id, others in elsewhere.items():
        against.append(phrases()["blamed"].format(who=joined(others), by=sources(reading, reading.claim(id))))
    own = [c for c in claims if c.stance in ("says", "confirms", "promises")]
    if own and len(in_favour) == 1 and all(_speaks_of_itself(reading, event, c) for c in own):
        in_favour = [phrases()["own"][len(event.actors) > 1]]
    lead = capital(joined(in_favour)) + ": " if in_favour else ""
    marked = bool(claims) and all(c.stance in phrases()["marked"] for c in claims)  # the lead already says: not certain
    return lead, act(reading, event, plainly=marked and event.factuality == "possible"), joined(against)


def _blamed_instead(reading: Reading, event: Event, claim: Claim) -> list[str]:
    """Whom an accusation names for a deed of which the event has other actors: "the army blamed foreign agents"."""
    if claim.stance != "accuses" or not event.actors:
        return []
    named = {a.id: actor_name(reading, a.id) for a in reading.actors if claim.holds(*(m.span for m in a.mentions))}
    if named.keys() & set(event.actors):
        return []
    hurt = {q.who for q in reading.quantities if q.id in event.quantities} | set(event.recipients)
    return [name for id, name in named.items() if id not in claim.sources and id not in hurt]


def _repeats(reading: Reading, event: Event, claim: Claim) -> bool:
    """Whether a source only says again what the report itself tells, its doers included."""
    if not claim.holds(*event.mentions):
        return False
    named = (any(event.evidence.covers(m.span) for m in reading.actor(id).mentions) for id in event.actors)
    return claim.stance in ("says", "believes") and reading.in_own_voice(event) and all(named)


def _speaks_of_itself(reading: Reading, event: Event, claim: Claim) -> bool:
    same = bool(claim.sources) and set(claim.sources) == set(event.actors)
    return same and all(party(reading, event, id) == actor_name(reading, id) for id in event.actors)


def when(time: Time) -> str:
    """A time expression with the dates it stands for: ``last week (2022-01-17 to 2022-01-23)``."""
    words = clip(time.span.text, 40)
    words = words if time.role == "at" else f"{time.role} {words}"
    if time.role in ("since", "after") and time.earliest:
        dates = f"from {time.earliest}"
    elif time.role in ("until", "before") and time.latest:
        dates = f"until {time.latest}"
    elif time.earliest and time.latest:
        dates = time.earliest if time.earliest == time.latest else f"{time.earliest} to {time.latest}"
    elif time.earliest or time.latest:
        dates = f"from {time.earliest}" if time.earliest else f"until {time.latest}"
    else:
        dates = time.value if time.value and time.type == "DATE" and time.value[:1].isdigit() else ""
    return f"{words} ({dates})" if dates and dates != words else words


def dates(time: Time) -> bool:
    """Whether a time says when: not "now", "to date", nor how long ("in seven years")."""
    return time.type in ("DATE", "TIME") and time.value != "PRESENT_REF"


def figure(reading: Reading, quantity: Quantity) -> str:
    """A number in the report's words, with what it counts: ``about 300 men (troops)``."""
    told = told_number(reading, quantity)
    counted = quantity.of.replace("_", " ") if quantity.of not in ("other", "money") else ""
    return f"{told} ({counted})" if counted and counted not in told.lower() else told


def evidence(events: Sequence[Event]) -> str:
    """The words that events of one sentence rest on, cut to those around their triggers."""
    whole = events[0].evidence
    triggers = [e.trigger for e in events if whole.covers(e.trigger)]
    text = whole.text
    if len(text) <= QUOTE or not triggers:
        return clip(text, QUOTE)
    first, last = min(t.start for t in triggers) - whole.start, max(t.end for t in triggers) - whole.start
    spare = max(QUOTE - (last - first), 40)
    start = max(0, first - spare // 2)
    start = 0 if start < 15 else text.find(" ", start) + 1
    end = max(start + QUOTE, last)
    if end >= len(text):
        return ("… " if start else "") + flat(text[start:])
    end = max(text.rfind(" ", 0, end), last)
    return ("… " if start else "") + flat(text[start:end]) + " …"


def weight(reading: Reading, event: Event, order: int) -> tuple[float, int]:
    """Sort key, most important first: what the report leads with, sure and material acts of known parties, figures."""
    first = reading.report.text.find("\n\n") if "\n\n" in reading.report.text[:400] else 0
    opening = reading.report.text[: first + 400].find(". ", first) + 1
    value = 3 * event.confidence + 0.4 * phrases()["weights"][event.type] - 0.08 * order
    value += 1.2 * bool(event.actors) + 0.6 * bool(event.recipients) + 0.4 * bool(event.quantities)
    if event.evidence.place == "title":
        value += 2.5 if event.actors or event.recipients else 1.5
    elif event.evidence.start <= opening:
        value += 1.5
    return (-value, order)


def contrary(claims: Sequence[Claim]) -> bool:
    """Whether all of several claims speak against what they are about."""
    return bool(claims) and all(c.stance in phrases()["against"] for c in claims)
