"""Fine-tunes the large encoder on PLOVER pairs, as the teacher to distil from.

    python teacher.py --encoder DIR --data DIR --out DIR [--hold-back N] [--epochs N]

The encoder is a local folder with weights and tokenizer. Every ``--hold-back``-th pair is left out and scored.
A checkpoint is written after each epoch; a run that finds one goes on from it.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

import torch
from pairs import ROOTS, load_pairs, marked
from torch import nn
from transformers import AutoModel, AutoTokenizer


class PairClassifier(nn.Module):
    """An encoder with mean pooling and a linear head over the PLOVER roots."""

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder)
        size = self.encoder.config.hidden_size
        self.head = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(size, size), nn.Tanh(), nn.Dropout(0.1), nn.Linear(size, len(ROOTS))
        )

    def forward(self, input_ids, attention_mask):
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return self.head((states * mask).sum(1) / mask.sum(1))


def batches(texts, labels, tokenizer, size, shuffle, seed=0):
    order = list(range(len(texts)))
    if shuffle:
        random.Random(seed).shuffle(order)
        pool = size * 16  # sort by length within pools: little padding, still random
        order = [
            i for k in range(0, len(order), pool) for i in sorted(order[k : k + pool], key=lambda i: len(texts[i]))
        ]
    groups = [order[k : k + size] for k in range(0, len(order), size)]
    if shuffle:
        random.Random(seed + 1).shuffle(groups)
    for group in groups:
        enc = tokenizer([texts[i] for i in group], padding=True, truncation=True, max_length=160, return_tensors="pt")
        yield enc["input_ids"], enc["attention_mask"], torch.tensor([labels[i] for i in group]), group


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", type=Path, required=True)
    ap.add_argument("--data", type=Path, required=True, help="the folder of the plover suite")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--hold-back", type=int, default=0)
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--rate", type=float, default=3e-5)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(args.encoder)
    pairs = load_pairs(args.data)
    held = [p for n, p in enumerate(pairs) if args.hold_back and n % args.hold_back == 0]
    kept = {p.text for p in held}
    train = [p for p in pairs if p.text not in kept]
    model = PairClassifier(args.encoder)
    head = [p for n, p in model.named_parameters() if n.startswith("head")]
    body = [p for n, p in model.named_parameters() if not n.startswith("head")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": args.rate}, {"params": head, "lr": args.rate * 10}], weight_decay=0.01
    )
    steps = args.epochs * -(-len(train) // args.batch)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
    )
    state = args.out / "state.pt"
    first = 0
    if state.exists():
        saved = torch.load(state, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        first = saved["epoch"] + 1
    texts, labels = [marked(p) for p in train], [p.root for p in train]
    for epoch in range(first, args.epochs):
        model.train()
        start, total = time.time(), 0.0
        for n, (ids, mask, gold, _) in enumerate(
            batches(texts, labels, tokenizer, args.batch, True, args.seed * 100 + epoch)
        ):
            with torch.autocast("cpu", torch.bfloat16):
                loss = nn.functional.cross_entropy(model(ids, mask).float(), gold, label_smoothing=0.1)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += float(loss)
            if n % 10 == 0:
                print(f"epoch {epoch} step {n} loss {total / (n + 1):.3f} {time.time() - start:.0f} s", flush=True)
        torch.save(
            {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "epoch": epoch,
            },
            state,
        )
        if held:
            print(json.dumps({"epoch": epoch, **score(model, held, tokenizer)}), flush=True)
    torch.save(model.state_dict(), args.out / "model.pt")


def score(model, pairs, tokenizer) -> dict[str, float]:
    model.eval()
    gold, said = [p.root for p in pairs], []
    with torch.no_grad():
        for ids, mask, _, _ in batches([marked(p) for p in pairs], gold, tokenizer, 32, False):
            said += model(ids, mask).argmax(1).tolist()
    f1s = []
    for c in sorted(set(gold)):
        hit = sum(g == s == c for g, s in zip(gold, said))
        f1s.append(2 * hit / (gold.count(c) + said.count(c)) if hit else 0.0)
    return {
        "accuracy": sum(g == s for g, s in zip(gold, said)) / len(gold),
        "macro_f1": sum(f1s) / len(f1s),
        "n": len(gold),
    }


if __name__ == "__main__":
    main()
