"""Unlabelled pairs for distillation: sentences with two parties that stand in a grammatical relation.

    python candidates.py --out FILE.jsonl --most N REPORTS.jsonl [REPORTS.jsonl ...]

Runs in the project's own environment (it needs spaCy). Each line says where a sentence stands (``suite``, report
``id``, ``start`` and ``end`` in its text) and where in it the ``actor`` and the ``recipient`` stand (spans or null); it
holds no text. Sentences are drawn with a fixed seed, evenly over the files.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

from harmattan.model import Report
from harmattan.reading.pipeline import load_pipeline
from harmattan.reading.syntax import Parse, parse

SUBJECTS = {"nsubj", "nsubjpass", "agent"}
PARTY_ENTS = {"GPE", "ORG", "NORP", "PERSON"}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("reports", type=Path, nargs="+")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--most", type=int, default=8000)
    ap.add_argument("--per-file", type=int, default=400, help="reports drawn from each file")
    args = ap.parse_args()
    nlp, _ = load_pipeline()
    draw = random.Random(7)
    found = []
    for path in args.reports:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        draw.shuffle(rows)
        reports = [Report(str(r["id"]), r["text"]) for r in rows[: args.per_file]]
        here = [{"suite": path.parent.name} | p for parsed in parse(reports, nlp) for p in pairs_of(parsed)]
        print(path.parent.name, len(here), flush=True)
        found.append(here)
    share = args.most // len(found)
    chosen = [p for here in found for p in draw.sample(here, min(share, len(here)))]
    args.out.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in chosen), encoding="utf-8")
    print(len(chosen))


def pairs_of(parsed: Parse) -> Iterator[dict]:
    for sent in parsed.sentences:
        if not 8 <= len(sent) <= 70:
            continue
        where = {"id": parsed.report.id, "start": sent.start_char, "end": sent.end_char}
        chunks = [c for c in sent.noun_chunks if is_party(c)]
        for a in [c for c in chunks if c.root.dep_ in SUBJECTS][:2]:
            others = [c for c in chunks if c.start > a.end or c.end <= a.start]
            for r in others[:2]:
                passive = a.root.dep_ == "nsubjpass" and r.root.head.dep_ == "agent"
                doer, sufferer = (r, a) if passive else (a, r)
                yield where | {"actor": span(doer, sent), "recipient": span(sufferer, sent)}
            if not others:
                yield where | {"actor": span(a, sent), "recipient": None}


def is_party(chunk) -> bool:
    return chunk.root.pos_ == "PROPN" or any(t.ent_type_ in PARTY_ENTS for t in chunk)


def span(chunk, sent) -> list[int]:
    return [chunk.start_char - sent.start_char, chunk.end_char - sent.start_char]


if __name__ == "__main__":
    main()
