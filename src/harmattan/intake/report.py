"""Raw → Report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from harmattan.errors import EmptyReport, InvalidReport, ReportTooLarge
from harmattan.intake.dates import read_date
from harmattan.intake.decoding import MAX_BYTES, decode, unpaired
from harmattan.intake.html import is_html, read_page
from harmattan.intake.language import identify
from harmattan.intake.published import Published, from_text
from harmattan.intake.raw import Raw
from harmattan.intake.repair import repair
from harmattan.model import Report

MAX_TEXT = 2_000_000  # characters of a report; a novel has about half as many


@dataclass(frozen=True)
class _Item:
    """A report's fields as they came, checked but not yet mended."""

    text: str
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    given: tuple[str, str | None] | None = None
    metadata: tuple[str, str | None] | None = None


def make_report(raw: Raw, published: str | None = None) -> Report:
    """The report in ``raw``: decoded, taken out of its page, repaired, dated, its language known.

    ``published`` (an ISO date or date-time) stands in where the item itself names no date of publication; it comes
    before a date line. Raises a `ReportError`: `raw`'s own, or `EmptyReport`, `BinaryReport`, `DamagedReport`,
    `ReportTooLarge`, `InvalidReport`, `UnknownLanguage`.
    """
    if raw.error:
        raise raw.error
    fallback = _date("published", published)
    item = _from_bytes(raw) if raw.kind == "bytes" else _from_record(raw.record, raw.url)
    if not item.text.strip():
        raise EmptyReport("The report has no text. Give it some, or leave it out.")
    if len(item.text) > MAX_TEXT:
        raise ReportTooLarge(
            f"The report has {len(item.text):,} characters; at most {MAX_TEXT:,} are read. Split it into its articles."
        )
    text, repairs = repair(item.text)
    title, title_repairs = repair(item.title) if item.title and item.title.strip() else (None, ())
    language = identify(text, item.language)
    when = _when(item, fallback, text, title, language)
    return Report(
        raw.id,
        text,
        title,
        item.outlet,
        item.url,
        language,
        published=when.date,
        published_basis=when.basis,
        published_time=when.time,
        published_bounds=when.bounds,
        published_evidence=when.evidence,
        repairs=repairs,
        title_repairs=title_repairs,
    )


def _when(
    item: _Item, fallback: tuple[str, str | None] | None, text: str, title: str | None, language: str
) -> Published:
    if item.given:
        return Published(item.given[0], "given", item.given[1])
    if item.metadata:
        return Published(item.metadata[0], "metadata", item.metadata[1])
    if fallback:
        return Published(fallback[0], "given", fallback[1])
    return from_text(text, title, language)


def _from_bytes(raw: Raw) -> _Item:
    if len(raw.data) > MAX_BYTES:
        raise ReportTooLarge(f"It is larger than the {MAX_BYTES // 1_000_000} MB that a report may have. Split it.")
    text = unpaired(decode(raw.data, raw.content_type))
    if is_html(text, raw.content_type):
        return _from_page(text, raw.url)
    return _Item(text, url=raw.url)


def _from_page(source: str, url: str | None) -> _Item:
    page = read_page(source, url)
    if not page.text.strip():
        raise EmptyReport("The page holds no article text. If it is made by scripts, save it from a browser first.")
    metadata = (page.published, page.published_time) if page.published else None
    return _Item(page.text, page.title, page.outlet, page.url, page.language, metadata=metadata)


def _from_record(record: dict[str, Any], url: str | None) -> _Item:
    text = _string(record, "text")
    if text is None:
        raise InvalidReport('The record has no text. A report needs at least {"text": "…"}.')
    own = _Item(
        text,
        _string(record, "title"),
        _string(record, "outlet"),
        _string(record, "url") or url,
        _string(record, "language"),
        _date("published", record.get("published")),
    )
    if not (text.lstrip()[:1] == "<" and is_html(text)):
        return own
    page = _from_page(text, own.url)
    return _Item(
        page.text,
        own.title or page.title,
        own.outlet or page.outlet,
        own.url or page.url,
        own.language or page.language,
        own.given,
        page.metadata,
    )


def _string(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidReport(f"The record's {name} must be a string, not {type(value).__name__}.")
    return unpaired(value)


def _date(name: str, value: Any) -> tuple[str, str | None] | None:
    """(ISO date, ISO date-time or None); raises `InvalidReport` when ``value`` is neither a date nor nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat(), value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat(), None
    found = read_date(value) if isinstance(value, str) and value[:1].isdigit() else None
    if found is None:
        raise InvalidReport(f"The record's {name} must be an ISO date like 2022-01-27, not {str(value)[:40]!r}.")
    return found
