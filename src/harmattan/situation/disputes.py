"""What sources answer differently: whether it happened, and how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harmattan.model import Reading
from harmattan.situation.model import Dispute, Figure, Incident, Pointer, Side, Total
from harmattan.situation.record import source_names

ReportId = str | int


def disputes(incidents: Sequence[Incident], readings: Mapping[ReportId, Reading]) -> tuple[Dispute, ...]:
    """Open questions of existence and quantity."""
    found = [
        dispute
        for incident in incidents
        for dispute in (*_existence(incident, readings), *_quantities(incident, readings))
    ]
    return tuple(Dispute(f"d{n}", d.question, d.kind, d.incident, d.status, d.sides) for n, d in enumerate(found, 1))


def _existence(incident: Incident, readings: Mapping[ReportId, Reading]) -> Iterator[Dispute]:
    if incident.status != "contested" or not incident.against:
        return
    what = f"{incident.type.lower()}{f' ({incident.mode})' if incident.mode else ''}"
    sides = [_side("says", incident.in_favour, readings)] if incident.in_favour else [_reporters(incident, readings)]
    sides.append(_side("denies", incident.against, readings))
    yield Dispute("", f"Did it happen: {what} in {incident.id}?", "existence", incident.id, "open", tuple(sides))


def _quantities(incident: Incident, readings: Mapping[ReportId, Reading]) -> Iterator[Dispute]:
    for total in incident.quantities:
        if total.of != "money" and _differ(total):
            sides = tuple(_holder(figure, readings) for figure in total.by_source)
            question = f"How many {total.of} in {incident.id}?"
            yield Dispute("", question, "quantity", incident.id, "open", sides)


def _differ(total: Total) -> bool:
    """Whether two sources give numbers that cannot both be right."""
    return any(
        a.source != b.source and a.high is not None and b.low is not None and a.high * 1.1 < b.low
        for a in total.by_source
        for b in total.by_source
    )


def _holder(figure: Figure, readings: Mapping[ReportId, Reading]) -> Side:
    return Side((figure.source,), "says", figure.value, readings[figure.report].report.published, ())


def _reporters(incident: Incident, readings: Mapping[ReportId, Reading]) -> Side:
    names = dict.fromkeys(readings[r].report.outlet or str(r) for r in incident.reports)
    return Side(tuple(names), "says", None, _since(incident.reports, readings), ())


def _side(stance: str, claims: tuple[Pointer, ...], readings: Mapping[ReportId, Reading]) -> Side:
    names = dict.fromkeys(
        name for report, id in claims for name in source_names(readings[report], readings[report].claim(id))
    )
    return Side(tuple(names), stance, None, _since([report for report, _ in claims], readings), claims)


def _since(reports: Sequence[ReportId], readings: Mapping[ReportId, Reading]) -> str | None:
    dates = [d for r in reports if (d := readings[r].report.published)]
    return min(dates) if dates else None
