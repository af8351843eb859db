"""What a ledger notes of an event is all that the event is compared by."""

from __future__ import annotations

import random
from dataclasses import fields

from test_update import made

from harmattan.model import Reading
from harmattan.situation.happenings import Happening, happenings_of, story_of
from harmattan.situation.likeness import likeness
from harmattan.situation.notes import happening_from, note_of
from samples import sample


def noted(reading: Reading) -> list[tuple[Happening, Happening]]:
    return [(h, happening_from(note_of(h, reading), h.report, story_of(reading))) for h in happenings_of(reading)]


def test_a_noted_event_is_the_event() -> None:
    chance = random.Random(3)
    pairs = [pair for reading in (sample("a"), *(made(chance, n) for n in range(40))) for pair in noted(reading)]
    for one, again in pairs:
        for field in fields(Happening):
            a, b = getattr(one, field.name), getattr(again, field.name)
            if field.name in ("evidence", "content"):
                assert list(a.items()) == list(b.items()), "in the same order too: sums must come out the same"
            elif field.name != "event":
                assert a == b, field.name
        assert {f.name: getattr(one.event, f.name) for f in fields(one.event) if f.name != "why"} == {
            f.name: getattr(again.event, f.name) for f in fields(again.event) if f.name != "why"
        }
    for one, again in pairs:
        for other, _ in pairs:
            assert likeness(again, other) == likeness(one, other)
