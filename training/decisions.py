"""Fits the weights by which rules and encoder decide together (``data/encoder/decisions.yaml``).

    python training/decisions.py --data DIR [--data DIR …] --sentences FILE [FILE …] --articles FILE [FILE …]

Runs in the project's own environment, on the labelled documents that `splits.judged` keeps from the encoder's training;
the articles of the own test are not looked at. `calibration.py fit` follows. Prints what each decision gets right with
the rules alone, the encoder alone and both.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from fit_places import logistic
from prepare import parsed_reports, read_all, shifted
from splits import held_back, judged, own_test

from harmattan.api import load_tools
from harmattan.knowledge.lexicon import DATA
from harmattan.model import Report
from harmattan.reading.actors.find import find_actors
from harmattan.reading.captions import captions
from harmattan.reading.claims.find import find_claims
from harmattan.reading.coreference.resolve import resolve_references
from harmattan.reading.encoder.decisions import chance
from harmattan.reading.encoder.decisions import decisions as fitted
from harmattan.reading.encoder.encoded import Encoded
from harmattan.reading.events import classify, deciding
from harmattan.reading.events.find import Scene, Weighed, decided, parties_of, weigh
from harmattan.reading.events.happenings import likeness
from harmattan.reading.places.find import find_places
from harmattan.reading.quantities.find import find_quantities
from harmattan.reading.syntax import parse
from harmattan.reading.times.find import find_times

EVENT, NOUN = 0.45, 0.6  # least chances: nouns ask for more, since other coders leave most of them out
ALONE = 0.8  # and dealings between parties neither of whom is told, which the rules do not see: twelve of 13 were none
WILLED = 1.5  # for the types that the rules give to what is willed, refused or announced; PLOVER's, not our codebook's
OUT = DATA / "encoder" / "decisions.yaml"
DRAWS, SEED = 500, 3  # of bootstrap intervals
SIDES = ("actors", "recipients")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, action="append", required=True)
    ap.add_argument("--sentences", type=Path, nargs="*", default=[])
    ap.add_argument("--articles", type=Path, nargs="*", default=[])
    args = ap.parse_args()
    cases = list(weighed_cases(args.data, labels_of(args.sentences, args.articles)))
    table: dict[str, Any] = yaml.safe_load(OUT.read_text(encoding="utf-8"))
    for side in SIDES:
        table[side] = logistic(party_rows(cases, side))
    table["least"] = {"actors": 0.4, "recipients": 0.4, "event": EVENT, "noun": NOUN, "alone": ALONE}
    keep(table)
    for side in SIDES:
        table["least"][side] = grid_least(cases, side)
        keep(table)
    report_parties(cases)
    table["event"] = logistic(event_rows(cases))
    table["type"] = grid_types(cases) | {"willed": WILLED, "sharp": 1.0}
    for name, own in (("factuality", ("asserted", "possible", "negated")), ("outcome", ())):
        table[name] = grid_best(cases, name, own) | {"sharp": 1.0}
        keep(table)
        report_standing(cases, name)
    for name in ("places", "times"):
        rows = circumstance_rows(cases, name)
        by = {what: sum((f[what] > 0) == y for f, y in rows) for what in ("ruled", "chance")}
        print(name, len(rows), sum(y for _, y in rows), "right by rules", by["ruled"], "by encoder", by["chance"])
        table[name] = logistic(rows)
    table["background"] = logistic(background_rows(cases))
    keep(table)
    report_grid(cases)
    rows = confidence_rows(cases)
    table["confidence"] = logistic(rows)
    keep(table)
    report_events(cases)
    table["classify"] = grid_pairs(args.data[0] / "plover")
    keep(table)
    table["joined"] = logistic(joined_rows(args.data, args.articles))
    keep(table)


def grid_pairs(suite: Path) -> dict[str, float]:
    """The weight of the rules by which most pairs that `splits.held_back` keeps are typed rightly."""
    asked = [r for r in read_all([suite / "requests.jsonl"]) if held_back("plover", r["id"])]
    roots = {r["id"]: r["root"] for r in read_all([suite / "gold.jsonl"])}
    tools, cases = load_tools(), []
    for ask, parsed in zip(asked, parse((Report(r["id"], r["text"]) for r in asked), tools.nlp), strict=True):
        spans = [tuple(ask[side]) if ask[side] else None for side in ("actor", "recipient")]
        tokens = [sorted(classify.tokens_of(parsed, span)) for span in spans]
        ruled = classify.by_rules(parsed, tools.knowledge, *spans)
        cases.append((ruled, Encoded(parsed).pair(*tokens), roots[ask["id"]]))
    figures = {}
    for weight in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5):
        fitted()["classify"] = {"encoder": 1.0, "rules": weight}
        said = [root_of(classify.weighed(ruled, seen)) for ruled, seen, _ in cases]
        figures[weight] = sum(s == g for s, (_, _, g) in zip(said, cases, strict=True)) / len(cases)
    rules = sum(root_of(r) == g for r, _, g in cases) / len(cases)
    print(f"pairs, {len(cases)} held back: rules {rules:.3f}; by weight", {k: round(v, 3) for k, v in figures.items()})
    return {"encoder": 1.0, "rules": max(figures, key=lambda k: (figures[k], -k))}


def root_of(chances: Mapping[str, float]) -> str:
    """The likeliest root, RETREAT and CONCEDE taken together."""
    merged: dict[str, float] = {}
    for kind, p in chances.items():
        root = "YIELD" if kind in ("RETREAT", "CONCEDE") else kind
        merged[root] = merged.get(root, 0.0) + p
    return max(merged, key=lambda k: merged[k])


def joined_rows(folders: Sequence[Path], articles: Sequence[Path]) -> list[tuple[dict[str, float], bool]]:
    """Pairs of mentions of one type in labelled articles, and whether they are one happening by the labels."""
    labels = {}
    for row in read_all(articles):
        if (row["suite"], row["id"]) not in own_test():
            labels.setdefault((row["suite"], row["id"]), row)
    rows = []
    for key, parsed, scene, encoded in scenes(folders, list(labels)):
        mentions = [
            (n, s, e) for n, event in enumerate(labels[key]["events"]) for s, e in (event["trigger"], *event["also"])
        ]
        told = []
        for t in decided(scene, encoded):
            spans = [(parsed.doc[i].idx - parsed.body, len(parsed.doc[i])) for i in t.tokens]
            home = {n for n, s, e in mentions for at, size in spans if s < at + size and at < e}
            if home:
                told.append((t, home))
        where = {p.id: p for p in scene.places}
        for n, (b, two) in enumerate(told):
            for a, one in told[:n]:
                features = likeness(parsed, where, a, b)
                if features is not None:
                    rows.append((features, bool(one & two)))
    print("joined", len(rows), "pairs, one happening in", sum(y for _, y in rows))
    return rows


def keep(table: dict[str, Any]) -> None:
    lines = [f"{k}: {{{', '.join(f'{n}: {v}' for n, v in row.items())}}}\n" for k, row in table.items()]
    head = "# Weights of the encoder's chances and of the rules in each decision; made by training/decisions.py.\n"
    OUT.write_text(head + "".join(lines), encoding="utf-8")
    fitted.cache_clear()


# ------------------------------------------------------------------ labelled proposals


class Case:
    """A proposal in a labelled stretch, with the gold events that its words meet."""

    def __init__(
        self, weighed: Weighed, scene: Scene, encoded: Encoded, gold: list[dict[str, Any]], missed: int
    ) -> None:
        self.weighed, self.scene, self.encoded, self.gold, self.missed = weighed, scene, encoded, gold, missed


def labels_of(sentences: Sequence[Path], articles: Sequence[Path]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """(suite, id) → labelled stretches: ``start``, ``end`` (null: the whole) and ``events`` in the report's offsets."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in read_all(sentences):
        if judged(row["suite"], row["id"]):
            events = [shifted(e, row["start"]) for e in row["events"]]
            stretch = {"start": row["start"], "end": row["end"], "events": events}
            known = found.setdefault((row["suite"], row["id"]), [])
            if all(k["start"] != row["start"] for k in known):
                known.append(stretch)
    for row in read_all(articles):
        key = (row["suite"], row["id"])
        if judged(*key) and key not in own_test() and key not in found:
            found[key] = [{"start": 0, "end": None, "events": row["events"]}]
    return found


def scenes(
    folders: Sequence[Path], keys: list[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], Any, Scene, Encoded]]:
    """Reports with all that is found in them before their events."""
    tools = load_tools()
    for key, parsed in parsed_reports(folders, keys, tools.nlp):
        encoded = Encoded(parsed, silent=captions(parsed))
        times = find_times(parsed)
        places = find_places(parsed, tools.knowledge)
        actors = resolve_references(parsed, tools.knowledge, find_actors(parsed, tools.knowledge, places))
        quantities = find_quantities(parsed, times, actors)
        claims = find_claims(parsed, actors, encoded)
        yield key, parsed, Scene(parsed, tools.knowledge, actors, places, times, quantities, claims), encoded


def weighed_cases(folders: Sequence[Path], labels: dict[tuple[str, str], list[dict[str, Any]]]) -> Iterator[Case]:
    for key, parsed, scene, encoded in scenes(folders, list(labels)):
        everything = list(weigh(scene, encoded))
        for stretch in labels[key]:
            inside = [w for w in everything if within(w, parsed, stretch)]
            met: set[int] = set()
            for w in inside:
                gold = [n for n, e in enumerate(stretch["events"]) if meets(w, parsed, e)]
                met |= set(gold)
                yield Case(w, scene, encoded, [stretch["events"][n] for n in gold], 0)
            for _ in range(len(stretch["events"]) - len(met)):
                yield Case(None, scene, encoded, [], 1)  # type: ignore[arg-type]


def within(w: Weighed, parsed: Any, stretch: dict[str, Any]) -> bool:
    at = parsed.doc[w.proposal.draft.index].idx - parsed.body
    return at >= stretch["start"] and (stretch["end"] is None or at < stretch["end"])


def meets(w: Weighed, parsed: Any, event: dict[str, Any]) -> bool:
    mentions = [event["trigger"], *event.get("also", [])]
    tokens = [parsed.doc[i] for i in {w.proposal.draft.index, w.proposal.at, *w.proposal.draft.words}]
    return any(s < t.idx - parsed.body + len(t) and t.idx - parsed.body < e for s, e in mentions for t in tokens)


# ------------------------------------------------------------------ rows


def is_party(case: Case, id: str, side: str) -> bool:
    """Whether a mention of an actor is one of the labelled parties."""
    actor = next(a for a in case.scene.targets.actors if a.id == id)
    spans = [s for e in case.gold for s in e[side]]
    return any(m.span.place == "text" and m.span.start < e and s < m.span.end for m in actor.mentions for s, e in spans)


def party_rows(cases: Sequence[Case], side: str) -> list[tuple[dict[str, float], bool]]:
    return [
        (deciding.party_features(p, side, c.weighed.parties), is_party(c, p.id, side))
        for c in cases if c.gold for p in c.weighed.parties
    ]  # fmt: skip


def with_parties(case: Case) -> Any:
    doers, sufferers = parties_of(case.weighed)
    event = replace(case.weighed.ruled.event, type=case.weighed.type, actors=tuple(doers), recipients=tuple(sufferers))
    return event, doers, sufferers


def features_of(case: Case) -> dict[str, float]:
    """What speaks for a case being an event."""
    w = case.weighed
    return deciding.event_features(w.proposal, w.ruled.event, with_parties(case)[0], w.stands)


def event_rows(cases: Sequence[Case]) -> list[tuple[dict[str, float], bool]]:
    return [
        (features_of(c), bool(c.gold))
        for c in cases if not c.missed
    ]  # fmt: skip


def grid_types(cases: Sequence[Case]) -> dict[str, float]:
    """The weights of the lexicon's type by which most types are right; the higher ones where several do as well."""
    found = [c for c in cases if c.gold]
    figures: dict[tuple[float, ...], float] = {}
    for row in itertools.product((1.0, 2.0, 3.0), (0.0, 0.5, 1.0), (0.0, 1.0, 2.0), (0.0, 1.5, 3.0)):
        fitted()["type"] = dict(zip(("ruled", "known", "specific", "willed"), row, strict=True)) | {"sharp": 1.0}
        right = sum(deciding.type_of(c.encoded, c.weighed.proposal)[0] in {e["type"] for e in c.gold} for c in found)
        figures[row] = right / len(found)
    best = max(figures.values())
    chosen = max(row for row, value in figures.items() if value >= best - 0.004)
    lexicon = [c for c in found if c.weighed.proposal.ruled]
    own = sum(c.weighed.proposal.draft.type in {e["type"] for e in c.gold} for c in lexicon) / max(1, len(lexicon))
    print(f"types: both {best:.3f} on {len(found)}; rules where they speak {own:.3f} on {len(lexicon)}", chosen)
    return dict(zip(("ruled", "known", "specific", "willed"), chosen, strict=True))


def grid_best(cases: Sequence[Case], name: str, own: Sequence[str]) -> dict[str, float]:
    """The weights of the rules' word by which most cases are right; words of ``own`` have one of their own."""
    found = [c for c in cases if c.gold]
    names = ("ruled", *(f"ruled {word}" for word in own))
    figures = {}
    for row in itertools.product((0.0, 0.5, 1.0, 1.7, 2.5, 5.0, 99.0), repeat=len(names)):
        weights = dict(zip(names, row, strict=True))
        figures[row] = sum(stands_as(c, name, weights) in {e[name] for e in c.gold} for c in found) / len(found)
    best = max(figures, key=lambda row: figures[row])
    alone = figures[(99.0,) * len(names)]
    print(name, f"rules alone {alone:.3f}, both {figures[best]:.3f}", dict(zip(names, best, strict=True)))
    return dict(zip(names, best, strict=True))


def stands_as(case: Case, name: str, weights: Mapping[str, float]) -> str:
    """Factuality or outcome of a case with the rules' word raised by its weight."""
    chances = getattr(case.encoded.manner(case.weighed.proposal.at), name)
    return str(deciding.best_of(chances, getattr(case.weighed.ruled.event, name), weights))


def report_standing(cases: Sequence[Case], name: str) -> None:
    """F1 of each factuality or outcome and their mean, with a 95 % bootstrap interval over documents."""
    said = [(c.scene.parse.report.id, stands_as(c, name, fitted()[name]), c.gold[0][name]) for c in cases if c.gold]
    draw = random.Random(SEED)
    documents = sorted({d for d, _, _ in said})
    by_document = {d: [(s, g) for x, s, g in said if x == d] for d in documents}
    drawn = sorted(
        mean_f1([p for d in draw.choices(documents, k=len(documents)) for p in by_document[d]]) for _ in range(DRAWS)
    )
    pairs = [(s, g) for _, s, g in said]
    each = {k: (round(f1_of(k, pairs), 3), sum(g == k for _, g in pairs)) for k in sorted({g for _, g in pairs})}
    low, high = drawn[int(0.025 * DRAWS)], drawn[int(0.975 * DRAWS)]
    print(f"{name}: mean F1 {mean_f1(pairs):.3f} ({low:.3f}-{high:.3f})", each)


def f1_of(kind: str, pairs: Sequence[tuple[str, str]]) -> float:
    """F1 of one word in pairs of said and labelled ones."""
    hit = sum(s == g == kind for s, g in pairs)
    return 2 * hit / max(1, sum(s == kind for s, _ in pairs) + sum(g == kind for _, g in pairs))


def mean_f1(pairs: Sequence[tuple[str, str]]) -> float:
    kinds = {g for _, g in pairs}
    return sum(f1_of(k, pairs) for k in kinds) / max(1, len(kinds))


def circumstance_rows(cases: Sequence[Case], name: str) -> list[tuple[dict[str, float], bool]]:
    rows = []
    for c in (c for c in cases if c.gold):
        number = c.scene.parse.sentence_of[c.weighed.proposal.at]
        spans = (c.scene.spots if name == "places" else c.scene.moments).get(number, {})
        first, _ = c.encoded.sentence(c.weighed.proposal.at)
        row = c.encoded.roles(c.weighed.proposal.at)[name]
        gold = [s for e in c.gold for s in e[name]]
        for id, tokens in spans.items():
            chars = [(c.scene.parse.doc[i].idx - c.scene.parse.body, len(c.scene.parse.doc[i])) for i in tokens]
            right = any(at < e and s < at + n for at, n in chars for s, e in gold)
            ruled = id in getattr(c.weighed.ruled.event, name)
            rows.append((deciding.circumstance_features(max(float(row[i - first]) for i in tokens), ruled), right))
    return rows


def background_rows(cases: Sequence[Case]) -> list[tuple[dict[str, float], bool]]:
    rows = []
    for c in (c for c in cases if c.gold):
        seen = c.encoded.manner(c.weighed.proposal.at).background
        features = deciding.circumstance_features(seen, c.weighed.ruled.event.background)
        rows.append((features, any(e["background"] for e in c.gold)))
    return rows


def confidence_rows(cases: Sequence[Case]) -> list[tuple[dict[str, float], bool]]:
    """Events that are kept, and whether type, actors and recipients are right."""
    rows = []
    for c in cases:
        if c.missed:
            continue
        event, doers, sufferers = with_parties(c)
        likely = chance(
            deciding.event_features(c.weighed.proposal, c.weighed.ruled.event, event, c.weighed.stands),
            fitted()["event"],
        )
        if not deciding.enough(c.weighed.proposal, c.weighed.ruled.event, event, likely, c.weighed.stands):
            continue
        kind, share = deciding.type_of(c.encoded, c.weighed.proposal)
        right = any(
            kind == e["type"] and all(sides_fit(c, e, side, getattr(event, side)) for side in SIDES) for e in c.gold
        )
        rows.append((deciding.confidence_features(likely, share, doers, sufferers), right))
    print("kept", len(rows), "wholly right", sum(y for _, y in rows))
    return rows


def sides_fit(case: Case, event: dict[str, Any], side: str, ids: Sequence[str]) -> bool:
    one = Case(case.weighed, case.scene, case.encoded, [event], 0)
    if not all(is_party(one, id, side) for id in ids):
        return False
    actors = {a.id: a for a in case.scene.targets.actors}
    return all(
        any(m.span.start < e and s < m.span.end for id in ids for m in actors[id].mentions) for s, e in event[side]
    )


# ------------------------------------------------------------------ what it comes to


def grid_least(cases: Sequence[Case], side: str) -> float:
    """The least chance of a party by which most events have a side wholly right."""
    found, figures = [c for c in cases if c.gold], {}
    for least in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        fitted()["least"][side] = least
        chosen = ((c, getattr(with_parties(c)[0], side)) for c in found)
        figures[least] = sum(any(sides_fit(c, e, side, ids) for e in c.gold) for c, ids in chosen) / len(found)
    print(side, "wholly right by least chance", {k: round(v, 3) for k, v in figures.items()})
    return max(figures, key=lambda k: (figures[k], k))


def report_parties(cases: Sequence[Case]) -> None:
    for side in SIDES:
        n = {"rules": 0, "both": 0}
        found = [c for c in cases if c.gold]
        for c in found:
            ruled = getattr(c.weighed.ruled.event, side)
            chosen = getattr(with_parties(c)[0], side)
            n["rules"] += any(sides_fit(c, e, side, ruled) for e in c.gold)
            n["both"] += any(sides_fit(c, e, side, chosen) for e in c.gold)
        print(side, "wholly right", {k: round(v / len(found), 3) for k, v in n.items()}, "of", len(found))


def report_grid(cases: Sequence[Case]) -> None:
    """How the events found change with the least chance of one; `EVENT` and `NOUN` are set by hand."""
    gold = sum(c.missed for c in cases) + len({id(e) for c in cases for e in c.gold})
    values = [
        (chance(features_of(c), fitted()["event"]),
         {id(e) for e in c.gold}) for c in cases if not c.missed
    ]  # fmt: skip
    for least in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        said = [g for p, g in values if p >= least]
        hit, right = len({e for g in said for e in g}), sum(bool(g) for g in said)
        precision, recall = right / len(said), hit / gold
        f1 = 2 * precision * recall / (precision + recall)
        print(f"events from {least}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")


def report_events(cases: Sequence[Case]) -> None:
    gold = sum(bool(c.gold) for c in cases) + sum(c.missed for c in cases)
    for name, test in (
        ("rules", lambda c: c.weighed.proposal.ruled and c.weighed.stands),
        ("encoder", lambda c: c.weighed.proposal.chance > 0.5),
        ("both", lambda c: chance(features_of(c),
                                           fitted()["event"]) > 0.5),
    ):  # fmt: skip
        said = [c for c in cases if not c.missed and test(c)]
        hit = sum(bool(c.gold) for c in said)
        print(f"events, {name}: {len(said)} said, {hit} right, F1 {2 * hit / (len(said) + gold):.3f}")


if __name__ == "__main__":
    main()
