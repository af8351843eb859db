"""Measures the pinned samples and keeps their floors in `floors.json`, which the tests beside it hold readings to.

    python tests/quality/measure.py [PART ...] [--bench DIR] [--rules] [--write [--lower WHY]]

`sample.jsonl` is our own writing, coded by the codebook in the form of a draft (`training/labels/labels.py`). Of the
public suites, where they are present, `floors.json` names a few reports that are never trained on. A floor is what was
measured less `SLACK`, since another processor may round the encoder's sums otherwise. ``--write`` sets floors upward
only; with ``--lower`` also downward, and says why. ``--rules`` measures with the heads of the encoder switched off; the
tests read with the heads that the floors were measured with.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import math
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
for folder in ("benchmarks", "training", "training/labels"):
    sys.path.insert(0, str(ROOT / folder))

import label_scores  # noqa: E402  # these need the lines above
import splits  # noqa: E402
import suites  # noqa: E402
from labels import compile_draft, read_lines  # noqa: E402

from harmattan.api import Settings  # noqa: E402

SAMPLE, FLOORS = HERE / "sample.jsonl", HERE / "floors.json"
SLACK = 0.01
LONGEST = 4000  # characters of a suite's report in the sample
FIGURES = {
    "attribution": (4, ["claim_and_source_f1", "content_token_f1", "cue_token_f1"]),
    "coding": (30, ["type_country_f1", "type_f1"]),
    "factuality": (4, ["quantity_all_recall", "time_value_f1"]),
    "muc": (8, ["slot_mean_f1", "incident_f1"]),
    "places": (8, ["id_exact", "names_f1"]),
    "plover": (60, ["accuracy", "quad_macro_f1"]),
    "times": (4, ["value_f1", "relaxed_f1"]),
    "where": (40, ["place_f1", "event_found"]),
}
"""How many reports of each suite are read, and which of its figures have floors."""

Figures = dict[str, float]


def digest(rows: Sequence[Any]) -> str:
    """The SHA-256 of texts and gold, whatever the line ends of the file."""
    return hashlib.sha256(json.dumps(rows, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def settings(heads: Sequence[str] | None) -> Settings:
    """With these heads of the encoder; None: those that are on by default."""
    return Settings() if heads is None else Settings(heads=tuple(heads))


def measure_own(rows: Sequence[Mapping[str, Any]], how: Settings) -> Figures:
    """F1 of the measures of `label_scores`, and the share of texts without an event in which none was read."""
    labels = [compile_draft({**row, "suite": "sample"}, row["text"], "own") for row in rows]
    readings = suites.read_now([{k: row[k] for k in ("id", "text", "published") if k in row} for row in rows], how)
    found = {name: row["f1"] for name, row in label_scores.score(readings, labels).items()}
    quiet = {label["id"] for label in labels if not label["events"]}
    empty = sum(not r.get("events") for r in readings if r["report"]["id"] in quiet)
    return found | {"no event left empty": empty / len(quiet)}


def find_bench() -> Path | None:
    """The folder of the suites' scorer: HARMATTAN_BENCH, or shared/bench beside the checkout."""
    named = os.environ.get("HARMATTAN_BENCH")
    folder = Path(named) if named else ROOT.parent / "shared" / "bench"
    return folder if (folder / "score.py").is_file() else None


def rows_of(bench: Path, suite: str, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Reports, gold and requests of the named reports; raises `FileNotFoundError` where the suite is absent."""
    folder = bench.parent / "data" / suite
    found = {name: [row for row in read_lines(folder / f"{name}.jsonl") if str(row["id"]) in ids]
             for name in ("reports", "gold")}  # fmt: skip
    asked = folder / "requests.jsonl"
    return found | {"requests": [r for r in read_lines(asked) if str(r["id"]) in ids] if asked.is_file() else []}


def measure_suite(bench: Path, suite: str, rows: Mapping[str, Any], how: Settings) -> Figures:
    """The figures of a suite that have floors, by the bench's own scorer."""
    calls = [{"id": ask["id"], "result": suites.call_now(ask, how)} for ask in rows["requests"]]
    readings = [] if suite == "plover" else suites.read_now(rows["reports"], how)
    found = suites.scorer(bench).score(suite, rows["reports"], rows["gold"], readings, calls)
    return {name: found[name] for name in FIGURES[suite][1]}


def draw(bench: Path, suite: str) -> list[str]:
    """Ids of held-back reports of a suite, short ones, in an order that a digest gives."""
    reports = read_lines(bench.parent / "data" / suite / "reports.jsonl")
    short = [str(r["id"]) for r in reports if splits.held_back(suite, r["id"]) and len(r["text"]) <= LONGEST]
    return sorted(sorted(short, key=lambda id: hashlib.sha256(id.encode()).digest())[: FIGURES[suite][0]])


def raised(floors: dict[str, Any], found: Figures, data: str, why: str | None) -> tuple[dict[str, Any], list[str]]:
    """The new floors, and the figures whose floors would have to be lowered but for want of a ``why`` were not."""
    out, kept = {}, []
    for name, value in found.items():
        floor, old = max(0.0, math.floor(1000 * (value - SLACK)) / 1000), floors.get(name)
        if old and floor < old["floor"] and not why:
            kept.append(name)
            out[name] = old
        elif old and floor == old["floor"] and data == old["digest"]:
            out[name] = old
        else:
            lowered = old is not None and floor < old["floor"]
            out[name] = {"floor": floor, "digest": data, "date": datetime.date.today().isoformat(),
                         "why": why if lowered else "", "lowered_from": old["floor"] if lowered else None}  # fmt: skip
    return out, kept


def measured(book: dict[str, Any], name: str, bench: Path | None, how: Settings) -> tuple[dict[str, Any], Figures, str]:
    """The part of the floors' file of one sample, which is drawn if there is none yet, its figures and its digest."""
    if name == "own":
        own = read_lines(SAMPLE)
        return book["own"], measure_own(own, how), digest(own)
    if bench is None:
        sys.exit("No suites here: name the folder that holds score.py with --bench.")
    if name not in book["suites"]:
        book["suites"][name] = {"heads": None, "ids": draw(bench, name), "figures": {}}
    part = book["suites"][name]
    rows = rows_of(bench, name, part["ids"])
    return part, measure_suite(bench, name, rows, how), digest([rows["reports"], rows["gold"]])


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when a figure has fallen and no ``--lower`` says why."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("parts", nargs="*", metavar="PART", help=f"default: own {' '.join(FIGURES)}")
    ap.add_argument("--bench", type=Path, default=find_bench(), help="default: HARMATTAN_BENCH, or ../shared/bench")
    ap.add_argument("--rules", action="store_true", help="with the heads of the encoder switched off")
    ap.add_argument("--write", action="store_true", help="write the floors")
    ap.add_argument("--lower", metavar="WHY", help="lower floors too")
    args = ap.parse_args(arguments)
    heads = [] if args.rules else None
    book, fallen = json.loads(FLOORS.read_text(encoding="utf-8")), []
    for name in args.parts or ["own", *(FIGURES if args.bench else ())]:
        part, figures, data = measured(book, name, args.bench, settings(heads))
        before = part["figures"]
        part["figures"], kept = raised(before, figures, data, args.lower)
        fallen += [f"{name} {figure}" for figure in kept]
        for figure, value in figures.items():
            old = before.get(figure, {}).get("floor")
            print(f"{name:12}{figure:24}{value:8.3f}  floor {'–' if old is None else f'{old:.3f}'}", flush=True)
        if args.write and not fallen:
            part["heads"] = heads
            FLOORS.write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if fallen:
        print(f"Below their floors: {', '.join(fallen)}. Lower them with --lower WHY.", file=sys.stderr)
    return int(bool(fallen))


if __name__ == "__main__":
    sys.exit(main())
