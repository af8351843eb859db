"""Draws single sentences for hand labels: most with a word of the trigger lexicon, some without.

    python training/draw_sentences.py --data DIR --out FILE.jsonl SUITE=NUMBER [SUITE=NUMBER ...]

Runs in the project's own environment (it needs spaCy). Documents that `splits.held_back` keeps for figures, articles
that are labelled as a whole, and sentences that stand more than once are left out. Each line has ``suite``, report
``id``, ``start`` and ``end`` in its text, and ``text`` for the coder; labels compiled from it hold no text.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from splits import held_back

from harmattan.api import load_tools
from harmattan.model import Report
from harmattan.reading.events.coding import Coder
from harmattan.reading.events.parties import Parties
from harmattan.reading.events.predicates import Clauses
from harmattan.reading.syntax import parse

LABELS = Path(__file__).parent / "labels"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--reports", type=int, default=500, help="reports drawn from each suite at most")
    ap.add_argument("--without", type=Path, nargs="*", default=[], help="earlier draws, not to be drawn again")
    ap.add_argument("--plain", type=float, default=0.2, help="share of sentences in which the lexicon finds nothing")
    ap.add_argument("--seed", type=int, default=11)
    ap.add_argument("wanted", nargs="+", metavar="SUITE=NUMBER")
    args = ap.parse_args()
    nlp, draw = load_tools().nlp, random.Random(args.seed)
    whole = {
        (row["suite"], row["id"])
        for name in ("articles-a.jsonl", "articles-b.jsonl")
        for row in map(json.loads, (LABELS / name).open(encoding="utf-8"))
    }
    chosen: list[dict] = []
    seen = {json.loads(line)["text"].lower() for path in args.without for line in path.open(encoding="utf-8")}
    for suite, number in (w.split("=") for w in args.wanted):
        rows = [json.loads(line) for line in (args.data / suite / "reports.jsonl").open(encoding="utf-8")]
        rows = [r for r in rows if not held_back(suite, r["id"]) and (suite, str(r["id"])) not in whole]
        draw.shuffle(rows)
        rich: list[dict] = []
        plain: list[dict] = []
        for parsed in parse((Report(str(r["id"]), r["text"]) for r in rows[: args.reports]), nlp):
            clauses = Clauses(parsed)
            coder = Coder(clauses, Parties(parsed, clauses, []))
            for sentence in parsed.sentences:
                text = sentence.text.strip()
                if not 6 <= len(sentence) <= 70 or text.lower() in seen:
                    continue
                seen.add(text.lower())
                start = sentence.start_char + len(sentence.text) - len(sentence.text.lstrip())
                row = {"suite": suite, "id": parsed.report.id, "start": start, "end": start + len(text), "text": text}
                hit = any(coder.at(t.i) is not None for t in sentence)
                (rich if hit else plain).append(row)
        few = min(len(plain), round(int(number) * args.plain))
        taken = draw.sample(plain, few) + draw.sample(rich, min(len(rich), int(number) - few))
        print(suite, len(rich), len(plain), len(taken), flush=True)
        chosen += taken
    draw.shuffle(chosen)
    with args.out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in chosen)


if __name__ == "__main__":
    main()
