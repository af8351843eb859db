"""``python -m harmattan.knowledge.build``: compile the gazetteer into the package's data folder."""

from __future__ import annotations

import sys

from harmattan.knowledge.build.gazetteer import DATA, FILE, compile_gazetteer

if __name__ == "__main__":
    made = compile_gazetteer(DATA / FILE, again="--again" in sys.argv)
    print(f"{made.path}: {made.places:,} places, {made.names:,} names, {made.megabytes:.0f} MB")
