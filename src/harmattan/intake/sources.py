"""Paths → Raw items: files, folders, JSON lines, standard input, web addresses."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from harmattan.errors import MissingReport, ReportError, ReportTooLarge
from harmattan.intake.decoding import MAX_BYTES
from harmattan.intake.raw import Raw

STDIN = "-"
TEXTS = (".txt", ".text", ".md", ".html", ".htm", ".xhtml")
LINES = (".jsonl", ".ndjson")

log = logging.getLogger("harmattan.intake")


def gather(paths: Iterable[str]) -> Iterator[Raw]:
    """Everything to be read under ``paths``, lazily, in order.

    A path is a text or HTML file, a folder (with its subfolders, in name order), a ``.jsonl`` file, each plain or
    gzipped, ``-`` for one report on standard input, or an http(s) address. A file's id is its path; a JSON line's is
    its ``id``, or ``path#line`` where it has none; standard input's is ``stdin:`` and the first 12 hexadecimal digits
    of its SHA-256, so that another text is another report and not a revision. What cannot
    be fetched comes as a `Raw` with ``error`` set; nothing is raised for a single item.
    """
    for path in paths:
        if path == STDIN:
            yield _one(path, _read_stdin)
        elif path.lower().startswith(("http://", "https://")):
            yield _one(path, _read_url)
        elif os.path.isdir(path):
            for file in _files(path, set()):
                yield from _file(file)
        else:
            yield from _file(path)


def _one(path: str, read: Callable[[str], Raw]) -> Raw:
    try:
        return read(path)
    except ReportError as error:
        return Raw(path, "bytes", error=error)


def _read_stdin(path: str) -> Raw:
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large("Standard input")
    return Raw(f"stdin:{hashlib.sha256(data).hexdigest()[:12]}", "bytes", data)


def _read_url(path: str) -> Raw:
    from harmattan.intake.fetch import fetch

    return fetch(path)


def _file(path: str) -> Iterator[Raw]:
    if _kind(path) in LINES:
        from harmattan.intake.jsonlines import records

        yield from records(path)
    else:
        yield _one(path, _read_file)


def _read_file(path: str) -> Raw:
    try:
        if os.path.getsize(path) > MAX_BYTES:
            raise _too_large(path)
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise missing(path, error) from error
    if len(data) > MAX_BYTES:
        raise _too_large(path)
    return Raw(path, "bytes", data)


def _files(folder: str, above: set[str]) -> Iterator[str]:
    """Readable files in and below ``folder``, in name order; a link back to a folder it lies in is not followed."""
    real = os.path.realpath(folder)
    if real in above:
        log.warning("%s is a link to a folder around it: skipped", folder)
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        log.warning("%s cannot be opened (%s): skipped", folder, error.strerror)
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = Path(folder, entry.name).as_posix()
        if os.path.isdir(path):  # unlike `entry.is_dir` never raises, whatever a link points to
            yield from _files(path, above | {real})
        elif _kind(path) in TEXTS + LINES:
            yield path
        else:
            log.info("%s is not a kind of file that is read (%s): skipped", path, ", ".join(TEXTS + LINES))


def _kind(path: str) -> str:
    """The lower-case extension, without ``.gz``."""
    name = path.lower().removesuffix(".gz")
    return os.path.splitext(name)[1]


def missing(path: str, error: Exception) -> MissingReport:
    """The error for a file that is not there or may not be opened."""
    if isinstance(error, PermissionError):
        return MissingReport(f"{path} may not be opened. Check who may read it.")
    if isinstance(error, FileNotFoundError):
        return MissingReport(f"There is no file {path}. Check the path.")
    reason = getattr(error, "strerror", None) or str(error)
    return MissingReport(f"{path} cannot be opened ({reason}).")


def _too_large(path: str) -> ReportTooLarge:
    return ReportTooLarge(f"{path} is larger than the {MAX_BYTES // 1_000_000} MB that a report may have. Split it.")
