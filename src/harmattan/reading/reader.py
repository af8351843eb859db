"""The pipeline on one page: parsed text in, one report's record out."""

from __future__ import annotations

from collections.abc import Collection

from harmattan.knowledge import Knowledge
from harmattan.model import Reader, Reading
from harmattan.reading.actors.find import find_actors
from harmattan.reading.captions import captions
from harmattan.reading.claims.find import find_claims
from harmattan.reading.coreference.resolve import resolve_references
from harmattan.reading.encoder.encoded import Encoded
from harmattan.reading.events.find import find_events
from harmattan.reading.linking.link import link
from harmattan.reading.places.find import find_places
from harmattan.reading.quantities.find import find_quantities
from harmattan.reading.syntax import Parse
from harmattan.reading.times.find import find_times


def read_parse(parsed: Parse, knowledge: Knowledge, reader: Reader, heads: Collection[str]) -> Reading:
    """One report's record. Each step sees the text and what the steps before it found.

    ``heads`` are the parts of the encoder that have a say (`harmattan.api.HEADS`); without one, rules alone decide.
    """
    encoded = Encoded(parsed, silent=captions(parsed)) if heads else None  # whose picture stands there is no event
    times = find_times(parsed)
    places = find_places(parsed, knowledge)
    actors = find_actors(parsed, knowledge, places)
    actors = resolve_references(parsed, knowledge, actors)
    quantities = find_quantities(parsed, times, actors)
    claims = find_claims(parsed, actors, encoded if "claims" in heads else None)
    events, actors = find_events(
        parsed, knowledge, actors, places, times, quantities, claims, encoded if "events" in heads else None
    )
    return link(
        parsed,
        Reading(
            reader,
            parsed.report,
            actors=tuple(actors),
            places=tuple(places),
            times=tuple(times),
            quantities=tuple(quantities),
            events=tuple(events),
            claims=tuple(claims),
        ),
    )
