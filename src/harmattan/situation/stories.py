"""Reports that tell the same story, by their words: for reports in which no event was coded that others tell.

Reports published more than a few days from each other are not linked, but do not part what others hold together; where
one has no date, words alone decide. See docs/decisions/0009-reports-without-a-coded-event.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from harmattan.model import Reading, ReportId
from harmattan.situation.clustering import cluster
from harmattan.situation.happenings import report_order, story_of
from harmattan.situation.words import Vector, alike, rarest, rarity

SAME_STORY = 0.3  # cosine of two reports' words; set on the even-numbered topics of ECB+
STEP = 0.02
DAYS = timedelta(days=4)  # news of one happening comes within so many days
LATE = 0.1  # how alike two reports further apart count as, whatever their words
WORDS = 8  # of a report's rarest words, by which it is found
RARE = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """One report as stories are compared."""

    report: ReportId
    published: date | None
    words: Vector


def story(reading: Reading) -> Story:
    """What a report tells, in words."""
    day = reading.report.published
    return Story(reading.report.id, date.fromisoformat(day[:10]) if day else None, story_of(reading))


def story_keys(told: Story) -> frozenset[str]:
    """The words by which a story is found; two that share none are not compared."""
    return frozenset(word for word in rarest(told.words, WORDS) if rarity(word) >= RARE)


def same_story(a: Story, b: Story) -> float:
    """How alike two reports are, from 0 to 1."""
    if a.published and b.published and abs(a.published - b.published) > DAYS:
        return LATE
    return round(alike(a.words, b.words), 6)


def stories(told: Iterable[Story]) -> list[list[ReportId]]:
    """Reports that tell one story together, in canonical order; most stories have one report."""
    told = sorted(told, key=lambda s: report_order(s.report))
    known: dict[tuple[int, int], float] = {}

    def score(x: int, y: int) -> float:
        pair = (x, y) if x < y else (y, x)
        if pair not in known:
            known[pair] = same_story(told[pair[0]], told[pair[1]])
        return known[pair]

    edges = {}
    for x, y in _candidates(told):
        found = score(x, y)
        if found >= SAME_STORY:
            edges[x, y] = found
    groups = cluster(len(told), edges, score, SAME_STORY, step=STEP)
    return [[told[n].report for n in members] for members in groups]


def _candidates(told: list[Story]) -> Iterator[tuple[int, int]]:
    shelves: dict[str, list[int]] = {}
    for n, each in enumerate(told):
        met = {other for key in story_keys(each) for other in shelves.get(key, ())}
        yield from ((other, n) for other in met)
        for key in story_keys(each):
            shelves.setdefault(key, []).append(n)
