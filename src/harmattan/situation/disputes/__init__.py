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


def disputes(incidents: Sequence[Incident], groups: Sequence[Group], context: Context) -> tuple[Dispute, ...]:
    """All disputes, those over one incident together, in the order of the incidents.

    ``groups`` are the events of each incident. Found without being asked for: no dispute is looked for by name.
    """
    found: list[Dispute] = []
    for incident, group in zip(incidents, groups, strict=True):
        blamed = list(responsibility(incident, group, context))
        found += existence(incident, group, context) if not blamed else ()
        found += blamed
        found += quantity(incident, group, context)
    found += naming(incidents, groups, context)
    found += reasons(incidents, groups, context)
    order = {incident.id: n for n, incident in enumerate(incidents)}
    found.sort(key=lambda d: order[d.incident])
    return tuple(replace(dispute, id=f"d{n}") for n, dispute in enumerate(found, 1))
