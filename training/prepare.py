"""Turns labels and gold data into training examples: windows of whole sentences with what each word is.

    python training/prepare.py --data DIR [--data DIR …] --sentences FILE [FILE …] --articles FILE [FILE …] --out FILE

Runs in the project's own environment, so that words, sentences and heads are those that the reader will see. The result
holds text and stays on the machine that made it. Each line is an example:

    words       [[start, end], …] in ``text``; a sentence with what stands before it, or a window of an article
    events      null, or the labelled events (below) with ``scope``, the words whose labels are complete
    claims      null, or a tag for each word: 0 none, 1 source, 2 cue, 3 content (outermost), and ``cues``, ``sources``:
                words of cues and sources at any depth
    pair        null, or {"actor": [first, end] | null, "recipient": …, "root": name} in words

An event is {"trigger", "type", "mode", "actors", "recipients", "places", "times", "factuality", "outcome",
"background", "voices"}; its places are head words, null where an argument lies outside the sentence.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from splits import held_back, judged, own_test

from harmattan.api import load_tools
from harmattan.model import Report
from harmattan.reading.syntax import Parse, parse

LONGEST = 190  # words of a window, about 250 word pieces
CONTEXT = (0, 0, 0, 1, 1, 2, 3)  # sentences of context before a labelled one, drawn from these
ROLES = ("actors", "recipients", "places", "times")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", type=Path, action="append", required=True)
    ap.add_argument("--sentences", type=Path, nargs="*", default=[])
    ap.add_argument("--articles", type=Path, nargs="*", default=[])
    ap.add_argument("--claims", default="attribution-train", help="suite with gold attributions")
    ap.add_argument("--pairs", default="plover", help="suite with gold pairs")
    ap.add_argument("--parts", nargs="*", default=["sentences", "articles", "claims", "pairs"])
    ap.add_argument("--lone", action="store_true", help="labelled sentences by themselves: a tenth of the parsing")
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    nlp, found = load_tools().nlp, []
    if "sentences" in args.parts:
        found += list(
            of_lone(args.data, args.sentences, nlp) if args.lone else of_sentences(args.data, args.sentences, nlp)
        )
    if "articles" in args.parts:
        found += list(of_articles(args.data, args.articles, nlp))
    if "claims" in args.parts:
        found += list(of_claims(args.data, args.claims, nlp))
    if "pairs" in args.parts:
        found += list(of_pairs(args.data, args.pairs, nlp))
    with args.out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    print(len(found), "examples")


# ------------------------------------------------------------------ labels of events


def of_sentences(folders: Sequence[Path], files: Sequence[Path], nlp: Any) -> Iterator[dict[str, Any]]:
    """Labelled sentences, each with a little of what stands before it."""
    draw = random.Random(5)
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in read_all(files):
        rows.setdefault((row["suite"], row["id"]), []).append(row)
    for (suite, id), parsed in parsed_reports(folders, list(rows), nlp):
        done: set[tuple[str, int]] = set()
        for row in rows[suite, id]:
            key = (row["coder"], row["start"])
            if key in done:
                continue
            done.add(key)
            span = parsed.doc.char_span(row["start"], row["end"], alignment_mode="expand")
            first = last = parsed.sentence_of[span.start]
            last = parsed.sentence_of[span.end - 1]
            begin = max(0, first - draw.choice(CONTEXT))
            window = Window(parsed, begin, last + 1)
            yield window.example(f"{suite}/{id}", events=[shifted(e, row["start"]) for e in row["events"]],
                                 scope=(span.start, span.end), source=f"sentence/{row['coder']}",
                                 held=judged(suite, id))  # fmt: skip


def of_lone(folders: Sequence[Path], files: Sequence[Path], nlp: Any) -> Iterator[dict[str, Any]]:
    """Labelled sentences without the report around them."""
    rows = list(read_all(files))
    texts = texts_of(folders, {r["suite"] for r in rows})
    lone = [Report(str(n), texts[r["suite"], r["id"]][r["start"] : r["end"]]) for n, r in enumerate(rows)]
    for row, parsed in zip(rows, parse(lone, nlp), strict=True):
        window = Window(parsed, 0, len(parsed.sentences))
        suite, id = row["suite"], row["id"]
        yield window.example(
            f"{suite}/{id}", events=row["events"], source=f"sentence/{row['coder']}", held=judged(suite, id)
        )


def shifted(event: dict[str, Any], by: int) -> dict[str, Any]:
    move = lambda s: [s[0] + by, s[1] + by] if s else None
    return event | {"trigger": move(event["trigger"]), **{r: [move(s) for s in event[r]] for r in ROLES},
                    "voices": [[move(s), stance] for s, stance in event["voices"]]}  # fmt: skip


def of_articles(folders: Sequence[Path], files: Sequence[Path], nlp: Any) -> Iterator[dict[str, Any]]:
    """Windows of articles that are labelled as a whole."""
    rows = [r for r in read_all(files) if (r["suite"], r["id"]) not in own_test()]
    by_id = {(r["suite"], r["id"]): [x for x in rows if (x["suite"], x["id"]) == (r["suite"], r["id"])] for r in rows}
    for (suite, id), parsed in parsed_reports(folders, list(by_id), nlp):
        for row in by_id[suite, id]:
            events = [
                e | {"trigger": mention,
                     "voices": [[row["claims"][c]["source"], row["claims"][c]["stance"]] for c in e["claims"]]}
                for e in row["events"] for mention in (e["trigger"], *e["also"])
            ]  # fmt: skip
            for window in windows(parsed):
                yield window.example(f"{suite}/{id}", events=events, source=f"article/{row['coder']}",
                                     held=judged(suite, id))  # fmt: skip


# ------------------------------------------------------------------ gold of the suites


def of_claims(folders: Sequence[Path], suite: str, nlp: Any) -> Iterator[dict[str, Any]]:
    """Windows of articles with gold attributions."""
    gold = {str(r["id"]): r["attributions"] for r in read_all([f / suite / "gold.jsonl" for f in folders])}
    for (_, id), parsed in parsed_reports(folders, [(suite, id) for id in gold], nlp):
        tags, cues, sources = claim_tags(parsed, gold[id])
        for window in windows(parsed):
            yield window.example(f"{suite}/{id}", claims=(tags, cues, sources), source="claims")


def claim_tags(parsed: Parse, units: Iterable[dict[str, Any]]) -> tuple[dict[int, int], set[int], set[int]]:
    """The tag of each token, the largest attribution first; tokens of cues and of sources at any depth."""
    painted = [
        {role: [i for s in unit[role] for i in tokens_of(parsed, s["start"], s["end"])] for role in
         ("source", "cue", "content")} for unit in units
    ]  # fmt: skip
    tags: dict[int, int] = {}
    for unit in sorted(painted, key=lambda u: -sum(map(len, u.values()))):
        for role, tag in (("cue", 2), ("source", 1), ("content", 3)):
            for i in unit[role]:
                tags.setdefault(i, tag)
    return tags, {i for u in painted for i in u["cue"]}, {i for u in painted for i in u["source"]}


def of_pairs(folders: Sequence[Path], suite: str, nlp: Any) -> Iterator[dict[str, Any]]:
    """Sentences with two given parties and what one does to the other."""
    asked = {r["id"]: r for r in read_all([f / suite / "requests.jsonl" for f in folders])}
    gold = {r["id"]: r["root"] for r in read_all([f / suite / "gold.jsonl" for f in folders])}
    rows = [(id, asked[id]) for id in gold]
    for (id, ask), parsed in zip(rows, parse((Report(id, ask["text"]) for id, ask in rows), nlp), strict=True):
        window = Window(parsed, 0, len(parsed.sentences))
        span = lambda s, w=window: w.span(*s) if s else None
        pair = {"actor": span(ask["actor"]), "recipient": span(ask["recipient"]), "root": gold[id]}
        yield window.example(f"{suite}/{id}", pair=pair, source="pairs")


# ------------------------------------------------------------------ windows


class Window:
    """Whole sentences of a parsed report, and its words without white space."""

    def __init__(self, parsed: Parse, first: int, last: int) -> None:
        self.parsed = parsed
        self.tokens = [t for s in parsed.sentences[first:last] for t in s if not t.is_space]
        self.index = {t.i: n for n, t in enumerate(self.tokens)}

    def example(self, id: str, *, events: list[dict[str, Any]] | None = None, scope: tuple[int, int] | None = None,
                claims: tuple[dict[int, int], set[int], set[int]] | None = None, pair: dict[str, Any] | None = None,
                source: str, held: bool | None = None) -> dict[str, Any]:  # fmt: skip
        text, at = self.parsed.doc.text, self.tokens[0].idx
        end = self.tokens[-1].idx + len(self.tokens[-1])
        row: dict[str, Any] = {
            "id": id, "source": source, "held": held_back(*id.split("/", 1)) if held is None else held,
            "text": text[at:end],
            "words": [[t.idx - at, t.idx + len(t) - at] for t in self.tokens], "events": None, "scope": None,
            "claims": None, "pair": pair, "sentences": [self.parsed.sentence_of[t.i] for t in self.tokens],
        }  # fmt: skip
        if events is not None:
            inside = [e for e in events if self.head(e["trigger"]) is not None]
            row["events"] = [self.event(e) for e in inside]
            first, last = scope or (self.tokens[0].i, self.tokens[-1].i + 1)
            row["scope"] = [n for n, t in enumerate(self.tokens) if first <= t.i < last]
        if claims is not None:
            tags, cues, sources = claims
            row["claims"] = {"tags": [tags.get(t.i, 0) for t in self.tokens],
                             "cues": [n for n, t in enumerate(self.tokens) if t.i in cues],
                             "sources": [n for n, t in enumerate(self.tokens) if t.i in sources]}  # fmt: skip
        return row

    def event(self, event: dict[str, Any]) -> dict[str, Any]:
        trigger = self.head(event["trigger"])
        home = self.parsed.sentence_of[self.tokens[trigger].i]  # type: ignore[index]

        def heads(spans: Iterable[Any]) -> list[int | None]:
            found = [self.head(s) for s in spans]
            return [h if h is not None and self.parsed.sentence_of[self.tokens[h].i] == home else None for h in found]

        return {
            "trigger": trigger, **{r: heads(event[r]) for r in ROLES},
            "voices": [[heads([s])[0] if s else -1, stance] for s, stance in event["voices"]],
            **{k: event[k] for k in ("type", "mode", "factuality", "outcome", "background")},
        }  # fmt: skip

    def head(self, span: Sequence[int]) -> int | None:
        """The word that heads characters ``span`` of the report, if it stands in this window."""
        body = self.parsed.body
        found = self.parsed.doc.char_span(span[0] + body, span[1] + body, alignment_mode="expand")
        return self.index.get(found.root.i) if found is not None else None

    def span(self, start: int, end: int) -> list[int] | None:
        """First and end word of characters ``[start, end)``."""
        inside = [self.index[i] for i in tokens_of(self.parsed, start, end) if i in self.index]
        return [inside[0], inside[-1] + 1] if inside else None


def windows(parsed: Parse, longest: int = LONGEST) -> Iterator[Window]:
    """The report in windows of whole sentences."""
    first, size = 0, 0
    for n, sentence in enumerate(parsed.sentences):
        words = sum(not t.is_space for t in sentence)
        if size and size + words > longest:
            yield Window(parsed, first, n)
            first, size = n, 0
        size += words
    if size:
        yield Window(parsed, first, len(parsed.sentences))


def tokens_of(parsed: Parse, start: int, end: int) -> range:
    """Indices of the tokens that characters of the report's text touch."""
    found = parsed.doc.char_span(start + parsed.body, end + parsed.body, alignment_mode="expand")
    return range(found.start, found.end) if found is not None else range(0)


def parsed_reports(
    folders: Sequence[Path], wanted: Sequence[tuple[str, str]], nlp: Any
) -> Iterator[tuple[tuple[str, str], Parse]]:
    """The wanted reports' texts, parsed."""
    texts = texts_of(folders, {s for s, _ in wanted})
    yield from zip(wanted, parse((Report(id, texts[suite, id]) for suite, id in wanted), nlp), strict=True)


def texts_of(folders: Sequence[Path], suites: Iterable[str]) -> dict[tuple[str, str], str]:
    """The texts of suites by (suite, id)."""
    texts: dict[tuple[str, str], str] = {}
    for suite in sorted(suites):
        for folder in folders:
            reports = folder / suite / "reports.jsonl"
            if reports.is_file():
                texts |= {(suite, str(r["id"])): r["text"] for r in read_all([reports])}
            texts |= {(suite, p.stem): p.read_text(encoding="utf-8") for p in (folder / suite).glob("*.txt")}
    return texts


def read_all(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in files:
        if path.is_file():
            yield from map(json.loads, path.open(encoding="utf-8"))


if __name__ == "__main__":
    main()
