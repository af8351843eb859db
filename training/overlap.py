"""Checks whether anything that is scored was trained on, near-duplicates included.

    python training/overlap.py EXAMPLES.jsonl [EXAMPLES.jsonl …] --data DIR [--data DIR …] [--suites …] [--strict]

EXAMPLES are what `prepare.py` and `unlabelled.py` wrote; examples marked ``held`` are not trained on and left out.
Scored are the reports of the suites of DIR that have gold, and the articles of the project's own test. Words are
compared without case, accents and punctuation, in runs (shingles) of `RUN` words: a scored sentence was seen *exactly*
when all its runs occur in trained text, *nearly* when at least half of them do. Shorter sentences cannot tell and are
left out.

A document that `splits.held_back` leaves open may have been trained on as part of its own suite, and a suite that is
there to train on (`TRAINED`) by any: such overlap is expected. All other is not, and makes ``--strict`` exit with 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from prepare import read_all, texts_of
from splits import held_back, own_test

sys.path.insert(0, str(Path(__file__).parent / "labels"))
from labels import sentence_starts

RUN = 8  # words of a shingle
NEAR = 0.5  # share of its shingles from which on a sentence counts as seen
NAMED = 3  # trained documents that a case names
TRAINED = frozenset({"attribution-train"})  # suites whose figures nobody quotes
OWN = "own test"

Document = tuple[str, str]
"""Suite and id."""


@dataclass
class Tally:
    """What was found in the documents of one suite; a case is (share of its runs seen, document, offset, seen in)."""

    sentences: int = 0
    exact: int = 0
    near: int = 0
    unexpected: int = 0
    documents: set[Document] = field(default_factory=set)
    touched: set[Document] = field(default_factory=set)
    cases: list[tuple[float, Document, int, tuple[str, ...]]] = field(default_factory=list)


def words(text: str) -> list[str]:
    """The words of a text without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text)
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)).lower())


def shingles(text: str) -> list[bytes]:
    """A digest of every run of `RUN` words, in order."""
    said = words(text)
    runs = (" ".join(said[n : n + RUN]) for n in range(len(said) - RUN + 1))
    return [hashlib.blake2b(run.encode(), digest_size=8).digest() for run in runs]


def trained_runs(examples: Iterable[Mapping[str, Any]]) -> dict[bytes, frozenset[str]]:
    """Each run of words that is trained on, with the first document (``suite/id``) of each suite that has it."""
    runs: dict[bytes, frozenset[str]] = {}
    known: dict[frozenset[str], frozenset[str]] = {}  # one object for equal sets: there are millions of runs
    for row in examples:
        if row.get("held"):
            continue
        here = frozenset({str(row["id"])})
        for run in shingles(row["text"]):
            before = runs.get(run, frozenset())
            if suite_of(row["id"]) not in map(suite_of, before):
                runs[run] = known.setdefault(before | here, before | here)
    return runs


def suite_of(document: str) -> str:
    """The suite of ``suite/id``."""
    return str(document).partition("/")[0]


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text, with where they start; a line break inside a sentence does not end it."""
    flat = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    starts = [*sentence_starts(flat), len(flat)]
    for start, end in pairwise(starts):
        yield start, flat[start:end]


def compare(
    scored: Mapping[Document, str], runs: Mapping[bytes, frozenset[str]], own: frozenset[Document] = frozenset()
) -> dict[str, Tally]:
    """How much of each suite's documents was trained on; the documents of ``own`` count as a suite of their own."""
    found: dict[str, Tally] = {}
    for document, text in scored.items():
        tally = found.setdefault(OWN if document in own else document[0], Tally())
        tally.documents.add(document)
        for start, sentence in sentences(text):
            mine = shingles(sentence)
            if not mine:
                continue
            tally.sentences += 1
            seen = [runs[run] for run in mine if run in runs]
            share = len(seen) / len(mine)
            if share < NEAR:
                continue
            tally.exact += share == 1
            tally.near += share < 1
            tally.touched.add(document)
            origins = Counter(origin for origins in seen for origin in origins)
            if not expected(document, origins, len(mine), own):
                tally.unexpected += 1
                tally.cases.append(
                    (
                        share,
                        document,
                        start,
                        tuple(o for o, _ in sorted(origins.items(), key=lambda o: (-o[1], o[0]))[:NAMED]),
                    )
                )
    for tally in found.values():
        tally.cases.sort(key=lambda case: (-case[0], case[1], case[2]))
    return found


def expected(document: Document, origins: Mapping[str, int], size: int, own: frozenset[Document]) -> bool:
    """Whether a sentence may have been trained on: it lies in an open document, and no other suite holds half of it."""
    suite, id = document
    if suite in TRAINED:
        return True
    if document in own or held_back(suite, id):
        return False
    elsewhere = Counter[str]()
    for origin, n in origins.items():
        elsewhere[suite_of(origin)] += n
    return all(origin == suite or n < NEAR * size for origin, n in elsewhere.items())


def scored_texts(folders: Sequence[Path], suites: Sequence[str] = ()) -> dict[Document, str]:
    """The reports of all suites with gold, or of those named, and the articles of the own test."""
    present = {p.parent.name for folder in folders for p in folder.glob("*/gold.jsonl")}
    wanted = present & set(suites) if suites else present
    texts = texts_of(folders, wanted | {suite for suite, _ in own_test()})
    return {key: text for key, text in texts.items() if key[0] in wanted or key in own_test()}


def table(found: Mapping[str, Tally], worst: int) -> str:
    """The figures for people, and the ids of the worst unexpected cases."""
    lines = [
        f"{'suite':20}{'documents':>10}{'touched':>9}{'sentences':>10}{'exactly':>9}{'nearly':>8}{'unexpected':>12}"
    ]
    for suite, t in sorted(found.items()):
        lines.append(
            f"{suite:20}{len(t.documents):10}{len(t.touched):9}{t.sentences:10}{t.exact:9}{t.near:8}{t.unexpected:12}"
        )
    for suite, t in sorted(found.items()):
        lines += [
            f"{suite}: {d[0]}/{d[1]} at {start}: {100 * share:.0f} % of its runs, in {', '.join(origins)}"
            for share, d, start, origins in t.cases[:worst]
        ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 on unexpected overlap with ``--strict``, 2 when there is nothing to compare."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("examples", type=Path, nargs="+", metavar="EXAMPLES.jsonl")
    ap.add_argument("--data", type=Path, action="append", required=True)
    ap.add_argument("--suites", nargs="*", default=[], help="default: all that have gold")
    ap.add_argument("--worst", type=int, default=5, help="unexpected cases to name for each suite")
    ap.add_argument("--strict", action="store_true")
    ap.add_argument("--json", action="store_true")
    args = ap.parse_args(arguments)
    if missing := [path for path in args.examples if not path.is_file()]:
        print(f"No such file: {missing[0]}", file=sys.stderr)
        return 2
    scored = scored_texts(args.data, args.suites)
    if not scored:
        print(f"No suites with gold in {', '.join(map(str, args.data))}.", file=sys.stderr)
        return 2
    if absent := own_test() - set(scored):
        print(
            f"Not compared, for want of their texts: {', '.join('/'.join(d) for d in sorted(absent))}", file=sys.stderr
        )
    found = compare(scored, trained_runs(read_all(args.examples)), own_test())
    print(as_json(found) if args.json else table(found, args.worst))
    return int(args.strict and any(t.unexpected for t in found.values()))


def as_json(found: Mapping[str, Tally]) -> str:
    """The figures for programs, with all unexpected cases."""
    rows = {
        suite: {"documents": len(t.documents), "touched": len(t.touched), "sentences": t.sentences, "exactly": t.exact,
                "nearly": t.near, "unexpected": t.unexpected,
                "cases": [["/".join(d), start, round(share, 2), origins] for share, d, start, origins in t.cases]}
        for suite, t in sorted(found.items())
    }  # fmt: skip
    return json.dumps(rows, indent=1)


if __name__ == "__main__":
    sys.exit(main())
