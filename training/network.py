"""The reader model: one pass over the words of a window, and heads for claims, events, their parties and pairs."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import AutoModel, AutoTokenizer

TYPES = ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
         "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"]  # fmt: skip
MODES = ["visit", "third-party", "multilateral", "phone", "withdraw", "release", "disarm", "ceasefire", "access",
         "resign", "assist", "change", "yield", "meet", "disapprove", "investigate", "allege", "restrict", "arrest",
         "relations", "expel", "territory", "violence", "demo", "riot", "strike", "hunger", "boycott", "obstruct",
         "vandalize", "convict", "discontinue", "troops", "weapons", "police", "militia", "seize", "censor", "curfew",
         "martial-law", "deport", "withhold", "misinformation", "cyber", "abduct", "beat", "torture", "sexual",
         "targeted", "destroy", "primitive", "firearms", "explosives", "suicide-attack", "aerial", "drone",
         "heavy-weapons", "crowd-control", "unconventional"]  # fmt: skip
ROOTS = ["ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST", "REJECT",
         "REQUEST", "SANCTION", "SUPPORT", "THREATEN", "YIELD"]  # fmt: skip
FACTUALITY = ["asserted", "negated", "possible", "future", "hypothetical"]
OUTCOME = ["completed", "attempted", "failed", "prevented", "ongoing", "unknown"]
ROLES = ["actors", "recipients", "places", "times", "voices"]
WIDTH = 96  # of the spaces in which a trigger meets its arguments
LONGEST = 256  # word pieces of a window
IGNORE = -100
SHAPES = (32, 48, 64, 96, 128, 192, 256)  # lengths of windows in word pieces


class ReaderModel(nn.Module):
    """An encoder and its heads. All heads read the first word piece of a word."""

    def __init__(self, encoder: Path, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            encoder, hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout
        )
        size = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.claims = nn.Linear(size, 4)
        self.voices = nn.Linear(size, 2)  # cue, source: at any depth
        self.triggers = nn.Linear(size, 1 + len(TYPES))
        self.manner = nn.Sequential(nn.Linear(2 * size, size), nn.GELU(approximate="tanh"))
        self.factuality = nn.Linear(size, len(FACTUALITY))
        self.outcome = nn.Linear(size, len(OUTCOME))
        self.background = nn.Linear(size, 1)
        self.modes = nn.Linear(size, 1 + len(MODES))
        self.asks = nn.Linear(size, len(ROLES) * WIDTH)  # the trigger's side of each role
        self.answers = nn.Linear(size, len(ROLES) * WIDTH)  # the argument's side
        self.role_bias = nn.Linear(size, len(ROLES))
        self.pairs = nn.Sequential(nn.Linear(5 * size, size), nn.Tanh(), nn.Dropout(0.1), nn.Linear(size, len(ROOTS)))

    def words(self, ids: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """States of words: ``first`` is the position of each word's first piece."""
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        return self.drop(torch.gather(states, 1, first.unsqueeze(-1).expand(-1, -1, states.shape[-1])))

    def roles(self, triggers: Tensor, words: Tensor) -> Tensor:
        """Scores (event, role, word) for each trigger state and the word states of its window."""
        a = self.asks(triggers).view(len(triggers), len(ROLES), WIDTH)
        b = self.answers(words).view(*words.shape[:2], len(ROLES), WIDTH)
        return torch.einsum("erw,eprw->erp", a, b) / WIDTH**0.5 + self.role_bias(triggers).unsqueeze(-1)

    def manners(self, triggers: Tensor, sentence: Tensor) -> dict[str, Tensor]:
        """Scores of factuality, outcome, background and mode from a trigger's state and its sentence's mean."""
        h = self.drop(self.manner(torch.cat([triggers, sentence], -1)))
        return {"factuality": self.factuality(h), "outcome": self.outcome(h), "background": self.background(h),
                "modes": self.modes(h)}  # fmt: skip

    def pair(self, words: Tensor, whole: Tensor, actor: Tensor, recipient: Tensor) -> Tensor:
        """Scores of the roots; the masks say which words count: all, the actor's, the recipient's."""
        w, a, r = (pool(words, m) for m in (whole, actor, recipient))
        return self.pairs(torch.cat([w, a, r, a - r, a * r], 1))


def pool(words: Tensor, mask: Tensor) -> Tensor:
    m = mask.unsqueeze(-1).to(words.dtype)
    return (words * m).sum(1) / m.sum(1).clamp(min=1)


# ------------------------------------------------------------------ examples


@dataclass
class Batch:
    """Windows padded to one length, with what is known of them; ``events`` are (row, event) pairs."""

    rows: list[dict[str, Any]]
    ids: Tensor
    mask: Tensor
    first: Tensor
    word_mask: Tensor
    events: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def encode(tokenizer: Any, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Adds ``pieces`` and ``first`` (position of each word's first piece) to examples; cuts words beyond the window."""
    for row in rows:
        enc = tokenizer(row["text"], truncation=True, max_length=LONGEST, return_offsets_mapping=True)
        first, at, offsets = [], 1, enc["offset_mapping"]
        for start, end in row["words"]:
            while at < len(offsets) - 1 and offsets[at][1] <= start:
                at += 1
            if at >= len(offsets) - 1:
                break
            first.append(at if offsets[at][0] < end else max(1, at - 1))
        row["pieces"], row["first"] = enc["input_ids"], first
        cut = len(first)
        if cut < len(row["words"]):
            row["words"], row["sentences"] = row["words"][:cut], row["sentences"][:cut]
            if row.get("events"):
                row["events"] = [e for e in row["events"] if e["trigger"] < cut]
                for e in row["events"]:
                    for r in ("actors", "recipients", "places", "times"):
                        e[r] = [a if a is not None and a < cut else None for a in e[r]]
                    e["voices"] = [[None if a is not None and a >= cut else a, s] for a, s in e["voices"]]
                row["scope"] = [w for w in row["scope"] if w < cut]
            if row.get("claims"):
                row["claims"] = {
                    "tags": row["claims"]["tags"][:cut],
                    **{k: [w for w in row["claims"][k] if w < cut] for k in ("cues", "sources")},
                }
            if row.get("pair"):
                for side in ("actor", "recipient"):
                    span = row["pair"][side]
                    row["pair"][side] = [span[0], min(span[1], cut)] if span and span[0] < cut else None
    return [row for row in rows if row["first"]]


def alone(row: dict[str, Any]) -> dict[str, Any]:
    """A labelled sentence without what stands before it; other examples as they are."""
    if not row["scope"] or len(row["scope"]) == len(row["words"]):
        return row
    first, last = row["scope"][0], row["scope"][-1] + 1
    at = row["words"][first][0]
    move = lambda w: None if w is None else w if w == -1 else w - first
    events = [
        e | {"trigger": e["trigger"] - first, **{r: [move(w) for w in e[r]] for r in ROLES[:4]},
             "voices": [[move(w), s] for w, s in e["voices"]]} for e in row["events"]
    ]  # fmt: skip
    return row | {"text": row["text"][at : row["words"][last - 1][1]], "events": events,
                  "scope": list(range(last - first)),
                  "words": [[s - at, e - at] for s, e in row["words"][first:last]],
                  "sentences": row["sentences"][first:last]}  # fmt: skip


def batches(rows: Sequence[dict[str, Any]], pieces: int, seed: int | None) -> Iterator[list[dict[str, Any]]]:
    """Groups of about ``pieces`` word pieces, alike in length; in order of length without a seed.

    Groups come in few shapes, since every new one costs the CPU's kernels a preparation that they keep.
    """
    shelves: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        shelves.setdefault(padded(len(row["pieces"])), []).append(row)
    groups: list[list[dict[str, Any]]] = []
    for length, shelf in sorted(shelves.items()):
        if seed is not None:
            random.Random(seed + length).shuffle(shelf)
        size = max(1, pieces // length)
        groups += [shelf[k : k + size] for k in range(0, len(shelf), size)]
    if seed is not None:
        random.Random(seed + 1).shuffle(groups)
    yield from groups


def padded(length: int) -> int:
    """The length that a window is padded to."""
    return next(n for n in SHAPES if n >= length)


def collate(rows: list[dict[str, Any]]) -> Batch:
    longest = max(padded(len(r["pieces"])) for r in rows)
    most = longest
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask, first = torch.zeros_like(ids), torch.zeros(len(rows), most, dtype=torch.long)
    word_mask = torch.zeros(len(rows), most)
    for n, row in enumerate(rows):
        ids[n, : len(row["pieces"])] = torch.tensor(row["pieces"])
        mask[n, : len(row["pieces"])] = 1
        first[n, : len(row["first"])] = torch.tensor(row["first"])
        word_mask[n, : len(row["first"])] = 1
    events = [(n, e) for n, row in enumerate(rows) for e in row.get("events") or ()]
    return Batch(rows, ids, mask, first, word_mask, events)


def read_examples(paths: Sequence[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]


def load_tokenizer(encoder: Path) -> Any:
    return AutoTokenizer.from_pretrained(encoder)


# ------------------------------------------------------------------ losses


def losses(model: ReaderModel, batch: Batch, weights: dict[str, float]) -> Tensor:
    """The weighted sum of the losses of every head that the batch has labels for."""
    states = model.words(batch.ids, batch.mask, batch.first)
    parts: list[Tensor] = [states.sum() * 0]
    most = states.shape[1]
    tags = torch.full((len(batch.rows), most), IGNORE)
    kinds = torch.full((len(batch.rows), most), IGNORE)
    voiced = torch.full((len(batch.rows), most, 2), float("nan"))
    for n, row in enumerate(batch.rows):
        if row.get("claims"):
            tags[n, : len(row["first"])] = torch.tensor(row["claims"]["tags"])
            voiced[n, : len(row["first"])] = 0
            for k, name in enumerate(("cues", "sources")):
                voiced[n, row["claims"][name], k] = 1
        if row.get("events") is not None:
            kinds[n, row["scope"]] = 0
            for e in row["events"]:
                kinds[n, e["trigger"]] = 1 + TYPES.index(e["type"])
    if (tags != IGNORE).any():
        parts.append(
            weights["claims"] * F.cross_entropy(model.claims(states).flatten(0, 1), tags.flatten(), ignore_index=IGNORE)
        )
        known = ~voiced.isnan()
        parts.append(weights["claims"] * F.binary_cross_entropy_with_logits(model.voices(states)[known], voiced[known]))
    if (kinds != IGNORE).any():
        cost = F.cross_entropy(model.triggers(states).flatten(0, 1), kinds.flatten(), ignore_index=IGNORE,
                               label_smoothing=0.03, reduction="none")  # fmt: skip
        heavy = 1.0 + 2.0 * (kinds.flatten() > 0)
        parts.append(weights["triggers"] * (cost * heavy).sum() / ((kinds.flatten() != IGNORE) * heavy).sum() * 2)
    if batch.events:
        parts += event_losses(model, states, batch, weights)
    told = [n for n, row in enumerate(batch.rows) if row.get("pair")]
    if told:
        scores = model.pair(states[told], batch.word_mask[told], *pair_masks(batch, told, most))
        gold = torch.stack([root_target(batch.rows[n]["pair"]) for n in told])
        heft = torch.tensor([batch.rows[n]["pair"].get("weight", 1.0) for n in told])
        cost = F.cross_entropy(scores, gold * 0.9 + 0.1 / len(ROOTS), reduction="none")
        parts.append(weights["pairs"] * (cost * heft).sum() / heft.sum().clamp(min=1e-6) * heft.mean())
    return torch.stack(parts).sum()


def root_target(pair: dict[str, Any]) -> Tensor:
    if "p" in pair:
        p = torch.tensor(pair["p"], dtype=torch.float)
        return p / p.sum()
    return F.one_hot(torch.tensor(ROOTS.index(pair["root"])), len(ROOTS)).float()


def pair_masks(batch: Batch, told: Sequence[int], most: int) -> tuple[Tensor, Tensor]:
    masks = torch.zeros(2, len(told), most)
    for k, n in enumerate(told):
        for side, name in enumerate(("actor", "recipient")):
            span = batch.rows[n]["pair"][name]
            if span:
                masks[side, k, span[0] : span[1]] = 1
    return masks[0], masks[1]


def sentence_masks(batch: Batch, most: int) -> Tensor:
    """For each event, 1 at the words of its trigger's sentence."""
    out = torch.zeros(len(batch.events), most)
    for k, (n, e) in enumerate(batch.events):
        home = batch.rows[n]["sentences"]
        out[k, : len(home)] = torch.tensor([float(s == home[e["trigger"]]) for s in home])
    return out


def event_losses(model: ReaderModel, states: Tensor, batch: Batch, weights: dict[str, float]) -> list[Tensor]:
    rows = torch.tensor([n for n, _ in batch.events])
    triggers = states[rows, torch.tensor([e["trigger"] for _, e in batch.events])]
    here = sentence_masks(batch, states.shape[1])
    said = model.manners(triggers, pool(states[rows], here))
    column = lambda name, values: torch.tensor([values.index(e[name]) for _, e in batch.events])
    mode = torch.tensor([1 + MODES.index(e["mode"]) if e["mode"] else 0 for _, e in batch.events])
    parts = [
        weights["manner"] * F.cross_entropy(said["factuality"], column("factuality", FACTUALITY)),
        weights["manner"] * 0.5 * F.cross_entropy(said["outcome"], column("outcome", OUTCOME)),
        weights["manner"] * 0.5 * F.binary_cross_entropy_with_logits(
            said["background"].squeeze(-1), torch.tensor([float(e["background"]) for _, e in batch.events])),
        weights["manner"] * 0.5 * F.cross_entropy(said["modes"], mode),
    ]  # fmt: skip
    scores = model.roles(triggers, states[rows])
    gold, known = torch.zeros_like(scores), here.unsqueeze(1).expand(-1, len(ROLES), -1).clone()
    for k, (_, e) in enumerate(batch.events):
        for r, role in enumerate(ROLES):
            heads = [v[0] for v in e["voices"] if v[0] != -1] if role == "voices" else e[role]
            if any(h is None for h in heads):
                known[k, r] = 0  # an argument outside the sentence: whether a word in it stands for it is not known
            else:
                for h in heads:
                    gold[k, r, h] = 1
    cost = F.binary_cross_entropy_with_logits(scores, gold, reduction="none")
    cost = cost * known * (1 + 2 * gold)
    parts.append(weights["roles"] * cost.sum() / known.sum().clamp(min=1) * 8)
    return parts
