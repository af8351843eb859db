"""What a human decision, a statement and an incident hold on to: a trigger's words in a text.

An event's id (``e4``) belongs to one reading and means another event in the next. Its anchor does not: the SHA-256 of
the text in which its trigger lies, and the trigger's characters. A newer reader that finds the same trigger finds the
same event, and whatever was decided about it still holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from harmattan.ledger.codec import digest
from harmattan.model import Event, Reading


def anchors_of(reading: Reading) -> Iterator[tuple[str, Event]]:
    """Each event of a reading with its anchor, in order.

    An anchor is ``DIGEST:START-END``, half-open characters of the text with that digest, or ``title:DIGEST:START-END``
    where the trigger lies in the title. A second event of one trigger has ``#2`` at its end.
    """
    text, title = digest(reading.report.text), digest(reading.report.title or "")
    seen: Counter[str] = Counter()
    for event in reading.events:
        span = event.trigger
        where = f"title:{title}" if span.place == "title" else text
        anchor = f"{where}:{span.start}-{span.end}"
        seen[anchor] += 1
        yield anchor if seen[anchor] == 1 else f"{anchor}#{seen[anchor]}", event
