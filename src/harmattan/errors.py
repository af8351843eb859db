"""One family of errors. Each message says what happened and what to do about it.

Every error has a short stable ``code``, listed with its meaning in `docs/errors.md`.
"""

from __future__ import annotations

from typing import ClassVar


class HarmattanError(Exception):
    """Anything Harmattan raises on purpose."""

    code: ClassVar[str] = "error"


class ReportError(HarmattanError):
    """One report cannot be read; a batch goes on with the next."""

    code: ClassVar[str] = "unreadable"


class EmptyReport(ReportError):
    """There is no text in it."""

    code: ClassVar[str] = "empty"


class BinaryReport(ReportError):
    """The bytes are not text (an image, a PDF, an archive)."""

    code: ClassVar[str] = "binary"


class ReportTooLarge(ReportError):
    """Longer than a report may be."""

    code: ClassVar[str] = "too_large"


class UnknownLanguage(ReportError):
    """Written in a language that is not yet read."""

    code: ClassVar[str] = "language"


class MissingReport(ReportError):
    """No such file, or it may not be opened."""

    code: ClassVar[str] = "missing"


class DamagedReport(ReportError):
    """A file that is broken: truncated gzip, malformed JSON."""

    code: ClassVar[str] = "damaged"


class UnreachableReport(ReportError):
    """A URL that did not answer with a page."""

    code: ClassVar[str] = "unreachable"


class InvalidReport(ReportError):
    """A record whose fields are not what the contract says (no ``text``, a date that is none)."""

    code: ClassVar[str] = "invalid"


class ReaderFailed(ReportError):
    """A fault in Harmattan itself, met in this report."""

    code: ClassVar[str] = "internal"


class WorkerDied(HarmattanError):
    """One of several reading processes was killed."""

    code: ClassVar[str] = "worker"


class SetupError(HarmattanError):
    """A part of the installation is missing or damaged."""

    code: ClassVar[str] = "setup"


class KnowledgeError(HarmattanError):
    """A user's own knowledge folder holds something that cannot be used; the message names file and line."""

    code: ClassVar[str] = "knowledge"


class LedgerError(HarmattanError):
    """The ledger file cannot be opened or written."""

    code: ClassVar[str] = "ledger"


class TableError(HarmattanError):
    """A table of events that is to be compared cannot be read: no CSV, other columns, a line that holds no event."""

    code: ClassVar[str] = "table"


class DecisionError(HarmattanError):
    """What somebody wants to decide cannot be decided: no such event, a value that its field cannot have."""

    code: ClassVar[str] = "decision"


class FilterError(HarmattanError):
    """A filter asks for something that cannot be: a date that is none, a type that does not exist."""

    code: ClassVar[str] = "filter"


class LedgerChanged(LedgerError):
    """Another writer was faster: what was worked out no longer fits the ledger, and must be worked out again."""

    code: ClassVar[str] = "changed"
