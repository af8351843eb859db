"""Scores the public suites and prints the table of `docs/accuracy.md`: figures, intervals, baselines.

    python benchmarks/accuracy.py --bench DIR [--data DIR] [--keep DIR] [--part PART] [--every N] [SUITE …]
    python benchmarks/accuracy.py --bench DIR SUITE --readings FILE [--calls FILE] [--situation FILE]

DIR is the folder that holds ``score.py``. The reports are read now, or scored as they were read before: the files are
those of ``harmattan read --format jsonl``, of the bench's ``calls.py`` and of ``harmattan situation --format json``.
With ``--keep`` a second run takes up what the same code and the same reader have read already.

Intervals are of 95 %, by bootstrap over reports (``incidents``: over topics, whose documents hang together): rows are
drawn with replacement and scored anew. They tell what another sample of the same kind of text may give, not how much
was learned from these rows. Baselines are those of `baselines.py`, on the same rows and by the same scorer.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from baselines import BASELINES
from suites import (
    PARTS,
    Answers,
    Record,
    Suite,
    answers_in,
    answers_to,
    cases_of,
    figures_of,
    reader_key,
    rows_of,
    scorer,
)

from harmattan.api import Settings

DRAWS, SEED = 200, 20220218
FIGURES = {
    "coding": {
        "type_country_f1": "type and both countries, F1",
        "type_f1": "PLOVER type, F1",
        "no_event_sentences_left_empty": "sentences without an event left empty",
    },
    "plover": {"macro_f1": "macro-F1 of 15 types", "accuracy": "accuracy"},
    "attribution": {
        "claim_and_source_f1": "claim with the right source, F1",
        "content_token_f1": "words of contents, F1",
        "source_token_f1": "words of sources, F1",
        "cue_token_f1": "words of cues, F1",
    },
    "places": {
        "id_exact": "spans given: exact GeoNames id",
        "acc161km": "spans given: within 161 km",
        "lgl_acc161km": "… of LGL",
        "geovirus_acc161km": "… of GeoVirus",
        "names_f1": "names found, F1",
    },
    "times": {"value_f1": "expressions with the right value, F1", "relaxed_f1": "expressions found, F1"},
    "factuality": {
        "macro_f1": "macro-F1 of matched events",
        "accuracy_if_matched": "accuracy of matched events",
        "trigger_recall": "triggers found",
        "quantity_all_recall": "quantities found",
    },
    "muc": {
        "slot_mean_f1": "mean F1 of the six slots below",
        "incident_f1": "incident or not, F1",
        "type_f1": "type, F1",
        "perpetrator_f1": "perpetrator, F1",
        "victim_f1": "victim, F1",
        "date_f1": "date, F1",
        "country_f1": "country, F1",
        "place_f1": "place, F1",
    },
    "where": {
        "place_f1": "place of the event at the verb, F1",
        "accuracy": "place or no place right, no event wrong",
        "accuracy_if_event_found": "… where an event is found",
        "event_found": "event found at the verb",
    },
    "incidents": {
        "documents_b3_f1": "documents, B³ F1",
        "mentions_conll_f1": "event mentions, CoNLL F1",
        "documents_placed": "documents in an incident",
    },
}
"""The figures shown of each suite, by the scorer's names, in words; the headline first."""
ROWS = {"plover": ("held", 1), "muc": ("all", 8)}
"""Part and step where the command names none: pairs that nothing was trained on; a sample of 1,500 messages."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("suites", nargs="*", metavar="SUITE", help=f"default: {' '.join(FIGURES)}")
    options.add_argument("--bench", type=Path, required=True)
    options.add_argument("--data", type=Path, help="default: the folder data beside DIR")
    options.add_argument("--part", choices=PARTS, help="even, odd or never trained on; default: all, of plover held")
    options.add_argument("--every", type=int, help="every N-th report of the part; default: 1, of muc 8", metavar="N")
    options.add_argument("--keep", type=Path, help="a folder for readings, which a second run takes up")
    options.add_argument("--rules", action="store_true", help="read with the heads of the encoder switched off")
    options.add_argument("--readings", type=Path, help="score these readings, of one suite")
    options.add_argument("--calls", type=Path)
    options.add_argument("--situation", type=Path)
    options.add_argument("--draws", type=int, default=DRAWS, help="of the bootstrap")
    options.add_argument("--format", choices=("table", "json"), default="table", help="json: one line a suite")
    args = options.parse_args(arguments)
    if unknown := set(args.suites) - set(FIGURES):
        options.error(f"no suite {sorted(unknown)[0]}; there are {', '.join(FIGURES)}")
    given = args.readings or args.calls
    if given and len(args.suites) != 1:
        options.error("--readings and --calls are of one suite: name it")
    bench, data = scorer(args.bench), args.data or args.bench.parent / "data"
    if args.format == "table":
        print("| suite | rows | figure | value | 95 % | baseline | what the baseline does |")
        print("|---" * 7 + "|", flush=True)
    for name in args.suites or FIGURES:
        if not (data / name).is_dir():
            print(f"{name}: no {data / name}, skipped", file=sys.stderr)
            continue
        part, every = ROWS.get(name, ("all", 1))
        suite = rows_of(bench, name, [data], args.part or part, args.every or every)
        clocks = [clock()]
        answers = answers_in(args.readings, args.calls, args.situation) if given else answered(suite, args)
        clocks.append(clock())
        found = result(bench, suite, answers, args.draws) | {"part": args.part or part, "every": args.every or every}
        clocks.append(clock())
        for what, (before, after) in zip(("answered", "scored"), pairwise(clocks), strict=True):
            spent, worked = (b - a for a, b in zip(before, after, strict=True))
            print(f"{name}: {what} in {spent:.0f} s, {worked:.0f} s of processor time", file=sys.stderr)
        print(json.dumps(found) if args.format == "json" else table(found), flush=True)
    return 0


def clock() -> tuple[float, float]:
    """Seconds by the clock, and of processor time."""
    return time.perf_counter(), time.process_time()


def answered(suite: Suite, args: argparse.Namespace) -> Answers:
    """Harmattan's answers of now, kept in a folder of the reader's own."""
    settings = Settings(heads=()) if args.rules else Settings()
    if args.keep:
        return answers_to(suite, settings, args.keep / reader_key(settings))
    with tempfile.TemporaryDirectory() as folder:
        return answers_to(suite, settings, Path(folder))


# ------------------------------------------------------------------ figures


def result(bench: Any, suite: Suite, answers: Answers, draws: int = DRAWS) -> dict[str, Any]:
    """The suite's chosen figures, each with its interval and the baseline's; shares of 1."""
    cases = cases_of(bench, suite, answers)
    baseline = BASELINES[suite.name]
    simple = baseline.make(suite, answers)
    found = figures_of(bench, suite.name, cases, answers.situation)
    beside = figures_of(bench, suite.name, cases_of(bench, suite, simple), simple.situation)
    drawn: dict[str, list[float]] = {name: [] for name in FIGURES[suite.name] if name in found}
    for rows, situation in resamples(suite.name, cases, answers.situation, draws):
        again = figures_of(bench, suite.name, rows, situation)
        for name, values in drawn.items():
            if name in again:  # a figure of a kind of rows that the draw has none of
                values.append(again[name])
    figures = {
        name: {"value": found[name], "interval": interval(values),
               "baseline": None if name in baseline.silent else beside[name]}
        for name, values in drawn.items()
    }  # fmt: skip
    return {"suite": suite.name, "reports": len(cases), "figures": figures, "baseline": baseline.what, "draws": draws}


def interval(values: Sequence[float]) -> tuple[float, float] | None:
    """The middle 95 % of what the draws gave; ``None`` when there are too few."""
    if len(values) < 2:
        return None
    ends = statistics.quantiles(values, n=40, method="inclusive")
    return ends[0], ends[-1]


def resamples(
    name: str, cases: Sequence[tuple[Any, ...]], situation: Record, draws: int
) -> Iterator[tuple[list[tuple[Any, ...]], Record]]:
    """As many rows again as there are, drawn with replacement; the same ones at every run."""
    chance = random.Random(SEED)
    for _ in range(draws):
        if name == "incidents":
            yield topics_again(cases, situation, chance)
        else:
            yield chance.choices(cases, k=len(cases)), situation


def topics_again(
    cases: Sequence[tuple[Any, ...]], situation: Record, chance: random.Random
) -> tuple[list[tuple[Any, ...]], Record]:
    """Whole topics drawn with replacement. A topic's copies are told apart by their ids, as other topics would be; an
    incident across topics joins the first copies of each, the second ones, and so on."""
    topics = sorted({g["topic"] for g, _ in cases})
    copies = Counter(chance.choices(topics, k=len(topics)))
    topic_of = {g["id"]: g["topic"] for g, _ in cases}
    rows = [(renamed(g, n), r) for g, r in cases for n in range(copies[g["topic"]])]
    incidents = []
    for incident in situation.get("incidents") or []:
        for n in range(max(copies.values())):
            there = lambda id, n=n: copies[topic_of.get(str(id))] > n  # noqa: E731
            incidents.append(
                {"id": f"{incident.get('id')}#{n}",
                 "reports": [f"{r}#{n}" for r in incident.get("reports") or [] if there(r)],
                 "events": [[f"{r}#{n}", e] for r, e in incident.get("events") or [] if there(r)]}
            )  # fmt: skip
    return rows, {"incidents": incidents}


def renamed(gold: Record, n: int) -> Record:
    """A row of ``incidents`` under names that only its ``n``-th copy has."""
    mentions = [{**m, "chain": f"{m['chain']}#{n}"} for m in gold["mentions"]]
    return {**gold, "id": f"{gold['id']}#{n}", "subtopic": f"{gold['subtopic']}#{n}", "mentions": mentions}


def table(found: Record) -> str:
    """Lines of a Markdown table, in per cent."""

    def percent(*values: float | None) -> str:
        return "–".join("" if v is None else f"{100 * v:.1f}" for v in values)

    lines = []
    left, right = (found["suite"], found["reports"]), found["baseline"]
    for name, figure in found["figures"].items():
        between = percent(*figure["interval"]) if figure["interval"] else ""
        middle = FIGURES[found["suite"]][name], percent(figure["value"]), between, percent(figure["baseline"])
        lines.append(f"| {' | '.join(map(str, (*left, *middle, right)))} |")
        left, right = ("", ""), ""
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
