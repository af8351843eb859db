"""A JSON-lines file, one record at a time: one bad line costs one report."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from typing import IO, cast

from harmattan.errors import DamagedReport, InvalidReport, ReportError, ReportTooLarge
from harmattan.intake.decoding import MAX_BYTES, decode
from harmattan.intake.raw import Raw, raw_of


def records(path: str) -> Iterator[Raw]:
    """The records of the file, lazily; blank lines are skipped, bad ones come with their error and line number."""
    from harmattan.intake.sources import missing

    number = 0
    try:
        with _opened(path) as file:
            for number, line in enumerate(_lines(file), 1):
                if line is None:
                    yield _bad(path, number, ReportTooLarge(
                        f"Line {number} of {path} is longer than {MAX_BYTES // 1_000_000} MB. Split the report."
                    ))  # fmt: skip
                elif line.strip():
                    yield _record(path, number, line)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield _bad(path, number + 1, DamagedReport(
            f"The gzip data of {path} is damaged after line {number} ({error}). Fetch the file again."
        ))  # fmt: skip
    except (OSError, ValueError) as error:
        yield Raw(path, error=missing(path, error))


def _opened(path: str) -> IO[bytes]:
    file = open(path, "rb")  # noqa: SIM115 - closed by the caller
    start = file.read(4)
    file.seek(0)
    if start[:2] == b"\x1f\x8b":
        return cast(IO[bytes], gzip.open(file))
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = io.TextIOWrapper(file, "utf-16", errors="replace", newline="\n")
        return cast(IO[bytes], _Reencoded(text))
    return file


class _Reencoded(io.RawIOBase):
    """A UTF-16 file as UTF-8 lines."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text

    def readline(self, size: int | None = -1, /) -> bytes:
        return self.text.readline(-1 if size is None else size).encode("utf-8")

    def close(self) -> None:
        self.text.close()
        super().close()


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Lines without reading more than one at a time; ``None`` for one that is too long."""
    while line := file.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_BYTES)
        yield None


def _record(path: str, number: int, line: bytes) -> Raw:
    try:
        record = json.loads(_text(line))
    except ReportError as error:
        return _bad(path, number, DamagedReport(f"Line {number} of {path} is not JSON. {error}"))
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        return _bad(path, number, DamagedReport(f"Line {number} of {path} is not JSON ({reason}). Mend or remove it."))
    if not isinstance(record, dict):
        return _bad(path, number, InvalidReport(
            f"Line {number} of {path} is not a report: it must be an object with a text, like {{\"text\": \"…\"}}."
        ))  # fmt: skip
    return raw_of(record, f"{path}#{number}")


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(line)


def _bad(path: str, number: int, error: ReportError) -> Raw:
    return Raw(f"{path}#{number}", error=error)
