"""Hand labels of whole articles, kept apart from the articles: offsets and a digest of the text, none of its words.

    python training/labels/labels.py compile DRAFTS_DIR --data DATA_DIR [--data …] --coder NAME --out LABELS.jsonl
    python training/labels/labels.py check LABELS.jsonl --data DATA_DIR [--data …]
    python training/labels/labels.py score READINGS.jsonl LABELS.jsonl
    python training/labels/labels.py agreement A.jsonl B.jsonl

A data folder holds ``SUITE/reports.jsonl`` (``id``, ``text``) or ``SUITE/ID.txt``. A draft is one JSON file per
article, every span of it quoted from the text, whole words only:

    {"suite", "id",
     "events": [{"id", "trigger", "also", "type", "mode", "contexts", "actors", "recipients", "places", "times",
                 "quantities", "factuality", "outcome", "background"}],
     "claims": [{"source", "cue", "content", "stance", "quoted", "source_kind", "about"}]}

``also`` has the other mentions of the happening. ``"the town#2"`` is its second occurrence, ``"took [the town] by"``
the one within these words. Without either a trigger must be unique in the text; any other quotation is the occurrence
nearest to the event's trigger, or to the claim's first content. ``about`` names events by their ``id``, or by their
index as a string. What is left out is empty, asserted, completed, not background, says, unquoted, named.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

Span = list[int]  # [start, end), characters of the article's text
Label = dict[str, Any]

PLOVER = Path(__file__).parents[2] / "src" / "harmattan" / "knowledge" / "data" / "plover.yaml"
EVENT_LISTS = ("also", "actors", "recipients", "places", "times", "quantities")
FACTUALITY = ("asserted", "negated", "possible", "future", "hypothetical")
OUTCOME = ("completed", "attempted", "failed", "prevented", "ongoing", "unknown")
STANCE = ("says", "confirms", "denies", "accuses", "condemns", "demands", "promises", "threatens", "warns", "doubts",
          "believes", "cannot_verify", "no_comment")  # fmt: skip
SOURCE_KIND = ("named", "official", "eyewitness", "anonymous", "media", "analyst")
_NUMBERED = re.compile(r"(?s)(.+)#(\d+)")
_BRACKETED = re.compile(r"(?s)(.*)\[(.+)\](.*)")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+|\s*\n\s*")


class LabelsError(ValueError):
    """A draft or a label that does not fit its article or the codebook."""


def digest(text: str) -> str:
    """The SHA-256 of the text in UTF-8, as labels carry it."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_lines(path: Path) -> list[Any]:
    """The objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def article_texts(folders: Sequence[Path]) -> Callable[[str, str], str]:
    """A function that gives the text of an article by suite and id; it raises `LabelsError` where there is none."""
    known: dict[str, dict[str, str]] = {}

    def text(suite: str, article: str) -> str:
        if suite not in known:
            known[suite] = {}
            for folder in folders:
                reports = folder / suite / "reports.jsonl"
                if reports.is_file():
                    known[suite] |= {report["id"]: report["text"] for report in read_lines(reports)}
                for path in sorted((folder / suite).glob("*.txt")):
                    known[suite][path.stem] = path.read_text(encoding="utf-8")
        try:
            return known[suite][article]
        except KeyError:
            raise LabelsError(f"{suite}/{article}: no such article in {', '.join(map(str, folders))}") from None

    return text


def occurrences(quote: str, text: str) -> list[Span]:
    """Where the words stand in the text, in order; never as a part of a longer word.

    Only ASCII letters and digits count as part of a word: a damaged quotation mark may end in a letter ("โ€œWe").
    """
    before = r"(?<![A-Za-z0-9_])" if re.match(r"\w", quote) else ""
    after = r"(?![A-Za-z0-9_])" if re.search(r"\w$", quote) else ""
    return [list(match.span()) for match in re.finditer(before + re.escape(quote) + after, text)]


def locate(quote: str, text: str, near: int | None = None) -> Span:
    """The span of a quotation of a draft; ``near`` decides between several where the quotation has no number."""
    found = occurrences(quote, text)
    if not found and (numbered := _NUMBERED.fullmatch(quote)):
        found = occurrences(numbered[1], text)
        number = int(numbered[2])
        if not 1 <= number <= len(found):
            raise LabelsError(f"{quote!r}: the text has it {len(found)} times")
        return found[number - 1]
    if not found and (bracketed := _BRACKETED.fullmatch(quote)):
        left, words, right = bracketed.groups()
        found = [[start + len(left), end - len(right)] for start, end in occurrences(left + words + right, text)]
    if not found:
        raise LabelsError(f"{quote!r} is not in the text")
    if len(found) > 1 and near is None:
        raise LabelsError(f"{quote!r} is in the text {len(found)} times: say which")
    return min(found, key=lambda span: abs(span[0] - (near or 0)))


def sentence_starts(text: str) -> list[int]:
    """Where sentences start: a plain rule (final stop or line break), the same for every coder and reader."""
    return [0, *(match.end() for match in _SENTENCE_END.finditer(text) if match.end() < len(text))]


def compile_draft(draft: Mapping[str, Any], text: str, coder: str) -> Label:
    """The stand-off label of one draft; raises `LabelsError` with every fault found in it."""
    faults: list[str] = []
    names = {event.get("id", str(index)): index for index, event in enumerate(draft["events"])}

    def span(quote: str, near: int | None = None) -> Span:
        try:
            return locate(quote, text, near)
        except LabelsError as fault:
            faults.append(str(fault))
            return [0, 1]

    events: list[Label] = []
    for event in draft["events"]:
        trigger = span(event["trigger"])
        lists = {name: [span(quote, trigger[0]) for quote in event.get(name, [])] for name in EVENT_LISTS}
        events.append(
            {"trigger": trigger, "type": event["type"], "mode": event.get("mode"),
             "contexts": event.get("contexts", []), **lists, "factuality": event.get("factuality", "asserted"),
             "outcome": event.get("outcome", "completed"), "background": event.get("background", False), "claims": []}
        )  # fmt: skip
    claims: list[Label] = []
    for claim in draft["claims"]:
        contents = claim.get("content", [])
        said = span(contents[0]) if contents else [0, 0]
        cue = span(claim["cue"], said[0] if contents else None) if claim.get("cue") else None
        near = (cue or said)[0]
        about = []
        for name in claim.get("about", []):
            if name in names:
                about.append(names[name])
                events[names[name]]["claims"].append(len(claims))
            else:
                faults.append(f"claim {claim.get('cue')!r} is about {name!r}, which is no event")
        claims.append(
            {"source": span(claim["source"], near) if claim.get("source") else None,
             "cue": cue, "content": [span(part, near) for part in contents],
             "stance": claim.get("stance", "says"), "quoted": claim.get("quoted", False),
             "source_kind": claim.get("source_kind", "named"), "about": about}
        )  # fmt: skip
    label = {"suite": draft["suite"], "id": draft["id"], "sha256": digest(text), "coder": coder,
             "sentences": sentence_starts(text), "events": events, "claims": claims}  # fmt: skip
    faults += label_faults(label, text)
    if faults:
        raise LabelsError("\n".join(f"{draft['suite']}/{draft['id']}: {fault}" for fault in faults))
    return label


def label_faults(label: Mapping[str, Any], text: str) -> Iterator[str]:
    """What is wrong with a label: another text, spans outside it or cutting words, words the codebook does not have."""
    if label["sha256"] != digest(text):
        yield "the text has another digest than the labelled one"
        return
    types, contexts = _plover()
    for number, event in enumerate(label["events"]):
        where = f"event {number}"
        yield from _spans([event["trigger"], *(span for name in EVENT_LISTS for span in event[name])], text, where)
        if event["type"] not in types:
            yield f"{where}: no type {event['type']!r}"
        elif event["mode"] is not None and event["mode"] not in types[event["type"]]:
            yield f"{where}: {event['type']} has no mode {event['mode']!r}"
        for context in event["contexts"]:
            if context not in contexts:
                yield f"{where}: no context {context!r}"
        yield from _words(event, {"factuality": FACTUALITY, "outcome": OUTCOME}, where)
        if any(number not in label["claims"][claim]["about"] for claim in event["claims"]):
            yield f"{where}: names a claim that is not about it"
    for number, claim in enumerate(label["claims"]):
        where = f"claim {number}"
        yield from _spans([span for span in (claim["source"], claim["cue"], *claim["content"]) if span], text, where)
        yield from _words(claim, {"stance": STANCE, "source_kind": SOURCE_KIND}, where)
        if any(number not in label["events"][event]["claims"] for event in claim["about"]):
            yield f"{where}: is about an event that does not name it"


def _words(item: Mapping[str, Any], allowed: Mapping[str, Sequence[str]], where: str) -> Iterator[str]:
    for field, words in allowed.items():
        if item[field] not in words:
            yield f"{where}: no {field} {item[field]!r}"


def _spans(spans: Sequence[Span], text: str, where: str) -> Iterator[str]:
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            yield f"{where}: span {start}-{end} is outside the text"
        elif text[start:end] != text[start:end].strip():
            yield f"{where}: span {start}-{end} starts or ends with space"


def _plover() -> tuple[dict[str, set[str]], set[str]]:
    """The modes of each PLOVER type, and the contexts, as the reader has them."""
    plover = yaml.safe_load(PLOVER.read_text(encoding="utf-8"))
    return {name: set(entry.get("modes") or {}) for name, entry in plover["types"].items()}, set(plover["contexts"])


def compile_drafts(drafts: Path, folders: Sequence[Path], coder: str) -> list[Label]:
    """The labels of all drafts of a folder, in the order of suite and id; raises `LabelsError` with all faults."""
    text = article_texts(folders)
    labels, faults = [], []
    for path in sorted(drafts.glob("*.json")):
        try:
            draft = json.loads(path.read_text(encoding="utf-8"))
            labels.append(compile_draft(draft, text(draft["suite"], draft["id"]), coder))
        except json.JSONDecodeError as fault:
            faults.append(f"{path.name}: {fault}")
        except LabelsError as fault:
            faults.append(str(fault))
    if faults:
        raise LabelsError("\n".join(faults))
    return sorted(labels, key=lambda label: (label["suite"], label["id"]))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 1 when a draft, label or reading does not fit."""
    from label_scores import agreement, score, table  # the command line alone needs them

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("compile", help="drafts to labels")
    build.add_argument("drafts", type=Path)
    build.add_argument("--coder", required=True)
    build.add_argument("--out", type=Path, required=True)
    verify = commands.add_parser("check", help="do digests and spans fit the texts?")
    verify.add_argument("labels", type=Path)
    for command in (build, verify):
        command.add_argument("--data", type=Path, action="append", required=True)
    for name, first, about in (("score", "readings", "readings against labels"), ("agreement", "first", "two coders")):
        command = commands.add_parser(name, help=about)
        command.add_argument(first, type=Path)
        command.add_argument("labels", type=Path)
    options = parser.parse_args(arguments)
    try:
        if options.command == "compile":
            labels = compile_drafts(options.drafts, options.data, options.coder)
            lines = [json.dumps(label, separators=(",", ":")) + "\n" for label in labels]
            options.out.write_text("".join(lines), encoding="utf-8")
            events, claims = (sum(len(label[kind]) for label in labels) for kind in ("events", "claims"))
            print(f"{len(labels)} articles, {events} events, {claims} claims")
        elif options.command == "check":
            labels, text = read_lines(options.labels), article_texts(options.data)
            faults = [f"{label['suite']}/{label['id']}: {fault}" for label in labels
                      for fault in label_faults(label, text(label["suite"], label["id"]))]  # fmt: skip
            if faults:
                raise LabelsError("\n".join(faults))
            print(f"{len(labels)} articles fit")
        elif options.command == "score":
            print(table(score(read_lines(options.readings), read_lines(options.labels))))
        else:
            print(table(agreement(read_lines(options.first), read_lines(options.labels))))
    except LabelsError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
