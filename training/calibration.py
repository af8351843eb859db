"""How far confidences are from the truth: expected calibration error of whole events, and what a cut-off gives.

    python training/calibration.py READINGS.jsonl LABELS.jsonl [LABELS.jsonl ...]

READINGS are of the labelled articles. An event is right when its type, actors and recipients are those of a labelled
event (`labels/label_scores.py`); one that no label meets is wrong. Ten bins of equal size.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "labels"))
import label_scores as scores  # needs the line above

BINS = 10


def outcomes(readings: Path, labels: Sequence[Path]) -> list[tuple[float, bool]]:
    """Confidence of every event, and whether it is right."""
    by_id = {str(r["report"]["id"]): r for r in map(json.loads, readings.open(encoding="utf-8")) if "events" in r}
    found = []
    for label in (json.loads(line) for path in labels for line in path.open(encoding="utf-8")):
        reading = by_id.get(label["id"])
        if reading is None:
            continue
        events, _ = scores._of_reading(reading, label)
        gold, _ = scores._of_label(label)
        likeness = [scores._by_trigger, scores._by_sentence, scores._by_headline]
        pairs = {id(a): b for a, b in scores._pairs(events, gold, likeness)}
        for event, told in zip(events, reading["events"], strict=True):
            other = pairs.get(id(event))
            sides = ("actors", "recipients")
            right = other is not None and event.type == other.type and all(
                scores.same_parties(getattr(event, s), getattr(other, s)) for s in sides
            )  # fmt: skip
            found.append((told["confidence"], right))
    return found


def error(found: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: mean distance of confidence and share of right ones over the bins."""
    order = sorted(found)
    size = max(1, -(-len(order) // BINS))
    bins = [order[k : k + size] for k in range(0, len(order), size)]
    return sum(abs(sum(p for p, _ in b) - sum(y for _, y in b)) for b in bins) / max(1, len(order))


def main(readings: Path, labels: Sequence[Path]) -> None:
    found = outcomes(readings, labels)
    share = sum(y for _, y in found) / len(found)
    print(f"{len(found)} events, {share:.3f} right, expected calibration error {error(found):.3f}")
    for least in (0.3, 0.5, 0.6, 0.7, 0.8):
        kept = [y for p, y in found if p >= least]
        if kept:
            print(f"confidence from {least}: {len(kept)} events, {sum(kept) / len(kept):.3f} right")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(p) for p in sys.argv[2:]])
