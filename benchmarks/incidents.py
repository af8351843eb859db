"""Incidents beside the same-lemma baseline, on the even- and the odd-numbered topics of ECB+.

    python benchmarks/incidents.py OUT [--bench DIR] [--data DIR]

OUT is the folder in which `run.sh incidents` kept `readings.jsonl`; the situation is made anew from its `ledger`, so
that matching can be changed without reading again. Matching was set on the even-numbered topics. The baseline takes
all coded events whose triggers have the same last word, endings cut off, for one incident: over all reports, and
within gold topics, which it is told.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from harmattan.ledger import Ledger
from harmattan.model import Reading
from harmattan.situation.incidents import situation
from harmattan.situation.words import words_of

SHOWN = ("documents_b3_f1", "documents_b3_p", "documents_b3_r", "documents_pairwise_f1", "documents_placed",
         "mentions_conll_f1", "matched_mentions_conll_f1")  # fmt: skip


def lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def same_lemma(readings: Iterable[dict[str, Any]], within: Callable[[str], str]) -> dict[str, Any]:
    """Events whose triggers end in the same word, within one group of reports, as incidents."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for reading in readings:
        report = reading["report"]["id"]
        for event in reading.get("events", []):
            words = words_of(event["trigger"]["text"]) or [event["trigger"]["text"].lower()]
            groups[within(report), words[-1]].append((report, event["id"]))
    return {
        "incidents": [
            {"id": f"i{n}", "reports": sorted({r for r, _ in events}), "events": events}
            for n, events in enumerate(groups.values())
        ]
    }


def _within(readings: list[Reading], topic: str) -> list[dict[str, Any]]:
    """The incidents of one gold topic's reports by themselves."""
    found = situation(readings).to_dict()["incidents"]
    return [{**incident, "id": f"{topic} {incident['id']}"} for incident in found]


def main() -> None:
    root = Path(__file__).parents[1]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--bench", type=Path, default=root.parent / "shared" / "bench")
    parser.add_argument("--data", type=Path, default=root.parent / "shared" / "data")
    args = parser.parse_args()
    sys.path.insert(0, str(args.bench))
    import score  # type: ignore[import-not-found]
    from common import Reading as Scored  # type: ignore[import-not-found]

    gold = lines(args.data / "incidents" / "gold.jsonl")
    texts = {r["id"]: r["text"] for r in lines(args.data / "incidents" / "reports.jsonl")}
    readings = lines(args.out / "readings.jsonl")
    raw = {r["report"]["id"]: r for r in readings}
    topic = {g["id"]: g["topic"] for g in gold}
    with Ledger(args.out / "ledger", create=False) as ledger:
        kept = list(ledger.readings())
    told = [r for t in set(topic.values()) for r in _within([k for k in kept if topic[str(k.report.id)] == t], t)]
    found = {
        "harmattan": situation(kept).to_dict(),
        "harmattan, gold topics": {"incidents": told},
        "same lemma, all reports": same_lemma(readings, lambda report: ""),
        "same lemma, gold topics": same_lemma(readings, lambda report: topic[report]),
    }
    for name, made in found.items():
        for part, wanted in (("even topics", (0,)), ("odd topics", (1,)), ("all topics", (0, 1))):
            cases = [(g, Scored(raw.get(g["id"]), texts[g["id"]])) for g in gold if int(g["topic"]) % 2 in wanted]
            figures = score.score_incidents(cases, made)
            print(f"{name}, {part}: " + "  ".join(f"{key} {100 * figures[key]:.1f}" for key in SHOWN))


if __name__ == "__main__":
    main()
