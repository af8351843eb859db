"""Where, when and how many: which places, times and quantities belong to an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harmattan.knowledge import Knowledge
from harmattan.model import Place, Quantity, Time
from harmattan.reading.syntax import Parse


@dataclass(frozen=True, slots=True)
class Attached:
    """Ids of what belongs to one event, in reading order, and whether the event is background."""

    places: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()
    background: bool = False


class Circumstances:
    """Attaches places, times and quantities of one parsed report to events of it."""

    def __init__(
        self,
        parse: Parse,
        knowledge: Knowledge,
        places: Sequence[Place],
        times: Sequence[Time],
        quantities: Sequence[Quantity],
    ) -> None:
        self.parse = parse

    def of(self, token: int, arguments: Sequence[int] = ()) -> Attached:
        """What belongs to the event with trigger token ``token`` and argument head tokens ``arguments``."""
        return Attached()
