"""The public suites: their rows, what Harmattan answers to them, and the bench's own scorer."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import harmattan
from harmattan.api import BATCH, Settings, load_tools

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

import splits

Record = Mapping[str, Any]
PARTS = ("all", "even", "odd", "held")
CALLED = ("plover", "places")  # suites that ask through Python calls


@dataclass(frozen=True)
class Suite:
    """Rows of a public suite: what is right, the reports and the requests, the last two by id."""

    name: str
    gold: list[Record]
    reports: dict[str, Record]
    asks: dict[str, Record]

    def text(self, gold: Record) -> str:
        return str(self.reports[str(gold["id"])]["text"])


@dataclass
class Answers:
    """What is scored: readings and results of calls by id, and the situation, as the contract has them."""

    readings: dict[str, Record] = field(default_factory=dict)
    calls: dict[str, Any] = field(default_factory=dict)
    situation: Record = field(default_factory=dict)


def scorer(bench: Path) -> Any:
    """The bench's ``score.py`` as a module, which has the names of ``common.py`` too."""
    if not (bench / "score.py").is_file():
        sys.exit(f"No suites at {bench}: name the folder that holds score.py with --bench.")
    sys.path.append(str(bench))
    return importlib.import_module("score")


# ------------------------------------------------------------------ rows


def in_part(part: str, number: int, held: bool) -> bool:
    """Whether a report belongs to the part that was asked for."""
    return {"all": True, "even": number % 2 == 0, "odd": number % 2 == 1, "held": held}[part]


def rows_of(
    bench: Any, name: str, folders: Iterable[Path], part: str = "all", every: int = 1, first: int | None = None
) -> Suite:
    """Every ``every``-th row of a part of the suite, ``first`` at most, in the first of the folders that has it.

    Exits when none has it.
    """
    folders = list(folders)
    folder = next((d / name for d in folders if (d / name / "gold.jsonl").is_file()), None)
    if folder is None:
        sys.exit(f"No {name}/gold.jsonl in {', '.join(map(str, folders))}.")
    numbered = enumerate(bench.load(folder / "gold.jsonl"))
    gold = [g for n, g in numbered if in_part(part, n, splits.held_back(name, g["id"]))][::every][:first]
    wanted = {str(g["id"]) for g in gold}

    def by_id(file: str) -> dict[str, Record]:
        return {str(r["id"]): r for r in bench.load(folder / file) if str(r["id"]) in wanted}

    return Suite(name, gold, by_id("reports.jsonl"), by_id("requests.jsonl") if name in CALLED else {})


# ------------------------------------------------------------------ answers


def read_now(reports: Iterable[Record], settings: Settings) -> list[dict[str, Any]]:
    """Readings, or error records, of the reports."""
    return [found.to_dict() for found in harmattan.read_many(map(dict, reports), settings=settings)]


def call_now(ask: Record, settings: Settings) -> Any:
    """The answer to a request of the bench."""
    if ask["call"] == "classify_event":
        sides = [tuple(ask[k]) if ask[k] else None for k in ("actor", "recipient")]
        return dict(harmattan.classify_event(ask["text"], *sides, settings=settings))
    found = harmattan.resolve_places(ask["text"], [tuple(s) for s in ask["spans"]], settings=settings)
    return [dataclasses.asdict(place) if place else None for place in found]


def answers_to(suite: Suite, settings: Settings, folder: Path) -> Answers:
    """All that the scorer of a suite asks of Harmattan. What ``folder`` holds already is not made again."""
    folder.mkdir(parents=True, exist_ok=True)
    found = Answers()
    if suite.name != "plover":
        found.readings, found.situation = _read(suite, settings, folder)
    if suite.name in CALLED:
        found.calls = _call(suite, settings, folder / f"{suite.name}.calls.jsonl")
    return found


def _read(suite: Suite, settings: Settings, folder: Path) -> tuple[dict[str, Record], Record]:
    """Readings by id, kept in a ledger; of ``incidents`` the situation too."""
    from harmattan.situation.incidents import situation

    readings: list[harmattan.Reading] = []
    with harmattan.Ledger(folder / f"{suite.name}.ledger") as book:
        found = harmattan.read_many(map(dict, suite.reports.values()), settings=settings, known=book.reading_for)
        while batch := list(islice(found, BATCH)):
            book.add_many(batch)
            readings += [r for r in batch if isinstance(r, harmattan.Reading)]
    summed = situation(readings).to_dict() if suite.name == "incidents" else {}
    return {str(r.report.id): r.to_dict() for r in readings}, summed


def _call(suite: Suite, settings: Settings, path: Path) -> dict[str, Any]:
    kept = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    found = {row["id"]: row["result"] for row in kept if row["id"] in suite.asks}
    with path.open("a", encoding="utf-8") as file:
        for id, ask in suite.asks.items():
            if id not in found:
                found[id] = call_now(ask, settings)
                file.write(json.dumps({"id": id, "result": found[id]}, ensure_ascii=False) + "\n")
    return found


def answers_in(readings: Path | None, calls: Path | None = None, situation: Path | None = None) -> Answers:
    """The same from the files that ``harmattan read --format jsonl``, the bench's ``calls.py`` and ``harmattan
    situation --format json`` printed."""

    def lines(path: Path | None) -> list[Any]:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line] if path else []

    return Answers(
        {str(r["report"]["id"]): r for r in lines(readings)},
        {str(c["id"]): c["result"] for c in lines(calls)},
        json.loads(situation.read_text(encoding="utf-8")) if situation else {},
    )


def reader_key(settings: Settings) -> str:
    """Names the reader and the code as they are now, so that what an earlier state has read is not taken for theirs."""
    tools = load_tools(settings.knowledge, settings.pipeline, settings.heads)
    total = hashlib.sha256("\0".join(dataclasses.astuple(tools.reader)).encode())
    home = Path(harmattan.__file__).parent
    for path in sorted([*home.rglob("*.py"), *home.rglob("*.yaml")]):
        total.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:12]


# ------------------------------------------------------------------ cases


def cases_of(bench: Any, suite: Suite, answers: Answers) -> list[tuple[Any, ...]]:
    """The rows with their answers, as the scorer takes them."""
    if suite.name == "plover":
        return [(g, answers.calls.get(str(g["id"]))) for g in suite.gold]
    found = [(g, bench.Reading(answers.readings.get(str(g["id"])), suite.text(g))) for g in suite.gold]
    return [(g, r, answers.calls.get(str(g["id"]))) for g, r in found] if suite.name in CALLED else found


def figures_of(bench: Any, name: str, cases: Sequence[tuple[Any, ...]], situation: Record) -> dict[str, float]:
    """All figures of a suite, by the bench's scorer."""
    more = (situation,) if name == "incidents" else ()
    return dict(bench.SUITES[name](cases, *more))
