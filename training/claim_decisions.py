"""Fits the weights by which grammar, words and encoder decide on claims (row ``claim`` of ``decisions.yaml``).

    python training/claim_decisions.py DATA

Runs in the project's own environment. DATA is a folder of gold attributions (``reports.jsonl``, ``gold.jsonl``) that
neither the encoder nor the weights of words were trained on: every other report is fitted on, the rest are scored.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml
from cue_weights import labelled
from decisions import OUT, keep
from fit_places import logistic

from harmattan.api import load_tools
from harmattan.model import Report
from harmattan.reading.claims.cues import is_known, score
from harmattan.reading.claims.tagged import Tags
from harmattan.reading.encoder.decisions import chance
from harmattan.reading.encoder.encoded import Encoded
from harmattan.reading.syntax import parse

THRESHOLDS = (0.3, 0.4, 0.5, 0.6)


def main(data: Path) -> None:
    reports = [json.loads(line) for line in (data / "reports.jsonl").open(encoding="utf-8")]
    gold = [json.loads(line) for line in (data / "gold.jsonl").open(encoding="utf-8")]
    parses = parse((Report(r["id"], r["text"], title=r.get("title")) for r in reports), load_tools().nlp)
    rows: list[list[tuple[dict[str, float], bool, float]]] = [[], []]
    for n, (parsed, row) in enumerate(zip(parses, gold, strict=True)):
        tags = Tags(Encoded(parsed))
        for label, token, candidate, quotes in labelled(parsed, row):
            if is_known(token) or tags.heard(token):
                lexical = score(parsed, token, candidate, quotes)
                rows[n % 2].append((tags.features(lexical, token, candidate), bool(label), lexical))
    weights = logistic([(f, y) for f, y, _ in rows[0]])
    for name, part in (("fitted on", rows[0]), ("not looked at", rows[1])):
        gold_pairs = sum(y for _, y, _ in part)
        for t in THRESHOLDS:
            for who, values in (("words", [x for _, _, x in part]), ("both", [chance(f, weights) for f, _, _ in part])):
                said = [y for (_, y, _), v in zip(part, values, strict=True) if v >= t]
                print(f"{name}, {who} from {t}: F1 {2 * sum(said) / (len(said) + gold_pairs):.3f}")
    table = yaml.safe_load(OUT.read_text(encoding="utf-8"))
    table["claim"] = weights
    keep(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
