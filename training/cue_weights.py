"""Makes `cue_weights.tsv`: how strongly a word, its relation to a stretch of text and its surroundings say that the
word attributes the stretch to somebody.

    python training/cue_weights.py pairs DATA OUT.jsonl     # with harmattan: candidate pairs with their features
    python training/cue_weights.py fit OUT.jsonl TSV        # with scikit-learn: logistic regression

DATA is a folder with ``reports.jsonl`` and ``gold.jsonl`` (spans of source, cue and content per attribution), made
from the training part of PolNeAR 1.0. Only weights are kept, no text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STRENGTH = 0.3  # inverse of the L2 penalty
FEWEST = 5  # articles in which a feature must occur
SMALLEST = 0.05  # weights nearer to zero are left out


def pairs(parse: Any, gold: dict[str, Any]) -> Iterator[tuple[int, list[str]]]:
    """(label, features) of every candidate pair of a parsed report."""
    from harmattan.reading.claims.cues import features

    for label, token, candidate, quotes in labelled(parse, gold):
        yield label, features(parse, token, candidate, quotes)


def labelled(parse: Any, gold: dict[str, Any]) -> Iterator[tuple[int, Any, Any, Any]]:
    """(label, cue, candidate, quotes) of every candidate pair of a parsed report."""
    from harmattan.reading.claims.contents import Quotes, candidates
    from harmattan.reading.claims.cues import may_be_cue
    from harmattan.reading.claims.quotations import find_quotations

    doc = parse.doc
    known: list[tuple[set[int], set[int]]] = []
    for unit in gold["attributions"]:
        cue, content = (
            {
                i
                for s in unit[role]
                if (found := doc.char_span(s["start"] + parse.body, s["end"] + parse.body, alignment_mode="expand"))
                for i in range(found.start, found.end)
            }
            for role in ("cue", "content")
        )
        known.append((cue, content))
    quotes = Quotes(parse, find_quotations(parse))
    for token in doc:
        if not may_be_cue(token):
            continue
        near = [k for k in known if token.i in k[0]]
        for candidate in candidates(parse, token, quotes):
            mine = {i for a, b in candidate.parts for i in range(a, b)}
            fits = any(len(mine & c) >= 0.5 * len(mine | c) for _, c in near) or any(
                candidate.quotations and len(mine & c) >= 0.8 * len(mine) for _, c in near
            )
            yield int(fits), token, candidate, quotes


def fit(source: Path, target: Path) -> None:
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    rows = [json.loads(line) for line in source.open(encoding="utf-8")]
    seen: dict[str, set[str]] = {}
    for article, _, names in rows:
        for name in names:
            seen.setdefault(name, set()).add(article)
    index = {name: n for n, name in enumerate(sorted(n for n, a in seen.items() if len(a) >= FEWEST))}
    ends, columns = [0], []
    for _, _, names in rows:
        columns += sorted({index[n] for n in names if n in index})
        ends.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(rows), len(index)))
    model = LogisticRegression(C=STRENGTH, max_iter=400, fit_intercept=False).fit(
        matrix, [label for _, label, _ in rows]
    )
    with target.open("w", encoding="utf-8") as file:
        file.write("# feature, weight; made by training/cue_weights.py from the training part of PolNeAR 1.0\n")
        for name, n in index.items():
            if abs(model.coef_[0][n]) >= SMALLEST:
                file.write(f"{name}\t{model.coef_[0][n]:.2f}\n")


def collect(data: Path, target: Path) -> None:
    """Writes (article, label, features) of every candidate pair of the reports in ``data``."""
    from harmattan.api import load_tools
    from harmattan.model import Report
    from harmattan.reading.syntax import parse

    reports = [json.loads(line) for line in (data / "reports.jsonl").open(encoding="utf-8")]
    gold = [json.loads(line) for line in (data / "gold.jsonl").open(encoding="utf-8")]
    parses = parse((Report(r["id"], r["text"], title=r.get("title")) for r in reports), load_tools().nlp)
    with target.open("w", encoding="utf-8") as file:
        for parsed, row in zip(parses, gold, strict=True):
            for label, names in pairs(parsed, row):
                file.write(json.dumps([row["id"], label, names]) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "pairs":
        collect(Path(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1] == "fit":
        fit(Path(sys.argv[2]), Path(sys.argv[3]))
