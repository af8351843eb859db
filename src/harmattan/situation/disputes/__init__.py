"""What sources answer differently: whether it happened, how many, who did it, what it is, whether it was right, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from harmattan.situation.disputes.existence import existence
from harmattan.situation.disputes.naming import naming
from harmattan.situation.disputes.quantity import quantity
from harmattan.situation.disputes.reasons import reasons
from harmattan.situation.disputes.responsibility import responsibility
from harmattan.situation.grouping import Group
from harmattan.situation.model import Dispute, Incident
from harmattan.situation.record import Context


def disputes_over(incident: Incident, group: Group, context: Context) -> list[Dispute]:
    """What is disputed about one incident by itself: whether it happened, who did it, how many."""
    blamed = list(responsibility(incident, group, context))
    return [
        *(existence(incident, group, context) if not blamed else ()),
        *blamed,
        *quantity(incident, group, context),
    ]


def disputes(incidents: Sequence[Incident], groups: Sequence[Group], context: Context) -> tuple[Dispute, ...]:
    """All disputes, those over one incident together, in the order of the incidents.

    ``groups`` are the events of each incident. Found without being asked for: no dispute is looked for by name.
    """
    found = [d for i, group in zip(incidents, groups, strict=True) for d in disputes_over(i, group, context)]
    found += naming(incidents, groups, context)
    found += reasons(incidents, groups, context)
    order = {incident.id: n for n, incident in enumerate(incidents)}
    found.sort(key=lambda d: order[d.incident])
    return tuple(replace(dispute, id=f"d{n}") for n, dispute in enumerate(found, 1))
