"""Cross-validation of the pair head on gold pairs, over random folds and folds grouped by the sentence's root verb.

    python training/folds.py assign --examples FILE --out FILE        # project environment: adds the folds
    python training/folds.py run --encoder DIR --examples FILE [--start WEIGHTS] [--epochs N]   # training environment

For every fold the model is fine-tuned from the same start (which must not have seen these pairs) on the others; pairs
whose sentence is held back are left out. Beside it: the frozen encoder with logistic regression on the same folds.
Intervals are bootstrapped over pairs (95 %).
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDS = 5
KINDS = ("random", "verb")


def assign(args: argparse.Namespace) -> None:
    """Adds to each pair its random fold and that of its root verb."""
    from harmattan.api import load_tools
    from harmattan.model import Report
    from harmattan.reading.syntax import parse

    rows = [r for r in map(json.loads, args.examples.open(encoding="utf-8")) if r["pair"]]
    draw = random.Random(13)
    by_text = {t: draw.randrange(FOLDS) for t in sorted({r["text"] for r in rows})}
    reports = (Report(str(n), r["text"]) for n, r in enumerate(rows))
    verbs = [p.sentences[0].root.lemma_.lower() for p in parse(reports, load_tools().nlp)]
    sizes = [0] * FOLDS
    home: dict[str, int] = {}
    for verb in sorted(set(verbs), key=lambda v: (-verbs.count(v), v)):  # the largest groups first, evenly
        home[verb] = sizes.index(min(sizes))
        sizes[home[verb]] += verbs.count(verb)
    with args.out.open("w", encoding="utf-8") as file:
        for row, verb in zip(rows, verbs, strict=True):
            row["folds"] = {"random": by_text[row["text"]], "verb": home[verb]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def run(args: argparse.Namespace) -> None:
    import torch
    from network import ROOTS, ReaderModel, batches, collate, encode, load_tokenizer, losses, pair_masks
    from train import WEIGHTS, groups

    rows = encode(load_tokenizer(args.encoder), [json.loads(line) for line in args.examples.open(encoding="utf-8")])
    gold = [ROOTS.index(r["pair"]["root"]) for r in rows]
    for n, row in enumerate(rows):
        row["n"] = n

    def said_by(model: Any, part: Sequence[dict[str, Any]]) -> dict[int, int]:
        found: dict[int, int] = {}
        model.eval()
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            for group in batches(part, 4000, None):
                batch = collate(group)
                states = model.words(batch.ids, batch.mask, batch.first)
                scores = model.pair(states, batch.word_mask, *pair_masks(batch, range(len(group)), states.shape[1]))
                found |= dict(zip([r["n"] for r in group], scores.argmax(1).tolist(), strict=True))
        return found

    def fresh() -> Any:
        model = ReaderModel(args.encoder)
        model.encoder.embeddings.requires_grad_(False)
        if args.start:
            model.load_state_dict(torch.load(args.start, weights_only=True))
        return model

    frozen = embed(rows, ReaderModel(args.encoder))
    for kind in KINDS:
        said: dict[int, int] = {}
        plain: dict[int, int] = {}
        for fold in range(FOLDS):
            held = [r for r in rows if r["folds"][kind] == fold]
            away = {r["text"] for r in held}
            train = [r for r in rows if r["text"] not in away]
            torch.manual_seed(1)
            model = fresh()
            optimizer = torch.optim.AdamW(groups(model, 2e-4, 1e-3, 0.9), weight_decay=0.01, fused=True)
            plan = [g for e in range(args.epochs) for g in batches(train, 1200, 5 * e + 1)]
            schedule = torch.optim.lr_scheduler.LambdaLR(
                optimizer, lambda s, n=len(plan): min((s + 1) / (0.1 * n), max(0.02, (n - s) / (0.9 * n)))
            )
            model.train()
            for group in plan:
                with torch.autocast("cpu", torch.bfloat16):
                    loss = losses(model, collate(group), WEIGHTS)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad()
            said |= said_by(model, held)
            plain |= regression(frozen, gold, [r["n"] for r in train], [r["n"] for r in held])
            print(
                kind, fold, len(held), round(sum(said[r["n"]] == gold[r["n"]] for r in held) / len(held), 3), flush=True
            )
        for name, found in (("fine-tuned", said), ("frozen, logistic regression", plain)):
            order = sorted(found)
            report(f"{kind}, {name}", [gold[n] for n in order], [found[n] for n in order])


def embed(rows: Sequence[dict[str, Any]], model: Any) -> Any:
    """Frozen states of each pair: whole sentence, actor, recipient."""
    import torch
    from network import batches, collate, pair_masks, pool

    model.eval()
    out: dict[int, Any] = {}
    with torch.no_grad():
        for group in batches(rows, 4000, None):
            batch = collate(group)
            states = model.words(batch.ids, batch.mask, batch.first)
            masks = (batch.word_mask, *pair_masks(batch, range(len(group)), states.shape[1]))
            joined = torch.cat([pool(states, m) for m in masks], 1)
            out |= {r["n"]: x.numpy() for r, x in zip(group, joined, strict=True)}
    return out


def regression(states: Any, gold: Sequence[int], train: Sequence[int], held: Sequence[int]) -> dict[int, int]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, max_iter=2000).fit([states[n] for n in train], [gold[n] for n in train])
    return dict(zip(held, map(int, model.predict([states[n] for n in held])), strict=True))


def report(name: str, gold: Sequence[int], said: Sequence[int]) -> None:
    draw = random.Random(7)
    pairs = list(zip(gold, said, strict=True))
    drawn = sorted(macro([pairs[draw.randrange(len(pairs))] for _ in pairs]) for _ in range(500))
    right = sum(a == b for a, b in pairs) / len(pairs)
    print(f"{name}: macro-F1 {macro(pairs):.3f} ({drawn[12]:.3f}-{drawn[487]:.3f}), accuracy {right:.3f}", flush=True)


def macro(pairs: Sequence[tuple[int, int]]) -> float:
    kinds = sorted({a for a, _ in pairs})
    scores = []
    for k in kinds:
        hit = sum(a == b == k for a, b in pairs)
        scores.append(2 * hit / (sum(a == k for a, _ in pairs) + sum(b == k for _, b in pairs)) if hit else 0.0)
    return sum(scores) / len(scores)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = ap.add_subparsers(dest="command", required=True)
    one = commands.add_parser("assign")
    one.add_argument("--examples", type=Path, required=True)
    one.add_argument("--out", type=Path, required=True)
    two = commands.add_parser("run")
    two.add_argument("--encoder", type=Path, required=True)
    two.add_argument("--examples", type=Path, required=True)
    two.add_argument("--start", type=Path)
    two.add_argument("--epochs", type=int, default=6)
    args = ap.parse_args()
    (assign if args.command == "assign" else run)(args)


if __name__ == "__main__":
    main()
