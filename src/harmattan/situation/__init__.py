"""Many readings taken together → incidents: one happening, what every report says of it, and who denies it.

`incidents.py` takes any readings together; `update.py` keeps the incidents of a ledger up to date, under lasting ids.
"""

from typing import TYPE_CHECKING, Any

__all__ = ["situation_of_ledger", "update"]

if TYPE_CHECKING:
    from harmattan.situation.update import situation_of_ledger, update


def __getattr__(name: str) -> Any:
    """Loaded when first used: the rest of this package needs no ledger."""
    if name not in __all__:
        raise AttributeError(f"module 'harmattan.situation' has no attribute {name!r}")
    from harmattan.situation.update import situation_of_ledger, update

    return {"situation_of_ledger": situation_of_ledger, "update": update}[name]
