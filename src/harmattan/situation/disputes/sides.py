"""What was said in a dispute, gathered into sides and put in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harmattan.model import Claim, Reading, ReportId
from harmattan.situation.happenings import report_order
from harmattan.situation.model import Side, Turn
from harmattan.situation.sources import AGAINST, Source, outlet_of, sources_of

WORDS = 3  # of a side's words that are shown
LONG = 160  # characters


@dataclass(frozen=True, slots=True)
class Voiced:
    """One thing said: by whom, when, in which words; ``claim`` is ``None`` for a report's own voice."""

    sources: tuple[Source, ...]
    stance: str
    words: str
    report: ReportId
    date: str | None
    claim: str | None = None
    value: float | int | None = None
    low: float | int | None = None
    high: float | int | None = None

    @property
    def order(self) -> tuple[bool, str, str, str]:
        """By date, undated last, then by report."""
        return (self.date is None, self.date or "", report_order(self.report), self.claim or "")


def said(reading: Reading, claim: Claim, stance: str | None = None) -> Voiced:
    """A claim as it counts in a dispute."""
    words = " … ".join(part.text for part in claim.content_parts)
    return Voiced(
        tuple(sources_of(reading, claim)),
        stance or claim.stance,
        short(words),
        reading.report.id,
        reading.report.published,
        claim.id,
    )


def told(reading: Reading, words: str) -> Voiced:
    """A report's own voice."""
    return Voiced((outlet_of(reading),), "says", short(words), reading.report.id, reading.report.published)


def side(stance: str, turns: Sequence[Voiced], *, value: float | int | None = None) -> Side:
    """Those who say the same; ``since`` is the first date that is known."""
    turns = sorted(turns, key=lambda t: (t.stance in AGAINST, t.order))
    lows = [t.low for t in turns if t.low is not None]
    highs = [t.high for t in turns if t.high is not None]
    return Side(
        tuple(dict.fromkeys(source.name for t in turns for source in t.sources)),
        stance,
        value,
        min((t.date for t in turns if t.date), default=None),
        tuple((t.report, t.claim) for t in turns if t.claim),
        tuple(dict.fromkeys(t.words for t in turns))[:WORDS],
        tuple(dict.fromkeys(t.report for t in turns)),
        min(lows, default=None),
        max(highs, default=None),
    )


def history(turns: Iterable[Voiced]) -> tuple[Turn, ...]:
    """How a dispute moved: all that was said, in order of date."""
    return tuple(
        Turn(t.date, tuple(s.name for s in t.sources), t.stance, t.value, t.words, t.report, t.claim)
        for t in sorted(turns, key=lambda t: t.order)
    )


def roots(turns: Iterable[Voiced]) -> set[str]:
    """The bodies behind what was said; sources without a name are left out."""
    return {source.root for t in turns for source in t.sources if source.root}


def short(words: str) -> str:
    """Words on one line, cut at a word's end."""
    line = " ".join(words.split())
    return line if len(line) <= LONG else line[: line.rfind(" ", 0, LONG)] + " …"
