"""Mentions of one happening within a report, joined into one event."""

from __future__ import annotations

from dataclasses import dataclass, replace

from harmattan.model import Event
from harmattan.reading.event_drafts import Draft
from harmattan.reading.syntax import Parse


DIRECTED = frozenset(("ACCUSE", "REQUEST", "THREATEN"))  # acts of speech at somebody


@dataclass(frozen=True, slots=True)
class Told:
    """An event as one clause tells it, with the sentence and whether that is the headline."""

    event: Event
    draft: Draft
    sentence: int
    headline: bool
    tokens: tuple[int, ...] = ()
    """The trigger tokens of all mentions that were joined into this one."""


def join(parse: Parse, told: list[Told]) -> list[Event]:
    """One event for each happening, in reading order, with ids.

    Joined are mentions in one sentence of the same type with parties that fit; a headline and the sentence that it
    repeats; and the same word with the same parties on both sides, wherever it stands. Differing parties, times,
    places or factuality keep two events apart.
    """
    kept: list[Told] = []
    by_type: dict[str, list[int]] = {}
    for item in told:
        alike = by_type.setdefault(item.event.type, [])
        at = next((n for n in alike if _same(parse, kept[n], item)), None)
        if at is None:
            alike.append(len(kept))
            kept.append(item)
        else:
            kept[at] = _merge(kept[at], item)
    assaults: dict[int, list[Told]] = {}
    for t in kept:
        if t.event.type == "ASSAULT":
            assaults.setdefault(t.sentence, []).append(t)
    kept = [t for t in kept if not _part_of_assault(t, assaults.get(t.sentence, []))]
    events = sorted(_answering(parse, kept), key=lambda e: e.trigger.order)
    return [replace(e, id=f"e{n}") for n, e in enumerate(events, 1)]


def _answering(parse: Parse, told: list[Told]) -> list[Event]:
    """The events; those that judge or demand something without naming anybody are directed at who did that thing.

    "Condemned the coup": at who took power; "condemned the raid and demanded an apology": at the same ones.
    """
    by_token = {i: t for t in told for i in t.tokens}
    events = {id(t): t.event for t in told}
    for t in sorted(told, key=lambda t: t.draft.index):
        event = t.event
        if event.recipients or event.type not in DIRECTED:
            continue
        deeds = [by_token[i] for slot in t.draft.recipients for i in slot if i in by_token]
        done_by = [a for deed in deeds if deed is not t for a in deed.event.actors]
        head = parse.doc[t.draft.index].head.i
        before = by_token.get(head) if parse.doc[t.draft.index].dep_ == "conj" else None
        if not done_by and before is not None and before.event.type in DIRECTED and before.event.actors == event.actors:
            done_by = list(events[id(before)].recipients)
        found = tuple(dict.fromkeys(a for a in done_by if a not in event.actors))
        events[id(t)] = replace(event, recipients=found)
    return list(events.values())


def _same(parse: Parse, a: Told, b: Told) -> bool:
    x, y = a.event, b.event
    if x.type != y.type or (x.factuality == "negated") != (y.factuality == "negated"):
        return False
    if _conflict(x.times, y.times) or _conflict(x.places, y.places):
        return False
    if a.sentence == b.sentence:
        if (a.draft.result or b.draft.result) and _within(x.actors, y.actors):
            return True  # "shelled the town, killing eight": deed and result
        return _fit(x, y) and _one_way(x, y)
    lemma = _same_word(parse, a, b)
    if x.factuality != y.factuality:
        return False
    if a.headline or b.headline:
        shared = set(x.actors + x.recipients) & set(y.actors + y.recipients)
        return _fit(x, y) and (bool(shared) or lemma)
    if x.mode == y.mode and _fit(x, y):
        bare = not (x.actors or x.recipients) or not (y.actors or y.recipients)
        if lemma and bare and (b.draft.words or parse.doc[b.draft.index].pos_ == "NOUN"):
            return True  # "a coup … came to power after the coup"
        if x.actors and x.actors == y.actors and _refers_back(parse, b):
            return True
    same = x.actors == y.actors and x.recipients == y.recipients
    return lemma and x.mode == y.mode and same and bool(x.actors and x.recipients)


def _same_word(parse: Parse, a: Told, b: Told) -> bool:
    """Whether two triggers are one word, or the head of one is part of the other ("coup", "coup d'état")."""
    heads = parse.doc[a.draft.index].lemma_, parse.doc[b.draft.index].lemma_
    phrases = [{t.lemma_ for i in told.draft.words for t in (parse.doc[i], *parse.doc[i].lefts)} for told in (a, b)]
    return heads[0] == heads[1] or heads[0] in phrases[1] or heads[1] in phrases[0]


def _refers_back(parse: Parse, told: Told) -> bool:
    """Whether a noun takes up something told before: "the attack", "the minister's criticism"."""
    token = parse.doc[told.draft.index]
    if token.pos_ != "NOUN" or told.draft.support is not None:
        return False
    return any(
        c.dep_ == "poss" or (c.dep_ == "det" and c.lower_ in ("the", "this", "that", "these", "those"))
        for c in token.children
    )


def _conflict(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return bool(a and b and not set(a) & set(b))


def _fit(x: Event, y: Event) -> bool:
    """Whether the parties can be the same: on each side one's are among the other's, or unnamed."""
    if x.type in ("CONSULT", "AGREE", "COOPERATE"):  # either side may be told as the actor
        return _within(x.actors + x.recipients, y.actors + y.recipients)
    return _within(x.actors, y.actors) and _within(x.recipients, y.recipients)


def _one_way(x: Event, y: Event) -> bool:
    """Whether the modes can be those of one act: the ways of attacking go together, arrest and seizure do not."""
    if x.mode == y.mode or not x.mode or not y.mode:
        return True
    return x.type == "ASSAULT" and not {x.mode, y.mode} & {"abduct", "torture", "sexual"}


def _within(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return not a or not b or set(a) <= set(b) or set(b) <= set(a)


def _merge(a: Told, b: Told) -> Told:
    """The fuller mention, with what only the other one says."""
    first, second = (b, a) if _fullness(b) > _fullness(a) else (a, b)
    x, y = first.event, second.event
    event = replace(
        x,
        mode=x.mode or y.mode,
        contexts=tuple(dict.fromkeys(x.contexts + y.contexts)),
        actors=x.actors or y.actors,
        recipients=_all_hit(first, second),
        places=x.places or y.places,
        times=x.times or y.times,
        background=_older(first, second),
        quantities=tuple(dict.fromkeys(x.quantities + y.quantities)),
        confidence=max(x.confidence, y.confidence),
        why=(*x.why, f"joined with '{y.trigger.text}'", *y.why),
    )
    return replace(
        first,
        event=event,
        sentence=max(a.sentence, b.sentence),
        headline=a.headline and b.headline,
        tokens=(*a.tokens, *b.tokens),
    )


def _older(a: Told, b: Told) -> bool:
    """Whether one happening is background: some mention dates it back, and no other makes it news of today."""
    news = [t for t in (a, b) if not t.event.background and (t.event.times or t.headline)]
    return not news and (a.event.background or b.event.background)


def _all_hit(first: Told, second: Told) -> tuple[str, ...]:
    """The recipients of both mentions where one tells the result of the other, else those of the fuller one."""
    x, y = first.event, second.event
    others = y.recipients if not x.recipients or first.draft.result or second.draft.result else ()
    return (*x.recipients, *(r for r in others if r not in x.recipients and r not in x.actors))


def _fullness(told: Told) -> tuple[bool, int, bool, float]:
    """What makes one mention better than another: not the headline, more parties, the act before its result."""
    e = told.event
    return (not told.headline, bool(e.actors) + bool(e.recipients), not told.draft.result, e.confidence)


def _part_of_assault(told: Told, others: list[Told]) -> bool:
    """PLOVER: armed moves told as part of an attack by the same actor in the same sentence are not coded beside it."""
    if told.event.type != "MOBILIZE" or not told.event.actors:
        return False
    return any(
        o.event.type == "ASSAULT" and o.sentence == told.sentence and set(o.event.actors) & set(told.event.actors)
        for o in others
    )
