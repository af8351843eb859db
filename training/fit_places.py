"""Fits the weights by which words are judged to be place names (``data/en/places_weights.yaml``).

    python training/fit_places.py DATA

DATA holds ``reports.jsonl`` and ``gold.jsonl`` of a geoparsing suite: reports as the reader takes them, and for each
the spans of its toponyms. Every other report is fitted on, the rest are scored. The weights are some hundred numbers on
features that name no place, so that what is learned is how place names are used, not which there are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from harmattan.knowledge import load_knowledge
from harmattan.knowledge.gazetteer import Candidate, Gazetteer
from harmattan.knowledge.lexicon import lexicon
from harmattan.reading.places import features as toponym_features
from harmattan.reading.places import find as places
from harmattan.reading.places import lookup as toponym_lookup
from harmattan.reading.places import placing, toponyms
from harmattan.reading.syntax import Parse

RIDGE = 3.0
PULL = 1.0  # towards the resolution weights set by hand (part ``prior`` of the file)
RARE = 12  # a feature seen less often is left out
WEIGHTS = Path(toponyms.__file__).parent.parent / "knowledge" / "data" / "en" / "places_weights.yaml"


def fit(pairs: Iterable[tuple[Any, Parse]], gazetteer: Gazetteer) -> dict[str, Any]:
    """Weights for both looks, fitted on (gold, parse) pairs."""
    documents = []
    for gold, parse in pairs:
        context = toponym_features.Context(parse.doc)
        tops = list(toponyms.candidates(parse, gazetteer, context))
        documents.append((tops, [context.features(t) for t in tops], [label(gold, parse, t) for t in tops]))
    first = logistic([(f, y) for _, fs, ys in documents for f, y in zip(fs, ys, strict=True) if y is not None])
    rows = []
    for tops, features, labels in documents:
        scores = [toponyms.weigh(f, first) for f in features]
        rows += [
            (f, y) for f, y in zip(toponyms.elsewhere(tops, scores, features), labels, strict=True) if y is not None
        ]
    return {"toponym_first": first, "toponym_second": logistic(rows)}


def fit_third(pairs: Iterable[tuple[Any, Parse]], gazetteer: Gazetteer) -> dict[str, float]:
    """Weights of the last look, which knows the place that a word would name."""
    rows = []
    for gold, parse in pairs:
        tops = toponyms.find_toponyms(parse, gazetteer, toponyms.weights("limits")["candidate"])
        placed = places.place_all(parse, tops)
        labels = [label(gold, parse, p.toponym) for p in placed]
        rows += [(f, y) for f, y in zip(places.verdicts(placed), labels, strict=True) if y is not None]
    return logistic(rows)


def label(gold: Any, parse: Parse, top: toponym_lookup.Toponym) -> bool | None:
    """Whether a candidate is a toponym of the gold; `None` where the gold leaves it aside."""
    start, end = top.first - parse.body, top.last - parse.body
    best = None
    for t in gold["toponyms"]:
        shared = min(end, t["end"]) - max(start, t["start"])
        if shared <= 0:
            continue
        if t["optional"] or t["adjective"]:
            return None
        union = max(end, t["end"]) - min(start, t["start"])
        best = max(best or 0, shared / union)
    return best is not None and best >= 0.75


def logistic(rows: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """Ridge-regularised logistic regression by Newton's method."""
    counts: dict[str, int] = {}
    for features, _ in rows:
        for name in features:
            counts[name] = counts.get(name, 0) + 1
    names = ["bias", *sorted(n for n, c in counts.items() if c >= RARE)]
    column = {n: k for k, n in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    x[:, 0] = 1
    for n, (features, _) in enumerate(rows):
        for name, value in features.items():
            if name in column:
                x[n, column[name]] = value
    y = np.array([float(label) for _, label in rows])
    w = np.zeros(len(names))
    penalty = np.full(len(names), RIDGE)
    penalty[0] = 1e-3
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (p - y) + penalty * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if abs(step).max() < 1e-5:
            break
    return {n: round(float(v), 3) for n, v in zip(names, w, strict=True) if abs(v) >= 0.02}


def fit_resolution(
    pairs: Iterable[tuple[Any, Parse]], gazetteer: Gazetteer, start: dict[str, float]
) -> dict[str, float]:
    """Weights of the features by which candidates are chosen: conditional logit, refitted as beliefs change."""
    cases = []
    for gold, parse in pairs:
        asked = [(t, toponym_lookup.given_toponym(parse, t["start"] + parse.body, t["end"] + parse.body, gazetteer))
                 for t in gold["toponyms"]]  # fmt: skip
        taken = {i for _, t in asked if t for i in range(t.start, t.end)}
        limit = toponyms.weights("limits")["toponym"]
        others = [t for t in toponyms.find_toponyms(parse, gazetteer, limit) if taken.isdisjoint(range(t.start, t.end))]
        tops = sorted([*(t for _, t in asked if t), *others], key=lambda t: t.first)
        names, sense_of = places.senses(parse, tops)
        golds = {sense_of[tops.index(t)]: g for g, t in asked if t and g["latitude"] is not None and not g["adjective"]}
        cases.append((names, places.peoples(parse), golds))
    weights = dict(start)
    for _ in range(4):
        weights = _refit(cases, weights, start)
    return weights


def _refit(cases: list[Any], weights: dict[str, float], prior: dict[str, float]) -> dict[str, float]:
    rows = []  # (feature matrix as dict of arrays, target mask) for each name with gold
    for names, peoples, golds in cases:
        field = placing.Field(names, peoples, weights)
        features = field.fixed | field.company(field.settle())
        for g, gold in golds.items():
            start, end = field.bounds[g]
            hit = np.array([is_gold(c, gold) for c in field.candidates[start:end]], dtype=bool)
            if hit.any() and not hit.all():
                rows.append(({k: v[start:end] for k, v in features.items()}, hit))
    columns = sorted(({k for features, _ in rows for k in features} | set(prior)) - {"same_part"})  # for the last look
    data = [(np.stack([f.get(k, np.zeros(len(hit))) for k in columns], 1), hit) for f, hit in rows]
    set_by_hand = np.array([prior.get(k, 0.0) for k in columns])
    w = set_by_hand.copy()
    for _ in range(15):
        gradient, hessian = PULL * (w - set_by_hand), np.eye(len(w)) * PULL
        for x, hit in data:
            score = x @ w
            p = np.exp(score - score.max())
            p /= p.sum()
            q = np.where(hit, p, 0)
            q /= q.sum()
            gradient += x.T @ (p - q)
            hessian += (x * p[:, None]).T @ x - np.outer(x.T @ p, x.T @ p)
        w = w - np.linalg.solve(hessian, gradient)
    return {k: round(float(v), 3) for k, v in zip(columns, w, strict=True)}


def is_gold(candidate: Candidate, gold: Any) -> bool:
    """Whether a candidate is the gold place: by its id, else by lying within 50 km (a country: 600 km)."""
    if gold["geonameid"]:
        return candidate.id == int(gold["geonameid"])
    if candidate.latitude is None or candidate.longitude is None:
        return False
    width = (candidate.longitude - gold["longitude"]) * np.cos(np.radians(gold["latitude"]))
    away = 111.2 * float(np.hypot(candidate.latitude - gold["latitude"], width))
    return away < {"country": 600, "admin1": 150, "region": 600}.get(candidate.kind, 50)


def save(found: dict[str, Any]) -> None:
    """Put fitted weights into the data file, which keeps what is set by hand."""
    head, data = WEIGHTS.read_text(encoding="utf-8"), yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    comment = "".join(line + "\n" for line in head.split("\n") if line.startswith("#"))
    WEIGHTS.write_text(comment + yaml.safe_dump(data | found, sort_keys=True, width=110), encoding="utf-8")


def main(folder: Path) -> None:
    from harmattan.api import load_tools
    from harmattan.intake import Raw, make_report
    from harmattan.reading.syntax import parse

    def rows(name: str) -> list[Any]:
        return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]

    reports = [make_report(Raw(r["id"], record=r)) for r in rows("reports.jsonl")[::2]]
    pairs = list(zip(rows("gold.jsonl")[::2], parse(reports, load_tools().nlp), strict=True))
    gazetteer = load_knowledge().gazetteer
    save(fit(pairs, gazetteer))
    toponyms.weights.cache_clear()
    lexicon.cache_clear()
    save({"resolution": fit_resolution(pairs, gazetteer, toponyms.weights("prior"))})
    toponyms.weights.cache_clear()
    lexicon.cache_clear()
    save({"toponym_third": fit_third(pairs, gazetteer)})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
