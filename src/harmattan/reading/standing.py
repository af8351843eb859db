"""Which triggers tell no event because of where they stand: in a purpose, a condition, a wish, or what is demanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass
