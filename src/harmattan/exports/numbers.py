"""A report's figures, those of one kind together, each with whose it is, so that a dispute can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harmattan.exports import wording as w
from harmattan.exports.naming import actor_name, capital, flat, joined, phrases
from harmattan.model import Quantity, Reading

FEW = 10  # figures of no kind below this (two men, three of them) tell nothing by themselves


def figures(reading: Reading) -> Iterator[tuple[str, str, bool]]:
    """Lines ``(what is counted, figures by owner, whether owners differ)``, those in dispute first."""
    kinds: dict[str, list[Quantity]] = {}
    for quantity in sorted(reading.quantities, key=lambda q: q.span.order):
        if quantity.span.text.lower() in phrases()["articles"]:
            continue
        if quantity.of != "other" or (quantity.claims and quantity.value is not None and quantity.value >= FEW):
            kinds.setdefault(quantity.of, []).append(quantity)
    wanted = {q for e in reading.events if e.type == "REQUEST" for q in e.quantities}
    wanted -= {q for e in reading.events if e.type != "REQUEST" for q in e.quantities}  # only asked for
    kinds = {of: left for of, found in kinds.items() if (left := [q for q in found if q.id not in wanted])}
    lines = [(_heading(of), _by_owner(reading, found), differ(found)) for of, found in kinds.items()]
    yield from sorted(lines, key=lambda line: not line[2])


def _heading(of: str) -> str:
    return str(phrases()["counted"].get(of, capital(of.replace("_", " "))))


def _by_owner(reading: Reading, found: Sequence[Quantity]) -> str:
    owned: dict[str, list[str]] = {}
    scenes = {q.id: _scene(reading, q) for q in found}
    apart = len({scene for scene in scenes.values() if scene}) > 1
    for quantity in found:
        claims = [reading.claim(id) for id in quantity.claims]
        against = phrases()["against"] + phrases()["unsettled"]
        owner = joined(w.sources(reading, c) for c in claims if c.stance not in against) or phrases()["report"]
        doubts = joined(w.attributions(reading, quantity.claims)[1])
        told = w.figure(reading, quantity).removesuffix(f" ({quantity.of})")
        who = actor_name(reading, quantity.who) if quantity.who else ""
        strange = who and not {_stem(x) for x in who.lower().split()} & {_stem(x) for x in told.lower().split()}
        told += f" ({flat(who)})" if strange else ""
        told += f" {scenes[quantity.id]}" if apart and scenes[quantity.id] else ""
        told += f" [{doubts}]" if doubts else ""
        if told.lower() not in (known.lower() for known in owned.setdefault(owner, [])):
            owned[owner].append(told)
    if list(owned) == [phrases()["report"]]:
        return ", ".join(owned[phrases()["report"]])
    return "; ".join(f"{owner}: {', '.join(several)}" for owner, several in owned.items())


def _scene(reading: Reading, quantity: Quantity) -> str:
    """Where or when the event of a figure happened, to tell it from those of others: ``in Kidal``, ``in 2015``."""
    event = next((e for e in reading.events if quantity.id in e.quantities), None)
    if event is None:
        return ""
    places = [p.name for p in reading.places if p.id in event.places]
    years = [t.earliest[:4] for t in reading.times if t.id in event.times and t.earliest]
    return f"in {places[0]}" if places else f"in {years[0]}" if years else ""


def _stem(word: str) -> str:
    return word.strip('"“”,.').removesuffix("s")


def differ(found: Sequence[Quantity]) -> bool:
    """Whether two owners give figures for the same that cannot both be right."""
    for n, one in enumerate(found):
        for other in found[n + 1 :]:
            same = (one.who and one.who == other.who) or (
                one.noun and one.noun == other.noun and not (one.who and other.who)
            )
            if same and one.claims != other.claims and one.of != "other" and _apart(one, other):
                return True
    return False


def _apart(one: Quantity, other: Quantity) -> bool:
    low, high = (one.low or 0), (one.high if one.high is not None else float("inf"))
    return (other.low or 0) > high or (other.high if other.high is not None else float("inf")) < low
