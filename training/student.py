"""Trains the small encoder that the reader carries: one pass over the tokens, heads that pool over spans.

    python student.py --encoder DIR --data DIR --out DIR [--labels FILE --reports DIR] [--hold-back N --part K]

``--data`` is the folder of the plover suite (gold pairs), ``--labels`` the teacher's word on further pairs
(`label_pairs.py`), whose texts lie under ``--reports``. Every ``--hold-back``-th gold pair (from ``--part``) is left
out and scored after each epoch; labelled pairs whose sentence is held back are dropped. Seeded; a checkpoint an epoch.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from label_pairs import sentences
from pairs import ROOTS, load_pairs
from torch import nn
from transformers import AutoModel, AutoTokenizer


@dataclass(frozen=True)
class Example:
    """A sentence, its parties' character spans, the target distribution over the roots, and its weight in the loss."""

    text: str
    actor: tuple[int, int] | None
    recipient: tuple[int, int] | None
    target: tuple[float, ...]
    weight: float


class Student(nn.Module):
    """Token states from the encoder; the type head pools over the sentence, the actor and the recipient."""

    def __init__(self, encoder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder)
        size = self.encoder.config.hidden_size
        self.types = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(5 * size, size), nn.Tanh(), nn.Dropout(0.1), nn.Linear(size, len(ROOTS))
        )

    def forward(self, ids, mask, actor, recipient):
        """``actor`` and ``recipient`` are 0/1 masks over the tokens, all zero for an implicit party."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        whole, a, r = pool(states, mask), pool(states, actor), pool(states, recipient)
        return self.types(torch.cat([whole, a, r, a - r, a * r], 1))


def pool(states, mask):
    m = mask.unsqueeze(-1).to(states.dtype)
    return (states * m).sum(1) / m.sum(1).clamp(min=1)


def gold_examples(pairs) -> list[Example]:
    hot = lambda root: tuple(float(i == root) for i in range(len(ROOTS)))
    return [Example(p.text, p.actor, p.recipient, hot(p.root), 1.0) for p in pairs]


def labelled_examples(labels: Path, reports: Path, weight: float) -> list[Example]:
    rows = [json.loads(line) for line in labels.read_text(encoding="utf-8").strip("\n").split("\n")]
    span = lambda v: tuple(v) if v else None
    return [
        Example(text, span(r["actor"]), span(r["recipient"]), tuple(x / sum(r["p"]) for x in r["p"]), weight)
        for r, text in zip(rows, sentences(rows, reports))
    ]


def collate(tokenizer, examples):
    enc = tokenizer(
        [e.text for e in examples], padding=True, truncation=True, max_length=160, return_tensors="pt",
        return_offsets_mapping=True,
    )  # fmt: skip
    offsets = enc["offset_mapping"]

    def touched(spans):
        out = torch.zeros(offsets.shape[:2])
        for i, span in enumerate(spans):
            if span:
                out[i] = ((offsets[i, :, 0] < span[1]) & (offsets[i, :, 1] > span[0])).float()
        return out

    return (
        enc["input_ids"],
        enc["attention_mask"],
        touched([e.actor for e in examples]),
        touched([e.recipient for e in examples]),
    )


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", type=Path, required=True)
    ap.add_argument("--data", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--labels", type=Path)
    ap.add_argument("--reports", type=Path)
    ap.add_argument("--hold-back", type=int, default=0)
    ap.add_argument("--part", type=int, default=0)
    ap.add_argument("--epochs", type=int, default=6)
    ap.add_argument("--batch", type=int, default=16)
    ap.add_argument("--rate", type=float, default=8e-5)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(args.encoder)
    pairs = load_pairs(args.data)
    held = [p for n, p in enumerate(pairs) if args.hold_back and n % args.hold_back == args.part]
    away = {p.text for p in held}
    train = gold_examples(p for p in pairs if p.text not in away)
    if args.labels:
        train += [e for e in labelled_examples(args.labels, args.reports, 0.5) if e.text not in away]
    model = Student(args.encoder)
    head = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    optimizer = torch.optim.AdamW(
        [{"params": model.encoder.parameters(), "lr": args.rate}, {"params": head, "lr": args.rate * 5}],
        weight_decay=0.01,
    )
    steps = args.epochs * -(-len(train) // args.batch)
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
    )
    print(f"{len(train)} examples, {len(held)} held back", flush=True)
    for epoch in range(args.epochs):
        model.train()
        start, total, order = time.time(), 0.0, list(range(len(train)))
        random.Random(args.seed * 100 + epoch).shuffle(order)
        for k in range(0, len(order), args.batch):
            batch = [train[i] for i in order[k : k + args.batch]]
            logits = model(*collate(tokenizer, batch))
            target = torch.tensor([e.target for e in batch]) * 0.9 + 0.1 / len(ROOTS)
            weight = torch.tensor([e.weight for e in batch])
            loss = (nn.functional.cross_entropy(logits, target, reduction="none") * weight).sum() / weight.sum()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += float(loss.detach())
        torch.save(model.state_dict(), args.out / "model.pt")
        line = {
            "epoch": epoch,
            "loss": round(total * args.batch / len(order), 3),
            "seconds": round(time.time() - start),
        }
        print(json.dumps(line | (score(model, tokenizer, held) if held else {})), flush=True)


def score(model, tokenizer, pairs) -> dict[str, float]:
    """Accuracy and macro-F1 on gold pairs."""
    model.eval()
    examples, gold, said = gold_examples(pairs), [p.root for p in pairs], []
    with torch.no_grad():
        for k in range(0, len(examples), 32):
            said += model(*collate(tokenizer, examples[k : k + 32])).argmax(1).tolist()
    f1s = []
    for c in sorted(set(gold)):
        hit = sum(g == s == c for g, s in zip(gold, said))
        f1s.append(2 * hit / (gold.count(c) + said.count(c)) if hit else 0.0)
    accuracy = sum(g == s for g, s in zip(gold, said)) / len(gold)
    return {"accuracy": round(accuracy, 4), "macro_f1": round(sum(f1s) / len(f1s), 4), "n": len(gold)}


if __name__ == "__main__":
    main()
