"""Who makes a claim, as sources are told apart: by name for people to read, by root for counting voices."""

from __future__ import annotations

from dataclasses import dataclass

from harmattan.model import Claim, Quantity, Reading
from harmattan.situation.happenings import party_of
from harmattan.situation.keys import root

AGAINST = frozenset({"denies", "doubts"})
OPEN = frozenset({"cannot_verify", "no_comment"})
WANTED = frozenset({"demands", "promises", "threatens", "warns"})  # stances that assert no happening


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody who says something. ``root`` is the same for a government, its minister and its army.

    ``root`` is ``None`` for a source without a name, which nothing tells from another.
    """

    name: str
    root: str | None


def sources_of(reading: Reading, claim: Claim) -> list[Source]:
    """All sources of a claim; one without a name when none is named."""
    actors = [reading.actor(id) for id in claim.sources]
    named = [Source(actor.name, root(party_of(reading, actor))) for actor in actors]
    if named:
        unnamed = claim.source_kind in ("anonymous", "eyewitness")
        return [Source(source.name, None if unnamed else source.root) for source in named]
    words = claim.source_span.text if claim.source_span else f"{claim.source_kind} source"
    return [Source(words, None)]


def source_names(reading: Reading, claim: Claim) -> list[str]:
    """The names of those who make a claim."""
    return [source.name for source in sources_of(reading, claim)]


def outlet_of(reading: Reading) -> Source:
    """A report's own voice: its outlet, or its id where it names none."""
    name = reading.report.outlet or str(reading.report.id)
    return Source(name, f"outlet {name.lower()}")


def owners(reading: Reading, quantity: Quantity) -> list[tuple[Source, str | None]]:
    """Whose figure it is, with the claim: those who claim it, or the report's outlet."""
    claims = [reading.claim(id) for id in quantity.claims]
    named: list[tuple[Source, str | None]] = [
        (s, c.id) for c in claims if c.stance not in AGAINST | OPEN for s in sources_of(reading, c)
    ]
    return named or [(outlet_of(reading), None)]
