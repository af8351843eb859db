"""A teacher's word on unlabelled windows, for distillation: training data, never test data.

    python training/soften.py --encoder DIR --teacher DIR/model.pt --windows FILE [FILE …] --out FILE.pt

``--windows`` are examples of `prepare.py`; what labels they have is left aside. For each window the result has the
scores of the trigger head for each word and, at words that the teacher holds for triggers (chance above
`CHANCE`), those of the roles, of manner, and of the pair of the likeliest actor and recipient.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from network import Batch, ReaderModel, batches, collate, encode, load_tokenizer, pair_masks, pool, read_examples
from torch import Tensor
from torch.nn import functional as F

CHANCE = 0.12
HEAT = 1.5  # temperature of the distillation


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("encoder", "out"):
        ap.add_argument(f"--{name}", type=Path, required=True)
    ap.add_argument("--teacher", type=Path, nargs="+", required=True, help="several are averaged")
    ap.add_argument("--windows", type=Path, nargs="+", required=True)
    ap.add_argument("--fp32", action="store_true")
    args = ap.parse_args()
    rows = encode(load_tokenizer(args.encoder), read_examples(args.windows))
    rows = [r for r in rows if not r["held"]]
    models = []
    for path in args.teacher:
        model = ReaderModel(args.encoder)
        model.load_state_dict(torch.load(path, weights_only=True))
        models.append(model.eval())
    kept, done = [], 0
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=not args.fp32):
        for group in batches(rows, 4000, None):
            kept += soften(models, collate(group))
            done += len(group)
            if len(kept) % 500 < len(group):
                print(done, "of", len(rows), flush=True)
    torch.save(kept, args.out)


def soften(models: Sequence[ReaderModel], batch: Batch) -> list[dict[str, Any]]:
    """The windows of a batch with the models' mean scores."""
    mean = lambda found: torch.stack(list(found)).mean(0)
    states = [m.words(batch.ids, batch.mask, batch.first) for m in models]
    kinds = mean(m.triggers(s) for m, s in zip(models, states))
    sure = kinds.softmax(-1)[..., 0] < 1 - CHANCE
    found = []
    for n, row in enumerate(batch.rows):
        size = len(row["first"])
        soft: dict[str, Any] = {"triggers": kinds[n, :size].half(), "at": sure[n, :size].nonzero().flatten()}
        at = soft["at"]
        if len(at):
            home = torch.tensor(row["sentences"])
            here = (home.unsqueeze(0) == home[at].unsqueeze(1)).float()
            roles, manner = [], []
            for m, s in zip(models, states):
                own = s[n, :size].unsqueeze(0).expand(len(at), -1, -1)
                roles.append(m.roles(s[n, at], own))
                manner.append(m.manners(s[n, at], pool(own, here)))
            soft["roles"] = mean(roles).half()
            soft["manner"] = {k: mean(x[k] for x in manner).half() for k in manner[0]}
        pair = row.get("pair") or (likeliest_pair(soft) if len(at) else None)
        if pair:
            masks = pair_masks(Batch([row | {"pair": pair}], *[batch.ids] * 4), [0], states[0].shape[1])
            scores = (m.pair(s[n : n + 1], batch.word_mask[n : n + 1], *masks) for m, s in zip(models, states))
            soft["pair"] = mean(scores)[0].half()
        keep = {k: row[k] for k in ("id", "text", "words", "sentences", "held")}
        found.append(keep | {"soft": soft, "events": None, "claims": None, "scope": None, "pair": pair})
    return found


def likeliest_pair(soft: dict[str, Any]) -> dict[str, Any] | None:
    """The heads of actor and recipient of the surest trigger, as a pair of words."""
    chances = soft["triggers"].float().softmax(-1)[soft["at"], 0]
    best = int(chances.argmin())
    if chances[best] > 0.5:
        return None
    roles = soft["roles"][best].float().sigmoid()
    heads = [int(roles[side].argmax()) if roles[side].max() > 0.4 else None for side in (0, 1)]
    if heads == [None, None]:
        return None
    actor, recipient = ([h, h + 1] if h is not None else None for h in heads)
    return {"actor": actor, "recipient": recipient}


def read_soft(paths: Sequence[Path]) -> list[dict[str, Any]]:
    return [row for path in paths for row in torch.load(path, weights_only=False)]


def soft_losses(model: ReaderModel, batch: Batch) -> Tensor:
    """How far the student is from the teacher on the windows of a batch."""
    states = model.words(batch.ids, batch.mask, batch.first)
    parts: list[Tensor] = []
    cut = lambda name: torch.cat([r["soft"][name][: len(r["first"])].float() for r in batch.rows])
    words = batch.word_mask.bool()
    teacher = cut("triggers")
    heavy = 1 + 4 * (1 - teacher.softmax(-1)[:, 0])
    parts.append(2 * divergence(model.triggers(states)[words], teacher, heavy))
    for n, row in enumerate(batch.rows):
        soft, size = row["soft"], len(row["first"])
        at = soft["at"]
        if not len(at) or int(at.max()) >= size:
            continue
        home = torch.tensor(row["sentences"])
        here = (home.unsqueeze(0) == home[at].unsqueeze(1)).float()
        own = states[n, :size].unsqueeze(0).expand(len(at), -1, -1)
        scores = model.roles(states[n, at], own)
        goal = soft["roles"][..., :size].float().sigmoid()
        mask = here.unsqueeze(1).expand_as(scores)
        cost = F.binary_cross_entropy_with_logits(scores, goal, reduction="none") * mask * (1 + 2 * goal)
        share = len(at) / len(batch.rows)
        parts.append(cost.sum() / mask.sum() * 8 / len(batch.rows))
        said = model.manners(states[n, at], pool(own, here))
        for name, weight in (("factuality", 0.5), ("outcome", 0.25), ("modes", 0.25)):
            parts.append(weight * share / len(at) * divergence(said[name], soft["manner"][name].float()))
        parts.append(0.25 * share / len(at) * F.binary_cross_entropy_with_logits(
            said["background"], soft["manner"]["background"].float().sigmoid()))  # fmt: skip
    told = [n for n, row in enumerate(batch.rows) if "pair" in row["soft"]]
    if told:
        scores = model.pair(states[told], batch.word_mask[told], *pair_masks(batch, told, states.shape[1]))
        parts.append(
            divergence(scores, torch.stack([batch.rows[n]["soft"]["pair"].float() for n in told]))
            * len(told)
            / len(batch.rows)
        )
    return torch.stack(parts).sum()


def divergence(said: Tensor, goal: Tensor, heavy: Tensor | None = None) -> Tensor:
    cost = F.kl_div((said / HEAT).log_softmax(-1), (goal / HEAT).softmax(-1), reduction="none").sum(-1) * HEAT**2
    return cost.mean() if heavy is None else (cost * heavy).sum() / heavy.sum()


if __name__ == "__main__":
    main()
