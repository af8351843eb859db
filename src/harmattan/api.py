"""The Python calls: `read`, `read_many`, `classify_event`, `resolve_places`.

Pipeline and knowledge are loaded at the first call and kept for the process.
"""

from __future__ import annotations

import hashlib
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import harmattan
from harmattan.errors import ReaderFailed, ReportError, SetupError, WorkerDied
from harmattan.intake import Raw, make_report
from harmattan.intake.raw import raw_of
from harmattan.model import EventType, Failure, Place, Reader, Reading, Report

if TYPE_CHECKING:
    from spacy.language import Language

    from harmattan.knowledge import Knowledge
    from harmattan.reading.syntax import Parse

HEADS = ("claims", "events")
"""The parts of the trained encoder, each of which can be switched off."""
BATCH = 16  # reports that one process reads at a time

Known = Callable[[Report, Reader], "Reading | None"]
"""Looks up an earlier reading of a report by the same reader: `harmattan.Ledger.reading_for`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read. Equal settings give equal readings.

    ``knowledge`` is a folder of the user's own actors, aliases, roles and places; ``pipeline`` an installed spaCy
    pipeline's name or path in place of the packaged one; ``published`` an ISO date for reports that name none;
    ``heads`` the parts of the trained encoder that have a say (`HEADS`): where one has none, rules alone decide.
    """

    knowledge: str | None = None
    pipeline: str | None = None
    published: str | None = None
    heads: tuple[str, ...] = HEADS


@dataclass(frozen=True)
class Tools:
    """What the reader works with, loaded once a process; the pipeline only when there is something to parse."""

    pipeline: str | None
    knowledge: Knowledge
    reader: Reader
    heads: tuple[str, ...]

    @property
    def nlp(self) -> Language:
        return _load_nlp(self.pipeline)


@cache
def _load_nlp(pipeline: str | None) -> Language:
    from harmattan.reading.pipeline import load_pipeline

    return load_pipeline(pipeline)[0]


@cache
def load_tools(knowledge: str | None = None, pipeline: str | None = None, heads: tuple[str, ...] = HEADS) -> Tools:
    """Load knowledge, find pipeline and encoder.

    Raises `SetupError` or `KnowledgeError` when a part is missing or damaged.
    """
    from harmattan.knowledge import load_knowledge
    from harmattan.reading.encoder import weights
    from harmattan.reading.pipeline import find_pipeline

    if unknown := set(heads) - set(HEADS):
        raise SetupError(f"The encoder has no part {sorted(unknown)[0]!r}. It has: {', '.join(HEADS)}.")
    _, model = find_pipeline(pipeline)
    if heads:
        parts = (model, weights.digest(), *sorted(heads))
        model = f"sha256:{hashlib.sha256(' '.join(parts).encode()).hexdigest()}"
    known = load_knowledge(knowledge)
    return Tools(pipeline, known, Reader(harmattan.__version__, model, known.digest), heads)


def read(
    text: str,
    *,
    published: str | None = None,
    id: str | int = "report",
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
    min_precision: float | None = None,
    settings: Settings = Settings(),
) -> Reading:
    """Read one report.

    ``text`` is plain text or an HTML page; ``published`` an ISO date or date-time. With ``min_precision``, a share
    between 0 and 1, only events of so high a confidence are kept that this share of them is wholly right
    (`harmattan.reading.trust`). Raises `ReportError` (empty text, a language not yet read, …), `SetupError` or
    `KnowledgeError`.
    """
    record = {"text": text, "title": title, "outlet": outlet, "url": url, "published": published}
    found = _read_batch([Raw(id, record={k: v for k, v in record.items() if v is not None})], settings)[0]
    if isinstance(found, Failure):
        raise found.error
    return _trusted(found, min_precision)


def _trusted(reading: Reading, precision: float | None) -> Reading:
    if precision is None:
        return reading
    from harmattan.reading.trust import trusted

    return trusted(reading, precision)


def read_many(
    reports: Iterable[Raw | Report | dict[str, Any] | str],
    *,
    settings: Settings = Settings(),
    processes: int = 1,
    known: Known | None = None,
    min_precision: float | None = None,
) -> Iterator[Reading | Failure]:
    """Read reports lazily, in order, one result for each; ``min_precision`` as for `read`.

    A report may be a text, a dict with the fields of a JSON line (``id``, ``text``, ``title``, ``published``,
    ``outlet``, ``url``, ``language``), or what `harmattan.intake.gather` finds. One that cannot be read gives a
    `Failure` in its place. With ``processes`` > 1 batches are read by that many workers; the result is the same, but a
    program that asks for them must guard its start with ``if __name__ == "__main__":``, since workers import it.

    ``known`` may give an earlier reading (`Ledger.reading_for`), which then need not be made again; with several
    processes it is sent to them, so it must be picklable. Raises `SetupError`, `KnowledgeError`, or `WorkerDied` when
    a worker was killed.
    """
    raws = (_as_raw(item, n) for n, item in enumerate(reports, 1))
    batches = iter(lambda: list(islice(raws, BATCH)), [])
    if processes <= 1:
        found: Iterator[Reading | Failure] = (
            result for batch in batches for result in _read_batch(batch, settings, known)
        )
    else:
        found = _read_in_workers(batches, settings, processes, known)
    for result in found:
        yield _trusted(result, min_precision) if isinstance(result, Reading) else result


def _read_in_workers(
    batches: Iterator[list[Raw | Report]], settings: Settings, processes: int, known: Known | None
) -> Iterator[Reading | Failure]:
    """Read batches in other processes, a few ahead of what has been asked for. Spawned, since forking is not safe in a
    program with threads."""
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _start_worker)
    waiting: deque[Future[list[Reading | Failure]]] = deque()
    try:
        for batch in batches:
            waiting.append(pool.submit(_read_batch, batch, settings, known))
            if len(waiting) > 2 * processes:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerDied(
            "A process that was reading reports died, perhaps for want of memory. "
            "Read again with fewer processes; with a ledger, what has been read is not read again."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process ends its workers, without a traceback from each


def classify_event(
    text: str,
    actor: tuple[int, int] | None = None,
    recipient: tuple[int, int] | None = None,
    *,
    settings: Settings = Settings(),
) -> dict[EventType, float]:
    """How likely each of the 16 PLOVER types is for what ``actor`` does to ``recipient`` in ``text``.

    ``actor`` and ``recipient`` are half-open character spans of ``text``, or ``None`` where the party is implicit.
    The values sum to 1. Raises `ValueError` for a span outside the text.
    """
    from harmattan.reading.events.classify import classify

    tools = load_tools(settings.knowledge, settings.pipeline, settings.heads)
    parse = _parse_call(text, [s for s in (actor, recipient) if s], tools)
    encoded = None
    if "events" in settings.heads:
        from harmattan.reading.encoder.encoded import Encoded

        encoded = Encoded(parse)
    return classify(parse, tools.knowledge, actor, recipient, encoded)


def resolve_places(
    text: str, spans: Sequence[tuple[int, int]], *, settings: Settings = Settings()
) -> list[Place | None]:
    """The place that each character span of ``text`` names, or ``None`` where the gazetteer has none.

    Raises `ValueError` for a span outside the text.
    """
    from harmattan.reading.places.find import resolve

    tools = load_tools(settings.knowledge, settings.pipeline, settings.heads)
    return resolve(_parse_call(text, spans, tools), tools.knowledge, spans)


def _parse_call(text: str, spans: Sequence[tuple[int, int]], tools: Tools) -> Any:
    from harmattan.reading.syntax import parse

    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span ({start}, {end}) does not lie in the text, which has {len(text)} characters")
    return next(parse([Report("call", text)], tools.nlp))


def _as_raw(item: Raw | Report | dict[str, Any] | str, n: int) -> Raw | Report:
    if isinstance(item, (Raw, Report)):
        return item
    if isinstance(item, str):
        return Raw(str(n), record={"text": item})
    return raw_of(item, str(n))


def _read_batch(items: list[Raw | Report], settings: Settings, known: Known | None = None) -> list[Reading | Failure]:
    """Read a batch in this process; spaCy parses together what is not known already."""
    tools = load_tools(settings.knowledge, settings.pipeline, settings.heads)
    found: list[Report | Reading | Failure] = []
    for item in items:
        try:
            report = item if isinstance(item, Report) else make_report(item, settings.published)
        except ReportError as error:
            found.append(Failure(item.id, error))
        else:
            found.append((known and known(report, tools.reader)) or report)
    if not any(isinstance(r, Report) for r in found):
        return [r for r in found if not isinstance(r, Report)]
    from harmattan.reading.syntax import parse

    parses = parse([r for r in found if isinstance(r, Report)], tools.nlp)
    return [_read_parse(next(parses), tools) if isinstance(r, Report) else r for r in found]


def _read_parse(parsed: Parse, tools: Tools) -> Reading | Failure:
    """One reading. A fault of ours in one report must not cost a batch of thousands."""
    from harmattan.reading.reader import read_parse

    try:
        return read_parse(parsed, tools.knowledge, tools.reader, tools.heads)
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        message = (
            f"Harmattan failed on this report ({type(error).__name__}: {error}, at {at.name} in "
            f"{Path(at.filename).name}:{at.lineno}). That is a fault of ours: please report it."
        )
        failure = ReaderFailed(message)
        failure.__cause__ = error
        return Failure(parsed.report.id, failure)
