"""Rival figures: how many were hurt in a happening told before, by another source, in a sentence that tells no event.

"The army said that 27 soldiers were killed. A security source spoke of 40 to 50 dead soldiers."
"""

from __future__ import annotations

from harmattan.model import Event, Quantity, Reading
from harmattan.reading.quantities.counting import table
from harmattan.reading.syntax import Parse

KINDS = ("killed", "wounded")
BACK = 3  # sentences within which the happening was told


def rival_figures(parse: Parse, reading: Reading) -> dict[str, tuple[str, ...]]:
    """Event id → ids of figures of no event that count the same victims as the event, by the same noun.

    Only figures whose harm stands beside the noun ("dead soldiers"): a verb of its own ("when 50 soldiers died") may
    tell of another happening.
    """
    held = {id for e in reading.events for id in e.quantities}
    told = [(parse.tokens(e.trigger)[0].i, e) for e in reading.events if not e.background]
    found: dict[str, tuple[str, ...]] = {}
    for figure in reading.quantities:
        if figure.id in held or figure.of not in KINDS or not _beside(parse, figure):
            continue
        here = parse.tokens(figure.span)[0].i
        near = [
            (at, e)
            for at, e in told
            if at < here
            and parse.in_title(at) == parse.in_title(here)
            and parse.sentence_of[here] - parse.sentence_of[at] <= BACK
            and _same_victims(parse, reading, e, figure)
        ]
        if near:
            event = max(near, key=lambda pair: pair[0])[1]
            found[event.id] = (*found.get(event.id, ()), figure.id)
    return found


def _beside(parse: Parse, figure: Quantity) -> bool:
    """Whether an adjective tells the harm: "40 dead soldiers"."""
    noun = parse.tokens(figure.span).root.head
    return noun.lower_ == figure.noun and any(
        k.dep_ == "amod" and table("beside").get(k.lower_) == figure.of for k in noun.children
    )


def _same_victims(parse: Parse, reading: Reading, event: Event, figure: Quantity) -> bool:
    """Whether an event harms those that a figure counts, so far as the nouns tell."""
    verb = parse.tokens(event.trigger).root.lemma_.lower()
    counted = [q for q in reading.quantities if q.id in event.quantities and q.of == figure.of]
    if not counted and table("object").get(verb) != figure.of:
        return False
    if any(q.noun == figure.noun for q in counted):
        return True
    nouns = {parse.tokens(m.span).root.lower_ for a in reading.actors if a.id in event.recipients for m in a.mentions}
    return figure.noun in nouns
