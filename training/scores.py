"""What a model gets right on held-back examples, head by head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import torch
from network import FACTUALITY, ROLES, ROOTS, TYPES, ReaderModel, batches, collate, pair_masks, pool, sentence_masks


def f1(hit: int, said: int, gold: int) -> float:
    return round(200 * hit / max(1, said + gold), 1)


def score(model: ReaderModel, rows: Sequence[dict[str, Any]], bf16: bool = False) -> dict[str, Any]:
    """F1 of claim tags, triggers (any type, right type), roles (at gold triggers), accuracy of factuality and pairs."""
    model.eval()
    n: Counter[str] = Counter()
    gold_roots: list[int] = []
    said_roots: list[int] = []
    fact: list[tuple[int, int]] = []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        for group in batches(rows, 4000, None):
            if not group:
                continue
            batch = collate(group)
            states = model.words(batch.ids, batch.mask, batch.first)
            tags, kinds = model.claims(states).argmax(-1), model.triggers(states).argmax(-1)
            for k, row in enumerate(group):
                if row.get("claims"):
                    for gold, said in zip(row["claims"]["tags"], tags[k].tolist()):
                        for t, name in ((1, "source"), (2, "cue"), (3, "content")):
                            n.update(
                                {f"{name} hit": gold == said == t, f"{name} said": said == t, f"{name} gold": gold == t}
                            )
                if row.get("events") is not None:
                    told = {e["trigger"]: 1 + TYPES.index(e["type"]) for e in row["events"]}
                    said_at = {w: kinds[k, w].item() for w in row["scope"] if kinds[k, w]}
                    n.update(
                        {
                            "trigger gold": len(told),
                            "trigger said": len(said_at),
                            "trigger hit": len(told.keys() & said_at.keys()),
                            "type hit": sum(told.get(w) == t for w, t in said_at.items()),
                        }
                    )
            if batch.events:
                at = torch.tensor([r for r, _ in batch.events])
                triggers = states[at, torch.tensor([e["trigger"] for _, e in batch.events])]
                here = sentence_masks(batch, states.shape[1])
                manner = model.manners(triggers, pool(states[at], here))
                roles = (model.roles(triggers, states[at]).sigmoid() > 0.5) & (here.unsqueeze(1) > 0)
                for k, (_, e) in enumerate(batch.events):
                    fact.append((FACTUALITY.index(e["factuality"]), manner["factuality"][k].argmax().item()))
                    for r, role in enumerate(ROLES):
                        heads = [v[0] for v in e["voices"] if v[0] != -1] if role == "voices" else e[role]
                        if None in heads:
                            continue
                        said = set(roles[k, r].nonzero().flatten().tolist())
                        n.update(
                            {
                                f"{role} hit": len(said & set(heads)),
                                f"{role} said": len(said),
                                f"{role} gold": len(set(heads)),
                            }
                        )
            asked = [k for k, row in enumerate(group) if row.get("pair") and "root" in row["pair"]]
            if asked:
                scores = model.pair(states[asked], batch.word_mask[asked], *pair_masks(batch, asked, states.shape[1]))
                said_roots += scores.argmax(1).tolist()
                gold_roots += [ROOTS.index(group[k]["pair"]["root"]) for k in asked]
    model.train()
    out = {name: f1(n[f"{name} hit"], n[f"{name} said"], n[f"{name} gold"]) for name in
           ("source", "cue", "content", "trigger", *ROLES) if n[f"{name} gold"]}  # fmt: skip
    if n["trigger gold"]:
        out["type"] = f1(n["type hit"], n["trigger said"], n["trigger gold"])
        out["factuality"] = round(100 * sum(a == b for a, b in fact) / len(fact), 1)
        out["n events"] = n["trigger gold"]
    if gold_roots:
        per = []
        for c in sorted(set(gold_roots)):
            hit = sum(a == b == c for a, b in zip(gold_roots, said_roots))
            per.append(2 * hit / (gold_roots.count(c) + said_roots.count(c)) if hit else 0.0)
        out |= {"pairs": round(100 * sum(a == b for a, b in zip(gold_roots, said_roots)) / len(gold_roots), 1),
                "pairs macro": round(100 * sum(per) / len(per), 1), "n pairs": len(gold_roots)}  # fmt: skip
    return out
