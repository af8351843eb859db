"""How far confidences are from the truth, and the weights that bring them there.

    python training/calibration.py fit --data DIR [--data DIR …] --sentences FILE … --articles FILE …
    python training/calibration.py heads --data DIR [--data DIR …] --sentences FILE … --articles FILE …
    python training/calibration.py check READINGS.jsonl LABELS.jsonl [LABELS.jsonl …]

``fit`` makes two tables of ``data/encoder/decisions.yaml``: *whole*, which turns the confidence of an event's surest
mention into that of the whole event, and *precision*, what ``--min-precision`` goes by. It reads whole articles (not
those of the own test) and lone sentences that `splits.judged` keeps from the encoder's training. ``heads`` tells the
error of every single decision on the judged part, and sets how sharp those between several words are (*sharp*, the
inverse of a temperature); ``check`` tells that of whole events in readings of labelled articles.

An event is right when its type, actors and recipients are those of a labelled event (`labels/label_scores.py`); one
that no label meets is wrong. Errors are means over ten bins of equal size. Few events fall far from their bin's mean
by chance alone, so beside each error stands what a perfect confidence would show on as many: mean, 95 % bound.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "labels"))
import label_scores  # needs the line above
import yaml
from decisions import (
    OUT,
    SIDES,
    Case,
    background_rows,
    circumstance_rows,
    event_rows,
    keep,
    labels_of,
    party_rows,
    weighed_cases,
)
from fit_places import logistic
from labels import article_texts, digest, read_lines
from prepare import claim_tags, parsed_reports
from splits import judged, own_test

import harmattan
from harmattan.api import load_tools
from harmattan.model import Report
from harmattan.reading.encoder.decisions import chance
from harmattan.reading.encoder.decisions import decisions as fitted
from harmattan.reading.encoder.encoded import Encoded
from harmattan.reading.events import deciding
from harmattan.reading.syntax import parse

BINS, FOLDS, DRAWS, SEED = 10, 5, 300, 1
LEAST = 15  # events from a confidence upwards, for their share to be believed
Features = dict[str, float]
Row = tuple[str, Features, bool]  # document, features, whether it is right
Said = Sequence[tuple[float, bool]]


def outcomes(reading: Mapping[str, Any], label: Mapping[str, Any]) -> list[tuple[dict[str, Any], bool]]:
    """The events of a reading, and whether each is right."""
    events, _, pairs = label_scores.matched_events(reading, label)
    met = {id(a): b for a, b in pairs}
    found = []
    for record, event in zip(reading["events"], events, strict=True):
        other = met.get(id(event))
        right = other is not None and event.type == other.type and all(
            label_scores.same_parties(getattr(event, s), getattr(other, s)) for s in SIDES
        )  # fmt: skip
        found.append((record, right))
    return found


def error(found: Said) -> float:
    """The expected calibration error: mean distance of confidence and share of right ones over the bins."""
    order = sorted(found)
    size = max(1, -(-len(order) // BINS))
    bins = [order[k : k + size] for k in range(0, len(order), size)]
    return sum(abs(sum(p for p, _ in b) - sum(y for _, y in b)) for b in bins) / max(1, len(order))


def by_chance(found: Said) -> tuple[float, float]:
    """The error that these confidences would show if all were true: mean and 95 % bound."""
    draw = random.Random(SEED)
    drawn = sorted(error([(p, draw.random() < p) for p, _ in found]) for _ in range(DRAWS))
    return sum(drawn) / DRAWS, drawn[int(0.95 * DRAWS)]


def line(name: str, found: Said) -> str:
    """How true confidences are, in a line."""
    mean, bound = by_chance(found)
    share = sum(y for _, y in found) / len(found)
    errors = f"error {error(found):.3f} (perfect: {mean:.3f}, ≤ {bound:.3f})"
    return f"{name:28}{len(found):6} cases, {share:.3f} right, {errors}"


def fold(document: str) -> int:
    """The fold of a document, by a digest of its name."""
    return hashlib.sha256(document.encode()).digest()[2] % FOLDS


def crossed(rows: Sequence[Row]) -> list[tuple[float, bool]]:
    """Chances of rows, in their order, by weights that were fitted on the documents of other folds."""
    weights = [logistic([(f, y) for d, f, y in rows if fold(d) != k]) for k in range(FOLDS)]
    return [(chance(f, weights[fold(d)]), y) for d, f, y in rows]


# ------------------------------------------------------------------ whole events


def stretches(args: argparse.Namespace) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Kind, document, text and label of what is read: whole articles, then lone sentences."""
    text = article_texts(args.data)
    met: set[tuple[str, str]] = set()
    for label in (r for path in args.articles for r in read_lines(path)):
        key = (label["suite"], label["id"])
        if key not in own_test() and key not in met:
            met.add(key)
            yield "articles", "/".join(key), text(*key), label
    seen: set[tuple[str, str, int]] = set()
    for row in (r for path in args.sentences for r in read_lines(path)):
        place = (row["suite"], row["id"], row["start"])
        if judged(row["suite"], row["id"]) and place not in seen and place[:2] not in own_test():
            seen.add(place)
            cut = text(row["suite"], row["id"])[row["start"] : row["end"]]
            events = [{**e, "also": e.get("also", []), "claims": []} for e in row["events"]]
            label = {**row, "sha256": digest(cut), "sentences": [0], "events": events, "claims": []}
            yield "sentences", f"{row['suite']}/{row['id']}", cut, label


def whole_rows(args: argparse.Namespace) -> dict[str, list[Row]]:
    """Features of every event that is read, by the kind of text."""
    found: dict[str, list[Row]] = {"articles": [], "sentences": []}
    fitted()["whole"] = {"mention": 1.0}  # as the mentions have it
    cases = list(stretches(args))
    reports = [Report(str(n), text) for n, (_, _, text, _) in enumerate(cases)]
    lengths = [len(p.sentences) for p in parse(reports, load_tools().nlp)]
    readings = harmattan.read_many({"id": r.id, "text": r.text} for r in reports)
    for (kind, document, _, label), length, reading in zip(cases, lengths, readings, strict=True):
        if not isinstance(reading, harmattan.Reading) or reading.report.repairs:
            continue  # offsets of labels are those of the text as it came
        events = {e.id: e for e in reading.events}
        for event, right in outcomes(reading.to_dict(), {**label, "id": reading.report.id}):
            features = deciding.whole_features(events[event["id"]], length)
            found[kind].append((document, features, right))
    return found


def precisions(events: Said) -> dict[float, float]:
    """Share → the least confidence (in hundredths) from which at least that share of events is right."""
    found: dict[float, float] = {}
    for share in (n / 20 for n in range(8, 20)):
        for least in (n / 100 for n in range(1, 100)):
            kept = [y for p, y in events if round(p, 2) >= least]
            if len(kept) < LEAST:
                break
            if sum(kept) / len(kept) >= share:
                found[share] = least
                break
    return found


def fit(args: argparse.Namespace) -> None:
    kinds = whole_rows(args)
    rows = [row for part in kinds.values() for row in part]
    said = crossed(rows)
    start = 0
    for kind, part in kinds.items():
        print(line(f"whole events, {kind}", said[start : start + len(part)]))
        start += len(part)
    table: dict[str, Any] = yaml.safe_load(OUT.read_text(encoding="utf-8"))
    table["whole"] = logistic([(f, y) for _, f, y in rows])
    table["precision"] = precisions(said)
    keep(table)
    print(table["whole"], table["precision"])


def check(args: argparse.Namespace) -> None:
    by_id = {str(r["report"]["id"]): r for r in read_lines(args.readings) if "events" in r}
    found = []
    for label in (r for path in args.labels for r in read_lines(path)):
        if label["id"] in by_id:
            found += [(e["confidence"], y) for e, y in outcomes(by_id[label["id"]], label)]
    print(line("whole events", found))
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        kept = [y for p, y in found if p >= least]
        if kept:
            print(f"confidence from {least}: {len(kept)} events, {sum(kept) / len(kept):.3f} right")


# ------------------------------------------------------------------ single decisions


def heads(args: argparse.Namespace) -> None:
    cases = list(weighed_cases(args.data, labels_of(args.sentences, args.articles)))
    features: dict[str, Callable[[Any], list[tuple[Features, bool]]]] = {
        "event": event_rows,
        **{side: (lambda part, side=side: party_rows(part, side)) for side in SIDES},
        **{what: (lambda part, what=what: circumstance_rows(part, what)) for what in ("places", "times")},
        "background": background_rows,
    }  # fmt: skip
    for name, of in features.items():
        parts = [(c.scene.parse.report.id, row) for c in cases for row in of([c])]
        print(line(name, crossed([(d, f, y) for d, (f, y) in parts])))
    table: dict[str, Any] = yaml.safe_load(OUT.read_text(encoding="utf-8"))
    for name in ("type", "factuality", "outcome"):
        rows = [(c.scene.parse.report.id, scores_of(c, name), {e[name] for e in c.gold}) for c in cases if c.gold]
        sharp = [sharpest([row for row in rows if fold(row[0]) != k]) for k in range(FOLDS)]
        said = [likeliest(logs, right, sharp[fold(d)]) for d, logs, right in rows]
        table[name]["sharp"] = sharpest(rows)
        print(line(name, said), "sharp", table[name]["sharp"])
    keep(table)
    for name, words in claim_words(args.data).items():
        print(line(name, words))


def claim_words(folders: Sequence[Path]) -> dict[str, list[tuple[float, bool]]]:
    """The encoder's word by word tags of claims in the development articles of `attribution`, which it has not seen."""
    suite = "attribution"
    gold = {str(r["id"]): r["attributions"] for f in folders if (f / suite).is_dir()
            for r in read_lines(f / suite / "gold.jsonl")}  # fmt: skip
    found: dict[str, list[tuple[float, bool]]] = {"claim words": [], "cue at any depth": [], "source at any depth": []}
    for (_, id), parsed in parsed_reports(folders, [(suite, id) for id in gold], load_tools().nlp):
        tags, cues, sources = claim_tags(parsed, gold[id])
        encoded = Encoded(parsed)
        for i in (t.i for t in parsed.doc if not t.is_space):
            best = int(encoded.claims[i].argmax())
            found["claim words"].append((float(encoded.claims[i, best]), best == tags.get(i, 0)))
            found["cue at any depth"].append((float(encoded.voices[i, 0]), i in cues))
            found["source at any depth"].append((float(encoded.voices[i, 1]), i in sources))
    return found


def scores_of(case: Case, name: str) -> dict[str, float]:
    """Logarithms of the chances of a case's types, factualities or outcomes, by rules and encoder together."""
    proposal, ruled = case.weighed.proposal, case.weighed.ruled.event
    if name == "type":
        return deciding.type_scores(case.encoded, proposal)
    return deciding.raised(getattr(case.encoded.manner(proposal.at), name), getattr(ruled, name), fitted()[name])


def likeliest(logs: Mapping[str, float], right: Collection[str], sharp: float) -> tuple[float, bool]:
    """The chance of the likeliest, and whether it is right."""
    found = deciding.shares(logs, sharp)
    best = max(found, key=lambda name: found[name])
    return found[best], best in right


def sharpest(rows: Sequence[tuple[str, Mapping[str, float], Collection[str]]]) -> float:
    """The inverse temperature by which what is right is likeliest."""

    def loss(sharp: float) -> float:
        found = 0.0
        for _, logs, right in rows:
            chances = deciding.shares(logs, sharp)
            found -= math.log(max(1e-6, sum(p for name, p in chances.items() if name in right)))
        return found

    return min((n / 20 for n in range(6, 31)), key=loss)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = ap.add_subparsers(dest="command", required=True)
    for name in ("fit", "heads"):
        one = commands.add_parser(name)
        one.add_argument("--data", type=Path, action="append", required=True)
        one.add_argument("--sentences", type=Path, nargs="*", default=[])
        one.add_argument("--articles", type=Path, nargs="*", default=[])
    two = commands.add_parser("check")
    two.add_argument("readings", type=Path)
    two.add_argument("labels", type=Path, nargs="+")
    args = ap.parse_args()
    {"fit": fit, "heads": heads, "check": check}[args.command](args)


if __name__ == "__main__":
    main()
