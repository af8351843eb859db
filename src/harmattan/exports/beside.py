"""Incidents beside an event table, to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from harmattan.comparison.matching import Comparison, Match
from harmattan.comparison.tables import Row
from harmattan.exports.naming import capital, clip, flat
from harmattan.exports.overview import STATUS_STYLES, what, when
from harmattan.model import Reading, ReportId
from harmattan.situation.model import Incident, Situation

WORDS = 100  # characters of a row's notes


def beside(found: Comparison, situation: Situation, readings: Mapping[ReportId, Reading]) -> RenderableType:
    """A comparison to print with rich."""
    counts = (
        f"{len(found.matched)} matched, {len(found.only_here)} only here, {len(found.only_there)} only in the table"
    )
    parts: list[RenderableType] = [Text(f"Beside {found.format}: {counts}", style="bold")]
    if found.matched:
        parts += [_title("MATCHED"), *_matches(found.matched, situation, readings)]
    if found.only_here:
        parts += [_title("ONLY HERE"), *(_incident(i, situation, readings) for i in found.only_here)]
    if found.only_there:
        parts += [_title(f"ONLY IN {found.format}"), *(_row(row) for row in found.only_there)]
    aside = []
    if found.besides:
        aside.append(
            f"{found.besides} incidents that the table would not hold (speech, plans, other days and countries)"
        )
    if found.beyond:
        aside.append(f"{found.beyond} rows of days or countries that no report is about")
    if aside:
        parts.append(Text(f"\nLeft aside: {'; '.join(aside)}.", style="dim"))
    return Group(*parts)


def comparison_record(found: Comparison) -> dict[str, Any]:
    """A comparison as plain lists and dicts: incidents by id, rows by id and line."""
    return {
        "format": found.format,
        "matched": [
            {
                "incident": m.incident.id,
                "row": m.row.id,
                "line": m.row.line,
                "score": m.score,
                "km": None if m.km is None else round(m.km, 1),
                "differences": [{"field": d.field, "here": d.here, "there": d.there} for d in m.differences],
            }
            for m in found.matched
        ],
        "only_here": [incident.id for incident in found.only_here],
        "only_there": [{"row": row.id, "line": row.line} for row in found.only_there],
        "besides": found.besides,
        "beyond": found.beyond,
    }


def _title(words: str) -> RenderableType:
    return Text(f"\n{words}", style="bold cyan")


def _matches(
    found: Sequence[Match], situation: Situation, readings: Mapping[ReportId, Reading]
) -> Iterator[RenderableType]:
    for match in found:
        yield _incident(match.incident, situation, readings)
        yield Padding(_row(match.row), (0, 0, 0, 6))
        for difference in match.differences:
            line = Text.assemble((f"{difference.field}: ", "bold"), difference.here, " here, ", difference.there)
            line.append(" there")
            yield Padding(line, (0, 0, 0, 10))


def _incident(incident: Incident, situation: Situation, readings: Mapping[ReportId, Reading]) -> Text:
    line = Text(f"{incident.id:>4}  ", style="dim")
    line.append(when(incident), style="cyan")
    line.append(f"  {capital(what(incident, situation, readings))}  ")
    line.append(incident.status, style=STATUS_STYLES.get(incident.status, ""))
    return line


def _row(row: Row) -> Text:
    days = row.first.isoformat() if row.first == row.last else f"{row.first} – {row.last}"
    line = Text(f"{row.id}  ", style="dim")
    line.append(days, style="cyan")
    line.append(f"  {row.type}: {flat(' / '.join(row.actors[:2]))}, {flat(row.place or row.country)}")
    line.append(f"  {row.low if row.low == row.high else f'{row.low}–{row.high}'} dead" if row.high else "", style="")
    if row.notes:
        line.append(f"  {clip(flat(row.notes), WORDS)}", style="dim")
    return line
