"""Trains the reader model, teacher or student: several heads on one encoder, from examples of `prepare.py`.

    python training/train.py --encoder DIR --out DIR --examples FILE [FILE …] [--soft FILE …] [--all]

Held-back documents are left out and scored after each epoch, unless ``--all`` takes them in. ``--soft`` adds what a
teacher says of unlabelled windows (`soften.py`). Seeded; a checkpoint an epoch, from which a run goes on.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path
from typing import Any

import torch
from network import ReaderModel, alone, batches, collate, encode, load_tokenizer, losses, read_examples
from scores import score
from soften import read_soft, soft_losses
from torch import nn

WEIGHTS = {"claims": 1.0, "triggers": 1.0, "manner": 0.5, "roles": 1.0, "pairs": 1.0}


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--encoder", type=Path, required=True)
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--examples", type=Path, nargs="+", required=True)
    ap.add_argument("--soft", type=Path, nargs="*", default=[])
    ap.add_argument("--all", action="store_true", help="train on held-back documents too")
    ap.add_argument("--fold", help="K/N: hold back every N-th pair group instead (field `fold` of the examples)")
    ap.add_argument("--epochs", type=int, default=5)
    ap.add_argument("--pieces", type=int, default=1400, help="word pieces in a batch")
    ap.add_argument("--rate", type=float, default=3e-5)
    ap.add_argument("--heads", type=float, default=5e-4, help="learning rate of the heads")
    ap.add_argument("--decay", type=float, default=0.9, help="learning rate of each layer against the one above")
    ap.add_argument("--claims-share", type=float, default=1.0, help="share of the windows with claims in each epoch")
    ap.add_argument("--soft-share", type=float, default=1.0, help="share of the softly labelled windows in each epoch")
    ap.add_argument("--alone", action="store_true", help="labelled sentences without what stands before them")
    ap.add_argument("--dropout", type=float, default=0.0, help="in the encoder; its random numbers cost the CPU much")
    ap.add_argument("--freeze", action="store_true", help="leave the embeddings of word pieces as they are")
    ap.add_argument("--bf16", action="store_true")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--start", type=Path, help="weights to start from")
    args = ap.parse_args()
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = load_tokenizer(args.encoder)
    rows = read_examples(args.examples)
    rows = encode(tokenizer, [alone(r) for r in rows] if args.alone else rows)
    held = [r for r in rows if r["held"]]
    train = rows if args.all else [r for r in rows if not r["held"]]
    if args.fold:
        part = int(args.fold.split("/")[0])
        held = [r for r in rows if r.get("fold") == part]
        away = {r["text"] for r in held}
        train = [r for r in rows if r["text"] not in away]
    soft = encode(tokenizer, read_soft(args.soft)) if args.soft else []
    model = ReaderModel(args.encoder, args.dropout)
    if args.freeze:
        model.encoder.embeddings.requires_grad_(False)
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=True))
    optimizer = torch.optim.AdamW(groups(model, args.rate, args.heads, args.decay), weight_decay=0.01, fused=True)
    plan = [epoch_batches(train, soft, args, e) for e in range(args.epochs)]
    steps = sum(map(len, plan))
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, (steps - s) / (steps - warm)))
    )
    state, first = args.out / "state.pt", 0
    if state.exists():
        saved = torch.load(state, weights_only=False)
        for name, part in (("model", model), ("optimizer", optimizer), ("schedule", schedule)):
            part.load_state_dict(saved[name])
        first = saved["epoch"] + 1
    print(f"{len(train)} examples, {len(soft)} soft, {len(held)} held back, {steps} steps", flush=True)
    for epoch in range(first, args.epochs):
        model.train()
        start, total = time.time(), 0.0
        for n, group in enumerate(plan[epoch]):
            batch = collate(group)
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                loss = soft_losses(model, batch) if "soft" in group[0] else losses(model, batch, WEIGHTS)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += float(loss.detach())
            if n % 50 == 0:
                print(
                    f"epoch {epoch} {n}/{len(plan[epoch])} loss {total / (n + 1):.3f} {time.time() - start:.0f} s",
                    flush=True,
                )
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(), "epoch": epoch}, state)  # fmt: skip
        torch.save(model.state_dict(), args.out / "model.pt")
        line: dict[str, Any] = {
            "epoch": epoch,
            "loss": round(total / max(1, len(plan[epoch])), 3),
            "seconds": round(time.time() - start),
        }
        print(json.dumps(line | (score(model, held, args.bf16) if held else {})), flush=True)


def epoch_batches(train: list[dict[str, Any]], soft: list[dict[str, Any]], args: Any, epoch: int) -> list[Any]:
    """The batches of one epoch; hard and soft windows never share one."""
    draw = random.Random(1000 * args.seed + epoch)
    hard = [r for r in train if not r["claims"] or draw.random() < args.claims_share]
    some = [r for r in soft if draw.random() < args.soft_share]
    found = [*batches(hard, args.pieces, args.seed + 7 * epoch), *batches(some, args.pieces, args.seed + 7 * epoch + 3)]
    found = [g for g in found if g]
    draw.shuffle(found)
    return found


def groups(model: ReaderModel, rate: float, heads: float, decay: float) -> list[dict[str, Any]]:
    """Parameters with their learning rates: lower layers move less."""
    layers = model.encoder.config.num_hidden_layers
    found: dict[float, list[Any]] = {}
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        if not name.startswith("encoder"):
            speed = heads
        elif ".layer." in name:
            speed = rate * decay ** (layers - 1 - int(name.split(".layer.")[1].split(".")[0]))
        else:
            speed = rate * decay**layers
        found.setdefault(speed, []).append(p)
    return [{"params": ps, "lr": speed} for speed, ps in found.items()]


if __name__ == "__main__":
    main()
