"""Counts in how many news texts each word stands, for `harmattan.situation.words`.

    python tools/count_words.py OUT.tsv REPORTS.jsonl...

Only words in five texts or more are kept, so that nothing of a single text remains. The suite `incidents`, by which
matching is measured, must not be among the files.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from harmattan.situation.words import words_of

LEAST = 5


def main(out: str, *files: str) -> None:
    holders: Counter[str] = Counter()
    texts = 0
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            report = json.loads(line)
            holders.update(set(words_of(f"{report.get('title') or ''} {report['text']}")))
            texts += 1
    kept = sorted(((n, word) for word, n in holders.items() if n >= LEAST), key=lambda row: (-row[0], row[1]))
    head = f"# {texts} texts; tools/count_words.py; see docs/sources.md\n"
    Path(out).write_text(head + "".join(f"{word}\t{n}\n" for n, word in kept), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
