"""Hand labels of single sentences: one line an event, compiled to offsets and a digest, none of the words.

    python training/labels/sentences.py batches DRAWN.jsonl DIR [--size 50]     # numbered sentences for the coder
    python training/labels/sentences.py check DRAWN.jsonl FILE [FILE ...]       # what is wrong with coded files
    python training/labels/sentences.py compile DRAWN.jsonl --coder NAME --out LABELS.jsonl FILE [FILE ...]
    python training/labels/sentences.py agreement A.jsonl B.jsonl

A coded file has lines ``NUMBER -`` for a sentence without an event, else one line for each event:

    NUMBER trigger | TYPE/mode | actors | recipients | places | times | factuality outcome [background] | voices

Every part is quoted from the sentence as `labels.locate` reads it (``"the town#2"``, ``"took [the town] by"``); ``;``
stands between several, ``-`` for none. A voice is ``source: stance``, for whoever says that it happened (or denies it).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from labels import FACTUALITY, OUTCOME, STANCE, LabelsError, _plover, digest, locate, read_lines

_LINE = re.compile(r"(\d+)\s+(.*)")


def shown(text: str) -> str:
    """The sentence on one line, every character where it was."""
    return re.sub(r"\s", " ", text)


def compile_line(line: str, text: str) -> dict[str, Any] | None:
    """The event of one coded line, or None for ``-``; raises `LabelsError`."""
    if line.strip() == "-":
        return None
    fields = [part.strip() for part in line.split(" | ")]
    if not 7 <= len(fields) <= 8:
        raise LabelsError(f"{len(fields)} fields instead of 7 or 8")
    trigger = locate(fields[0], text)
    kind, _, mode = fields[1].partition("/")
    types, _ = _plover()
    if kind not in types or (mode and mode not in types[kind]):
        raise LabelsError(f"no type or mode {fields[1]!r}")
    actors, recipients, places, times = (
        [locate(q.strip(), text, trigger[0]) for q in part.split(" ; ") if q.strip() not in ("", "-")]
        for part in fields[2:6]
    )
    standing = fields[6].split()
    factuality, outcome = standing[:2] if len(standing) > 1 else ("", "")
    if factuality not in FACTUALITY or outcome not in OUTCOME or standing[2:] not in ([], ["background"]):
        raise LabelsError(f"no standing {fields[6]!r}")
    voices = []
    for voice in fields[7].split(" ; ") if len(fields) > 7 else ():
        if voice.strip() in ("", "-"):
            continue
        source, _, stance = voice.rpartition(":")
        if stance.strip() not in STANCE:
            raise LabelsError(f"no stance {voice!r}")
        source = source.strip()
        voices.append([locate(source, text, trigger[0]) if source not in ("", "-") else None, stance.strip()])
    return {"trigger": trigger, "type": kind, "mode": mode or None, "actors": actors, "recipients": recipients,
            "places": places, "times": times, "factuality": factuality, "outcome": outcome,
            "background": len(standing) > 2, "voices": voices}  # fmt: skip


def read_coded(path: Path, drawn: Sequence[Mapping[str, Any]], coder: str) -> Iterator[dict[str, Any] | str]:
    """The labels of a coded file, and what is wrong with it in words."""
    events: dict[int, list[dict[str, Any]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        number = int(found[1]) if found else 0
        if not found or not 1 <= number <= len(drawn):
            yield f"{path.name}: no sentence number in {line!r}"
            continue
        events.setdefault(number, [])
        try:
            event = compile_line(found[2], shown(drawn[number - 1]["text"]))
        except LabelsError as fault:
            yield f"{path.name}: {number}: {fault}"
            continue
        if event:
            events[number].append(event)
    for number, told in sorted(events.items()):
        row = drawn[number - 1]
        yield {"suite": row["suite"], "id": row["id"], "start": row["start"], "end": row["end"],
               "sha256": digest(row["text"]), "coder": coder, "events": told}  # fmt: skip


def agreement(first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """F1 of one coder against the other on the sentences that both coded."""
    others = {(r["suite"], r["id"], r["start"]): r for r in first}
    n: Counter[str] = Counter()
    for row in second:
        other = others.get((row["suite"], row["id"], row["start"]))
        if other is None:
            continue
        n["sentences"] += 1
        n["empty alike"] += bool(row["events"]) == bool(other["events"])
        n["total"] += len(row["events"]) + len(other["events"])
        left = list(other["events"])
        for event in row["events"]:
            near = [e for e in left if _meet(e["trigger"], event["trigger"])]
            near.sort(key=lambda e: e["type"] != event["type"])
            if not near:
                continue
            left.remove(near[0])
            same = near[0]
            sides = [all(any(_meet(a, b) for b in y) for a in x) and bool(x) == bool(y)
                     for x, y in ((same[s], event[s]) for s in ("actors", "recipients"))]  # fmt: skip
            n["found"] += 1
            n["type"] += same["type"] == event["type"]
            n["actors"] += sides[0]
            n["recipients"] += sides[1]
            n["factuality"] += same["factuality"] == event["factuality"]
            n["strict"] += same["type"] == event["type"] and all(sides) and same["factuality"] == event["factuality"]
    out = {"sentences": n["sentences"], "empty alike": n["empty alike"] / max(1, n["sentences"])}
    return out | {k: 2 * n[k] / max(1, n["total"]) for k in ("found", "type", "strict")} | {
        f"{k} of found": n[k] / max(1, n["found"]) for k in ("actors", "recipients", "factuality")
    }  # fmt: skip


def _meet(a: Sequence[int], b: Sequence[int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when a coded file is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    batch = commands.add_parser("batches")
    batch.add_argument("drawn", type=Path)
    batch.add_argument("folder", type=Path)
    batch.add_argument("--size", type=int, default=50)
    for name in ("check", "compile"):
        command = commands.add_parser(name)
        command.add_argument("drawn", type=Path)
        command.add_argument("coded", type=Path, nargs="+")
        command.add_argument("--coder", default="?")
        command.add_argument("--out", type=Path)
    both = commands.add_parser("agreement")
    both.add_argument("first", type=Path)
    both.add_argument("second", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "agreement":
        print(json.dumps(agreement(read_lines(options.first), read_lines(options.second)), indent=1))
        return 0
    drawn = read_lines(options.drawn)
    if options.command == "batches":
        options.folder.mkdir(parents=True, exist_ok=True)
        for n in range(0, len(drawn), options.size):
            lines = [f"{n + k} {shown(row['text'])}\n" for k, row in enumerate(drawn[n : n + options.size], 1)]
            (options.folder / f"{n // options.size + 1:03}.txt").write_text("".join(lines), encoding="utf-8")
        return 0
    found = [item for path in sorted(options.coded) for item in read_coded(path, drawn, options.coder)]
    faults, labels = [f for f in found if isinstance(f, str)], [f for f in found if not isinstance(f, str)]
    print("\n".join(faults), file=sys.stderr)
    print(f"{len(labels)} sentences, {sum(len(r['events']) for r in labels)} events, {len(faults)} faults")
    if options.out and not faults:
        options.out.write_text("".join(json.dumps(r, separators=(",", ":")) + "\n" for r in labels), encoding="utf-8")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
