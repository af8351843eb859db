"""Mentions of one happening within a report, joined into one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from harmattan.model import Event, Place
from harmattan.reading.encoder.decisions import Weights, chance
from harmattan.reading.events.drafts import Draft
from harmattan.reading.syntax import Parse

DIRECTED = frozenset(("ACCUSE", "REQUEST", "THREATEN", "PROTEST"))  # acts at somebody
SIDES = ("actors", "recipients")
TOLL = frozenset(("killed", "wounded", "arrested", "abducted", "released"))


@dataclass(frozen=True, slots=True)
class Told:
    """An event as one clause tells it, with the sentence and whether that is the headline."""

    event: Event
    draft: Draft
    sentence: int
    headline: bool
    tokens: tuple[int, ...] = ()
    """The trigger tokens of all mentions that were joined into this one."""
    located: bool = False
    """Whether its places are told of it, not taken from the report at large."""
    figures: frozenset[tuple[str, float]] = frozenset()
    """What is counted and how many, where the number is exact."""
    dates: tuple[str, ...] = ()
    """Which of its times say when it was, and not how long or how often."""


def join(parse: Parse, told: list[Told], places: Sequence[Place], weights: Weights | None = None) -> list[Event]:
    """One event for each happening, in reading order, with ids.

    With ``weights`` mentions are also joined that those think likely enough to be one happening (`likeness`).

    Joined are mentions in one sentence of the same type with parties that fit; a headline and the sentence that it
    repeats; and the same word with the same parties on both sides, wherever it stands. Differing parties, times,
    places or factuality keep two events apart.
    """
    kept: list[Told] = []
    where = {p.id: p for p in places}
    by_type: dict[str, list[int]] = {}
    for item in told:
        alike = by_type.setdefault(item.event.type, [])
        at = next((n for n in alike if _same(parse, where, kept[n], item)), None)
        if at is None and weights is not None:
            at = _likeliest(parse, where, [(n, kept[n]) for n in alike], item, weights)
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


JOINED = 0.5  # chance from which two mentions are taken for one happening


def _likeliest(
    parse: Parse, where: Mapping[str, Place], before: Sequence[tuple[int, Told]], told: Told, weights: Weights
) -> int | None:
    """Which of the happenings told before a mention most likely repeats, if any."""
    found = [
        (chance(features, weights), n)
        for n, other in before
        if (features := likeness(parse, where, other, told)) is not None
    ]
    best = max(found, default=(0.0, -1))
    return best[1] if best[0] > JOINED else None


def likeness(parse: Parse, where: Mapping[str, Place], a: Told, b: Told) -> dict[str, float] | None:
    """What speaks for two mentions of one type being one happening; ``None`` where they cannot be."""
    x, y = a.event, b.event
    if x.type != y.type or (x.factuality == "negated") != (y.factuality == "negated"):
        return None
    if _conflict(a.dates, b.dates) or _apart(where, a, b):
        return None
    sides = [(x.actors, y.actors), (x.recipients, y.recipients)]
    gap = abs(b.sentence - a.sentence)
    noun = parse.doc[b.draft.index].pos_ == "NOUN"
    return {
        "bias": 1.0,
        "word": float(_same_word(parse, a, b)),
        "mode": float(x.mode == y.mode and x.mode is not None),
        "modes apart": float(not _one_way(x, y)),
        **{f"{name} shared": float(bool(set(p) & set(q))) for name, (p, q) in zip(SIDES, sides, strict=True)},
        **{f"{name} open": float(not p or not q) for name, (p, q) in zip(SIDES, sides, strict=True)},
        **{
            f"{name} differ": float(bool(p and q) and not set(p) & set(q))
            for name, (p, q) in zip(SIDES, sides, strict=True)
        },
        "crossed": float(bool(set(x.actors) & set(y.recipients) or set(x.recipients) & set(y.actors))),
        "bare": float(not y.actors and not y.recipients),
        "noun": float(noun),
        "refers back": float(_refers_back(parse, b)),
        "same sentence": float(gap == 0),
        "next sentence": float(gap == 1),
        "far": min(gap, 12) / 12,
        "place": float(bool(set(x.places) & set(y.places))),
        "time": float(bool(set(x.times) & set(y.times))),
        "standing": float(x.factuality == y.factuality),
        "background": float(x.background == y.background),
        "headline": float(a.headline or b.headline),
        x.type: 1.0,
    }


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


def _same(parse: Parse, where: Mapping[str, Place], a: Told, b: Told) -> bool:
    """Whether two mentions can be, and are told as, one happening."""
    x, y = a.event, b.event
    if x.type != y.type or (x.factuality == "negated") != (y.factuality == "negated"):
        return False
    if a.sentence == b.sentence and x.mode == y.mode and _act_on_itself(parse, a, b):
        return True  # "the putsch toppled the president"
    if _conflict(a.dates, b.dates) or _apart(where, a, b):
        return False
    if a.sentence == b.sentence:
        if (a.draft.result or b.draft.result) and _within(x.actors, y.actors):
            return True  # "shelled the town, killing eight": deed and result
        return _fit(x, y) and _one_way(x, y)
    lemma = _same_word(parse, a, b)
    announced = (a.headline or b.headline) and {x.factuality, y.factuality} == {"asserted", "future"}
    if x.factuality != y.factuality and not announced:  # headlines tell plans in the present
        return False
    shared = set(x.actors + x.recipients) & set(y.actors + y.recipients)
    if a.headline or b.headline:
        placed = x.mode == y.mode and bool(set(x.places) & set(y.places))
        return _fit(x, y) and _one_way(x, y) and (bool(shared) or lemma or placed)
    if x.type in ("ASSAULT", "COERCE", "RETREAT") and {f for f in a.figures & b.figures if f[0] in TOLL and f[1] > 1}:
        return _fit(x, y) and _one_way(x, y)  # the same toll told again
    if x.mode == y.mode and _fit(x, y):
        bare = not (x.actors or x.recipients) or not (y.actors or y.recipients)
        if lemma and bare and (b.draft.words or parse.doc[b.draft.index].pos_ == "NOUN"):
            return True  # "a coup … came to power after the coup"
        if x.actors and x.actors == y.actors and _refers_back(parse, b):
            return True
    if x.mode != y.mode or not _fit(x, y):
        return False
    if x.mode in ("arrest", "release", "abduct", "targeted") and x.recipients and x.recipients == y.recipients:
        return True  # nobody is arrested twice in a report, unless it gives two dates or places
    same = x.actors == y.actors and x.recipients == y.recipients
    if x.type not in ("ASSAULT", "CONSULT") and x.actors and x.actors == y.actors:
        same = same or not (x.recipients and y.recipients)
    return lemma and same and bool(x.actors and (x.recipients or y.recipients))


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


def _act_on_itself(parse: Parse, a: Told, b: Told) -> bool:
    """Whether one trigger is the grammatical subject of the other."""
    return any(
        parse.doc[s.draft.index].dep_ in ("nsubj", "nsubjpass") and parse.doc[s.draft.index].head.i == o.draft.index
        for s, o in ((a, b), (b, a))
    )


def _apart(where: Mapping[str, Place], a: Told, b: Told) -> bool:
    """Whether the places exclude each other: none of one is, or lies within, one of the other."""
    if not (a.event.places and b.event.places):
        return False
    return not any(
        _within_place(where[p], where[q]) for p in a.event.places for q in b.event.places if p in where and q in where
    )


def _within_place(p: Place, q: Place) -> bool:
    """Whether two places can be one spot, told more and less closely."""
    if p.id == q.id:
        return True
    if p.country != q.country:
        return p.precision == "region" or q.precision == "region"
    if "country" in (p.precision, q.precision):
        return True
    return p.admin1 == q.admin1 and "admin1" in (p.precision, q.precision)


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
    recipients = _all_hit(first, second)
    event = replace(
        x,
        mode=x.mode or y.mode,
        contexts=tuple(dict.fromkeys(x.contexts + y.contexts)),
        actors=x.actors or tuple(a for a in y.actors if a not in recipients),
        recipients=recipients,
        places=_closer(first, second),
        times=tuple(dict.fromkeys(x.times + y.times)) if a.sentence == b.sentence else x.times or y.times,
        background=_older(first, second),
        quantities=tuple(dict.fromkeys(x.quantities + y.quantities)),
        confidence=max(x.confidence, y.confidence),
        mentions=tuple(sorted({*x.mentions, *y.mentions}, key=lambda s: s.order)),
        why=(*x.why, f"joined with '{y.trigger.text}'", *y.why),
    )
    return replace(
        first,
        event=event,
        sentence=max(a.sentence, b.sentence),
        headline=a.headline and b.headline,
        tokens=(*a.tokens, *b.tokens),
        located=a.located or b.located,
        figures=a.figures | b.figures,
        dates=tuple(dict.fromkeys(a.dates + b.dates)),
    )


def _closer(first: Told, second: Told) -> tuple[str, ...]:
    """The places of the fuller mention, unless only the other one tells them."""
    if first.event.places and (first.located or not second.located):
        return first.event.places
    return second.event.places or first.event.places


def _older(a: Told, b: Told) -> bool:
    """Whether one happening is background: some mention dates it back, and no other makes it news of today."""
    dated = a.sentence != b.sentence  # within a sentence, what one mention dates back is dated back
    news = [t for t in (a, b) if not t.event.background and ((t.event.times and dated) or t.headline)]
    return not news and (a.event.background or b.event.background)


def _all_hit(first: Told, second: Told) -> tuple[str, ...]:
    """The recipients of both mentions where one tells the result of the other, else those of the fuller one."""
    x, y = first.event, second.event
    result = (first.draft.result or second.draft.result) and first.sentence == second.sentence
    others = y.recipients if not x.recipients or result else ()
    return (*x.recipients, *(r for r in others if r not in x.recipients and r not in x.actors))


def _fullness(told: Told) -> tuple[bool, bool, int, bool, float]:
    """What makes one mention better than another: not the headline, told as a fact (a deed whose doer is only suspected
    stays one), more parties, the act before its result."""
    e = told.event
    parties = bool(e.actors) + bool(e.recipients)
    return (not told.headline, e.factuality == "asserted", parties, not told.draft.result, e.confidence)


def _part_of_assault(told: Told, others: list[Told]) -> bool:
    """PLOVER: armed moves told as part of an attack by the same actor in the same sentence are not coded beside it."""
    if told.event.type != "MOBILIZE" or not told.event.actors:
        return False
    return any(
        o.event.type == "ASSAULT" and o.sentence == told.sentence and set(o.event.actors) & set(told.event.actors)
        for o in others
    )
