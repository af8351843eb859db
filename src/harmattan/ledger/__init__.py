"""The store: reports with their revisions, and what was read in them. One SQLite file, safe to kill and to share.

`ledger.py` is what others call; `store.py` opens the file and keeps its tables at the newest version (`migrations/`);
`tables.py` says what is kept. The ledger knows nothing of the server or of how reading works.
"""

from harmattan.ledger.ledger import Ledger
from harmattan.ledger.location import default_ledger

__all__ = ["Ledger", "default_ledger"]
