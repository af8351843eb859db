"""The store: reports with their revisions, what was read in them, what was decided and what it amounts to.

`ledger.py` is what others call. `store.py` opens a SQLite file or a PostgreSQL database and keeps its tables
(`tables.py`) at the newest version (`migrations/`). `keeping.py` writes readings, flattened (`flatten.py`);
`decisions.py` says how decisions stand; `blocks.py` tells which events must be looked at to gather those that wait,
and `saving.py` keeps the incidents (`incidents.py`) under ids that last; `queries.py` answers questions from a copy of
the events in columns (`columns.py`), `search.py` by their words. The ledger knows nothing of the situation's
algorithms, of the server or of how reading works.
"""

from harmattan.ledger.changes import Change
from harmattan.ledger.decisions import Decision
from harmattan.ledger.filters import Filter
from harmattan.ledger.incidents import Block, EventRef, Group, Pending, Sharing, StoredIncident
from harmattan.ledger.ledger import Ledger
from harmattan.ledger.location import default_ledger

__all__ = ["Block", "Change", "Decision", "EventRef", "Filter", "Group", "Ledger", "Pending", "Sharing",
           "StoredIncident", "default_ledger"]  # fmt: skip
