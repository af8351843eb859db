"""Writes a page of misses and false alarms by kind, with the text around: `make errors SUITE=coding`.

    python benchmarks/errors.py SUITE --bench DIR [--data DIR …] [--readings FILE] [--calls FILE] [--part PART]

SUITE is a public suite or ``own``, the labels in `training/labels`. Readings are those of ``harmattan read --format
jsonl``, calls those of the bench's ``calls.py``; without a file the reports are read now. The parts are the even or odd
numbered reports (the first is 0), and those that are never trained on. The page holds text of the suites: it may not be
published.

Nothing is matched here. The bench's own scorer runs on one report after the other, and what its functions held when
they returned is looked at (`watched`), so that a page cannot disagree with a figure.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import harmattan
from harmattan.api import Settings

HERE = Path(__file__).parent
LABELS = HERE.parent / "training" / "labels"
for folder in (HERE, LABELS.parent, LABELS):
    sys.path.insert(0, str(folder))

import label_scores  # noqa: E402  # these need the line above
import splits  # noqa: E402
from labels import LabelsError, article_texts, digest, read_lines  # noqa: E402
from page import Case, Mark, page  # noqa: E402
from suites import (  # noqa: E402
    CALLED,
    PARTS,
    Record,
    answers_in,
    call_now,
    cases_of,
    in_part,
    read_now,
    rows_of,
    scorer,
)

Span = tuple[int, int]
SOUGHT = ("perpetrator", "victim", "place")  # slots whose fills are words of the text


def watched(run: Callable[[], object], *names: str) -> list[dict[str, Any]]:
    """What the functions of these names held when they returned, in order, while ``run`` ran."""
    found: list[dict[str, Any]] = []

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and frame.f_code.co_name in names:
            found.append(dict(frame.f_locals))

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        run()
    finally:
        sys.setprofile(before)
    return found


# ------------------------------------------------------------------ one function a suite


def plover(bench: Any, gold: Record, ask: Record, result: Record | None) -> Iterator[Case]:
    """Confusions of types, the parties marked as given."""
    said = bench.best_root(result)
    if said == gold["root"]:
        return
    marks = [Mark(*ask[side], "given", side) for side in ("actor", "recipient") if ask.get(side)]
    chance = f" ({max((result or {'': 0}).values()):.2f})"
    kind = f"gold {gold['root']} → read {said or 'nothing'}"
    yield Case(kind, gold["id"], ask["text"], tuple(marks), kind + chance)


def coding(bench: Any, gold: Record, r: Any) -> Iterator[Case]:
    """Missed and extra (type, countries), and those that differ in one thing only."""
    held = watched(lambda: bench.coding_figures([(gold, r)]), "assign", "coding_figures")
    pairs, tg, tp = held[0]["pairs"], held[-1]["tg"], held[-1]["tp"]  # the first assignment is by countries alone
    mine = [g for i, g in enumerate(tg) if i not in {i for i, _ in pairs}]
    theirs = [p for j, p in enumerate(tp) if j not in {j for _, j in pairs}]
    fits = lambda g, p, n: bench.tuple_fits(("", g[n], None, False), ("", p[n], None, False), False)  # noqa: E731

    def alike(g: Any, p: Any) -> int:
        same = fits(g, p, 1) + fits(g, p, 2)
        return 1 + same if g[0] == p[0] else int(same == 2)

    def in_words(t: Any) -> str:
        side = [(s[0] or "no country") if s else "–" for s in t[1:3]]
        return f"{t[0]} {side[0]} {'and' if t[3] else '→'} {side[1]}"

    marks = tuple(m for e in r.events for m in event_marks(r, e))
    near = bench.greedy(mine, theirs, alike)
    for i, j in near:
        g, p = mine[i], theirs[j]
        note = f"gold {in_words(g)}; read {in_words(p)}"
        wrong = [f"wrong {who} country" for n, who in ((1, "actor"), (2, "recipient")) if not fits(g, p, n)]
        for kind in ["wrong type"] if g[0] != p[0] else wrong or ["parties the other way round"]:
            yield Case(kind, gold["id"], r.text, marks, note)
    for i, g in enumerate(mine):
        if i not in {i for i, _ in near}:
            yield Case("missed event", gold["id"], r.text, marks, f"gold {in_words(g)}; read nothing like it")
    for j, p in enumerate(theirs):
        if j not in {j for _, j in near}:
            yield Case("extra event", gold["id"], r.text, marks, f"read {in_words(p)}; gold has nothing like it")


def event_marks(r: Any, event: Record) -> Iterator[Mark]:
    """The trigger of an event that was read, and the nearest mention of each of its parties."""
    trigger = r.span(event.get("trigger"))
    if not trigger:
        return
    yield Mark(*trigger, "read", event["type"])
    for role in ("actors", "recipients"):
        for actor in event.get(role) or []:
            mentions = r.mentions(r.actors.get(actor))
            if mentions:
                yield Mark(*min(mentions, key=lambda s: abs(s[0] - trigger[0])), "read", role[:-1])


def attribution(bench: Any, gold: Record, r: Any) -> Iterator[Case]:
    """Missed and false claims, and claims with the wrong source."""
    (held,) = watched(lambda: bench.score_attribution([(gold, r)]), "score_attribution")
    mine, theirs, pairs = held["mine"], held["theirs"], held["pairs"]

    def marks(unit: Record, side: str) -> list[Mark]:
        return [Mark(*s, side, role) for role in bench.ROLES for s in unit[role]]

    for i, j in pairs:
        if not bench.right_source(r, mine[i], theirs[j], r.text):
            both = (*marks(mine[i], "gold"), *marks(theirs[j], "read"))
            note = f"gold {quoted(r.text, mine[i]['source'])}; read {quoted(r.text, theirs[j]['source'])}"
            yield Case("wrong source", gold["id"], r.text, both, note)
    for kind, side, units, left in (
        ("missed claim", "gold", mine, {i for i, _ in pairs}),
        ("false claim", "read", theirs, {j for _, j in pairs}),
    ):
        for n, unit in enumerate(units):
            if n not in left:
                note = f"{side} cue {quoted(r.text, unit['cue'])}"
                yield Case(kind, gold["id"], r.text, tuple(marks(unit, side)), note)


def where(bench: Any, gold: Record, r: Any) -> Iterator[Case]:
    """Verbs without an event, and events with a missed, wrong or needless place."""
    (held,) = watched(lambda: bench.score_where([(gold, r)]), "score_where")
    event, want, said, good = held["event"], held["want"], held["said"], held["good"]
    if event and (good if want else not said):
        return
    kind = ("no event at the verb" if not event else "place where gold has none" if not want
            else "wrong place" if said else "missed place")  # fmt: skip
    marks = [Mark(*held["verb"], "given", "verb"), *(Mark(*s, "gold", "place") for s in want)]
    marks += [Mark(*s, "read", "place") for s in said]
    note = f"gold {quoted(r.text, want)}; read {quoted(r.text, said)}"
    yield Case(kind, gold["id"], r.text, tuple(marks), note)


def factuality(bench: Any, gold: Record, r: Any) -> Iterator[Case]:
    """Confusions of factuality, events found on one side only, missed quantities."""
    held = watched(lambda: bench.score_factuality([(gold, r)]), "score_factuality")[-1]
    theirs, pairs = held["theirs"], held["pairs"]
    for i, e in enumerate(gold["events"]):
        mine = Mark(e["start"], e["end"], "gold", e["factuality"] or "unrated")
        if i not in pairs:
            yield Case("missed event", gold["id"], r.text, (mine,), f"gold {mine.words}; no event read")
            continue
        span, event = theirs[pairs[i]]
        said = "possible" if event["factuality"] == "hypothetical" else event["factuality"]  # as the bench counts it
        if e["factuality"] and said != e["factuality"]:
            kind = f"gold {e['factuality']} → read {said}"
            yield Case(kind, gold["id"], r.text, (mine, Mark(*span, "read", event["factuality"])), kind)
    for j, (span, event) in enumerate(theirs):
        if j not in pairs.values():
            mark = Mark(*span, "read", event["type"])
            yield Case("false event", gold["id"], r.text, (mark,), f"read {event['type']}; gold has no event there")
    amounts = r.spans(r.quantities)
    for q in gold["quantities"]:
        if not any(bench.overlap((q["start"], q["end"]), a) for a in amounts):
            mark = Mark(q["start"], q["end"], "gold", q["type"])
            yield Case("missed quantity", gold["id"], r.text, (mark,), f"gold {q['type']}; nothing read")


def muc(bench: Any, gold: Record, r: Any) -> Iterator[Case]:
    """Fills missed and false, slot by slot, and incidents found on one side only."""
    held = watched(lambda: bench.score_muc([(gold, r)]), "slot", "score_muc")
    events = held[-1]["events"]
    read = tuple(m for e, kind in events for m in event_marks(r, e))
    if bool(held[-1]["real"]) != bool(events) and (held[-1]["real"] or not gold["templates"]):
        kind = "incident missed" if held[-1]["real"] else "incident false"
        yield Case(kind, gold["id"], r.text, read, f"{len(events)} read, {len(gold['templates'])} in the gold")

    def in_words(fill: Any) -> str:
        if isinstance(fill, dict):
            return " / ".join(fill["alternatives"])
        if isinstance(fill, str) and fill in r.actors:
            return str(r.actors[fill].get("name") or fill)
        return " / ".join(map(in_words, fill)) if isinstance(fill, (list, tuple)) else str(fill)

    for slot in held[:-1]:
        name, need, spare, said, fits = (slot[k] for k in ("name", "need", "optional", "pred", "fits"))
        if name in ("individual", "organization"):  # both are in perpetrator
            continue
        for i, fill in enumerate(need):
            if i not in slot["got"]:
                marks = tuple(
                    Mark(*s, "gold", name) for s in found_in(r.text, in_words(fill) if name in SOUGHT else "")
                )
                note = f"gold {in_words(fill)}; read {'; '.join(map(in_words, said)) or 'nothing'}"
                yield Case(f"{name} missed", gold["id"], r.text, marks or read, note)
        for fill in said:
            if not any(fits(g, fill) for g in (*need, *spare)):
                note = f"read {in_words(fill)}; gold {'; '.join(map(in_words, need)) or 'nothing'}"
                marks = tuple(Mark(*s, "read", name) for s in fill_spans(r, name, fill))
                yield Case(f"{name} false", gold["id"], r.text, marks or read, note)


def fill_spans(r: Any, slot: str, fill: Any) -> list[Span]:
    """Where the reading has what filled a slot, a few spots at most; none for types, which are no words in it."""
    if slot in ("perpetrator", "victim"):
        found = r.mentions(r.actors.get(fill))
    elif slot in ("place", "country"):
        fits = (lambda p: p.get("country") == fill) if slot == "country" else (lambda p: p.get("name") == fill[0])
        found = [s for p in r.places.values() if fits(p) for s in r.mentions(p)]
    elif slot == "date":
        found = r.spans(t for t in r.times if (t.get("earliest"), t.get("latest")) == tuple(fill))
    else:
        found = r.spans(q for q in r.quantities if (q.get("of"), q.get("value")) == (slot, fill))
    return list(found[:3])


def times(bench: Any, gold: Record, r: Any) -> Iterator[Case]:
    """Missed and false time expressions, wrong values, types and extents."""
    (held,) = watched(lambda: bench.score_times([(gold, r)]), "time_figures")
    mine, theirs, pairs = held["gold"], held["pred"], held["pairs"]
    mark = lambda t, side: Mark(*t[:2], side, str(t[2]))  # noqa: E731
    for i, j in pairs:
        g, p = mine[i], theirs[j]
        for kind, at in (("wrong value", 2), ("wrong type", 3), ("other extent", slice(0, 2))):
            if g[at] != p[at]:
                note = f"gold {g[3]} {g[2]}; read {p[3]} {p[2]}"
                yield Case(kind, gold["id"], r.text, (mark(g, "gold"), mark(p, "read")), note)
    for i, g in enumerate(mine):
        if i not in {i for i, _ in pairs}:
            yield Case("missed time", gold["id"], r.text, (mark(g, "gold"),), f"gold {g[3]} {g[2]}")
    for j, p in enumerate(theirs):
        if j not in {j for _, j in pairs}:
            yield Case("false time", gold["id"], r.text, (mark(p, "read"),), f"read {p[3]} {p[2]}")


def places(bench: Any, gold: Record, r: Any, found: Sequence[Record | None] | None) -> Iterator[Case]:
    """Missed and false toponyms (demonyms left aside), and given ones that were put elsewhere."""
    (held,) = watched(lambda: bench.score_recognition([(gold, r)], True), "score_recognition")
    need, said, pairs = held["need"], held["pred"], held["pairs"]
    for i, s in enumerate(need):
        if i not in {i for i, _ in pairs}:
            yield Case("missed name", gold["id"], r.text, (Mark(*s, "gold", "place"),), f"gold {quoted(r.text, [s])}")
    for j, s in enumerate(said):
        if j not in {j for _, j in pairs} and not any(bench.overlap(s, x) for x in held["skip"]):
            yield Case("false name", gold["id"], r.text, (Mark(*s, "read", "place"),), f"read {quoted(r.text, [s])}")
    for t, place in zip(gold["toponyms"], found or [], strict=False):
        one = bench.resolution([(dict(gold) | {"toponyms": [t]}, None, [place])], "")
        if one["n_resolved"] == 0 or (one["acc161km"] == 1 and one.get("id_exact", 1) == 1):
            continue
        kind = ("given name, no place" if not place else "given name, more than 161 km away" if not one["acc161km"]
                else "given name, near but another id")  # fmt: skip
        there = f"{place['name']} ({place.get('country')}, {place.get('geonameid')})" if place else "nothing"
        mark = Mark(t["start"], t["end"], "given", f"geonameid {t['geonameid']}")
        note = f"gold {t['geonameid']} ({t['country'] or '?'}); read {there}"
        if place and one["median_km"]:
            note += f", {one['median_km']:.0f} km away"
        yield Case(kind, gold["id"], r.text, (mark,), note)


def own(label: Record, reading: Record, text: str) -> Iterator[Case]:
    """The project's own labels: events missed, false, or with a wrong part."""
    id = f"{label['suite']}/{label['id']} ({label['coder']})"
    read, gold, pairs = label_scores.matched_events(reading, label)

    def marks(event: label_scores.Event, side: str) -> list[Mark]:
        trigger = event.trigger[:1]
        at = trigger[0][0] if trigger else 0
        sides = [("actor", p) for p in event.actors] + [("recipient", p) for p in event.recipients]
        return [Mark(*s, side, event.type) for s in trigger] + [
            Mark(*min(p, key=lambda s: abs(s[0] - at)), side, role) for role, p in sides if p
        ]

    def parties(event: label_scores.Event, role: str) -> str:
        at = event.trigger[0][0] if event.trigger else 0
        near = [min(p, key=lambda s: abs(s[0] - at)) for p in getattr(event, role) if p]
        return ", ".join(text[s:e] for s, e in near) or "nobody"

    def case(kind: str, note: str, a: label_scores.Event | None, b: label_scores.Event | None) -> Case:
        both = (*(marks(b, "gold") if b else ()), *(marks(a, "read") if a else ()))
        return Case(kind, id, text, both, note)

    for a, b in pairs:
        for kind, said, meant in (("wrong type", a.type, b.type), ("wrong factuality", a.factuality, b.factuality)):
            if said != meant:
                yield case(kind, f"gold {meant}; read {said}", a, b)
        for role in ("actors", "recipients"):
            if not label_scores.same_parties(getattr(a, role), getattr(b, role)):
                yield case(f"wrong {role}", f"gold {parties(b, role)}; read {parties(a, role)}", a, b)
    taken = {id for pair in pairs for id in map(_identity, pair)}
    for event in gold:
        if _identity(event) not in taken:
            yield case("missed event", f"gold {event.type}, {event.factuality}", None, event)
    for event in read:
        if _identity(event) not in taken:
            yield case("false event", f"read {event.type}, {event.factuality}", event, None)


def _identity(item: object) -> int:
    """Two events may be equal and yet two."""
    return id(item)


SUITES: dict[str, Callable[..., Iterator[Case]]] = {
    "attribution": attribution, "attribution-train": attribution, "coding": coding, "factuality": factuality,
    "muc": muc, "own": own, "places": places, "plover": plover, "times": times, "where": where,
}  # fmt: skip


def quoted(text: str, spans: Iterable[Span]) -> str:
    """The words of the spans, or "nothing"."""
    return "; ".join(f"“{' '.join(text[s:e].split())}”" for s, e in spans) or "nothing"


def found_in(text: str, strings: str) -> list[Span]:
    """The first occurrence of each of the strings between slashes, without regard to case."""
    hits = (re.search(re.escape(x), text, re.IGNORECASE) for x in strings.split(" / ") if x)
    return [m.span() for m in hits if m]


# ------------------------------------------------------------------ the command line


def suite_cases(suite: str, options: argparse.Namespace, settings: Settings) -> tuple[list[Case], int]:
    """All cases of a public suite, and how many reports were looked at."""
    bench = scorer(options.bench)
    rows = rows_of(bench, suite, options.data, options.part, first=options.first)
    found = answers_in(options.readings, options.calls)
    if suite in CALLED and not options.calls:
        found.calls = {id: call_now(ask, settings) for id, ask in rows.asks.items()}
    if suite != "plover" and not options.readings:
        found.readings = {str(r["report"]["id"]): r for r in read_now(rows.reports.values(), settings)}
    cases: list[Case] = []
    for g, *answer in cases_of(bench, rows, found):
        given = (rows.asks[str(g["id"])],) if suite == "plover" else ()
        cases += SUITES[suite](bench, g, *given, *answer)
    return cases, len(rows.gold)


def own_cases(options: argparse.Namespace, settings: Settings) -> tuple[list[Case], int]:
    """All cases of the project's own labels whose texts are there, and how many articles were looked at."""
    text_of, labels = article_texts(options.data), []
    texts: dict[tuple[str, str], str] = {}
    for label in [row for path in sorted(LABELS.glob("articles-*.jsonl")) for row in read_lines(path)]:
        key = (label["suite"], label["id"])
        try:
            text = text_of(*key)
        except LabelsError as fault:
            print(fault, file=sys.stderr)
            continue
        if digest(text) != label["sha256"]:
            print(f"{'/'.join(key)}: the text is another one than was labelled, left out", file=sys.stderr)
            continue
        texts[key] = text
        labels.append(label)
    keys = [k for n, k in enumerate(sorted(texts)) if in_part(options.part, n, k in splits.own_test())][: options.first]
    rows = ([r for r in read_lines(options.readings) if "events" in r] if options.readings
            else read_now([{"id": id, "text": texts[suite, id]} for suite, id in keys], settings))  # fmt: skip
    reading_of = label_scores.finder(rows)
    cases: list[Case] = []
    for label in labels:
        key = (label["suite"], label["id"])
        if key in keys and (reading := reading_of(label)):
            cases += own(label, reading, texts[key])
    return cases, len(keys)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("suite", choices=sorted(SUITES))
    ap.add_argument("--bench", type=Path, required=True, help="the folder that holds score.py")
    ap.add_argument("--data", type=Path, action="append", help="default: the folder data beside that one")
    ap.add_argument("--readings", type=Path)
    ap.add_argument("--calls", type=Path)
    ap.add_argument("--part", choices=PARTS, default="all")
    ap.add_argument("--first", type=int, help="only so many reports")
    ap.add_argument("--most", type=int, default=200, help="cases of each kind to show")
    ap.add_argument("--rules", action="store_true", help="read with the heads of the encoder switched off")
    ap.add_argument("--out", type=Path, help="default: errors/SUITE.html")
    options = ap.parse_args(arguments)
    options.data = options.data or [options.bench.parent / "data"]
    settings = Settings(heads=()) if options.rules else Settings()
    find = own_cases(options, settings) if options.suite == "own" else suite_cases(options.suite, options, settings)
    cases, reports = find
    how = f"given in {options.readings.name}" if options.readings else "rules alone" if options.rules else "read now"
    about = (
        f"{reports} reports ({options.part}), readings: {how}; Harmattan {harmattan.__version__}. Not for publication."
    )
    out = options.out or Path("errors") / f"{options.suite}.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(f"Errors on {options.suite}", about, cases, options.most), encoding="utf-8")
    print(f"{len(cases)} cases in {reports} reports: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
