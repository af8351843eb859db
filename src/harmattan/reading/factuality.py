"""Whether an event happened, did not, may have, is planned, or would happen if."""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.model import Claim, Factuality, Outcome
from harmattan.reading.syntax import Parse


def judge(parse: Parse, token: int, claims: Sequence[Claim] = ()) -> tuple[Factuality, Outcome]:
    """Factuality and outcome of the event whose trigger is token ``token`` of the parsed document."""
    return "asserted", "unknown"
