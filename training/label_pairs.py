"""The teacher's word on unlabelled pairs: training data for the student, never test data.

    python label_pairs.py --encoder DIR --teacher DIR/model.pt --candidates FILE --data DIR --out FILE

``--data`` holds the suites that the candidates were drawn from. Each line of the result is a candidate with
``p``, the probabilities of the roots in the order of `pairs.ROOTS`, in thousandths. It holds no text.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import torch
from pairs import Pair, marked
from teacher import PairClassifier
from transformers import AutoTokenizer


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("encoder", "teacher", "candidates", "data", "out"):
        ap.add_argument(f"--{name}", type=Path, required=True)
    args = ap.parse_args()
    rows = [json.loads(line) for line in args.candidates.read_text(encoding="utf-8").strip("\n").split("\n")]
    texts = sentences(rows, args.data)
    tokenizer = AutoTokenizer.from_pretrained(args.encoder)
    model = PairClassifier(args.encoder)
    model.load_state_dict(torch.load(args.teacher, weights_only=True))
    model.eval()
    done = len(args.out.read_text(encoding="utf-8").splitlines()) if args.out.exists() else 0
    pair = lambda row, text: Pair(
        row["id"], text, *(tuple(row[k]) if row[k] else None for k in ("actor", "recipient")), None
    )
    with args.out.open("a", encoding="utf-8") as out, torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for k in range(done, len(rows), 32):
            batch = rows[k : k + 32]
            words = [marked(pair(r, t)) for r, t in zip(batch, texts[k : k + 32])]
            enc = tokenizer(words, padding=True, truncation=True, max_length=160, return_tensors="pt")
            p = torch.softmax(model(enc["input_ids"], enc["attention_mask"]).float(), 1)
            for row, chances in zip(batch, p.tolist()):
                out.write(json.dumps(row | {"p": [round(1000 * x) for x in chances]}) + "\n")
            out.flush()


def sentences(rows: list[dict], data: Path) -> list[str]:
    """The sentence of each row, from the suites' reports."""
    reports = {}
    for suite in {r["suite"] for r in rows}:
        for line in (data / suite / "reports.jsonl").read_text(encoding="utf-8").strip("\n").split("\n"):
            report = json.loads(line)
            reports[suite, str(report["id"])] = report["text"]
    return [reports[r["suite"], r["id"]][r["start"] : r["end"]] for r in rows]


if __name__ == "__main__":
    main()
