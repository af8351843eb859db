"""When a report was published, and how that is known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harmattan.errors import InvalidReport
from harmattan.intake import Raw, make_report
from harmattan.intake.dates import read_date
from harmattan.intake.published import from_text

CASES = json.loads((Path(__file__).parents[1] / "cases" / "intake_published.json").read_text("utf-8"))
TEXT = "BAMAKO, 3 January 2022 -- The army said on Monday that it had left the town of Gao."
PAGE = '<!doctype html><html><head><meta property="article:published_time" content="2022-01-05T08:00:00Z"></head>'
PAGE += f"<body><article><p>{TEXT}</p></article></body></html>"


@pytest.mark.parametrize("case", [pytest.param(c, id=c["name"]) for c in CASES])
def test_from_text(case: dict[str, Any]) -> None:
    found = from_text(case["text"], case.get("title"))
    assert (found.date, found.basis) == (case["published"], case["basis"])
    assert found.time == case.get("time")
    assert list(found.bounds or ()) == (case.get("bounds") or [])
    if found.evidence:
        where = case["title"] if found.evidence.place == "title" else case["text"]
        assert where[found.evidence.start : found.evidence.end] == found.evidence.text


@pytest.mark.parametrize(
    ("record", "fallback", "expected"),
    [
        ({"text": PAGE, "published": "2022-01-09"}, "2022-01-07", ("2022-01-09", "given", None)),
        ({"text": PAGE}, "2022-01-07", ("2022-01-05", "metadata", "2022-01-05T08:00:00Z")),
        ({"text": TEXT}, "2022-01-07T10:00", ("2022-01-07", "given", "2022-01-07T10:00")),
        ({"text": TEXT}, None, ("2022-01-03", "dateline", None)),
    ],
)
def test_given_before_metadata_before_date_line(
    record: dict[str, str], fallback: str | None, expected: tuple[str, str, str | None]
) -> None:
    report = make_report(Raw("r", record=record), fallback)
    assert (report.published, report.published_basis, report.published_time) == expected


@pytest.mark.parametrize("value", ["yesterday", "2022-13-01", "2022-01", "27/01/2022", 20220127, "today, 2022-01-27"])
def test_a_given_date_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(InvalidReport, match="2022-01-27"):
        make_report(Raw("r", record={"text": TEXT, "published": value}))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022-01-27T23:30:00-05:00", ("2022-01-27", "2022-01-27T23:30:00-05:00")),
        ("2022-01-27 10:00", ("2022-01-27", "2022-01-27T10:00")),
        ("Thu, 27 Jan 2022 10:30:00 GMT", ("2022-01-27", "2022-01-27T10:30:00+00:00")),
        ("January 27, 2022 at 3:05 pm", ("2022-01-27", "2022-01-27T15:05")),
        ("27 Jan 2022", ("2022-01-27", None)),
        ("20220127", ("2022-01-27", None)),
        ("2022-02-30", None),
        ("3 days ago", None),
    ],
)
def test_dates_of_metadata(value: str, expected: tuple[str, str | None] | None) -> None:
    assert read_date(value) == expected
