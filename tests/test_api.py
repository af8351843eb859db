from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import harmattan
from harmattan import errors
from harmattan.api import Settings
from harmattan.errors import EmptyReport, HarmattanError, SetupError, WorkerDied
from harmattan.intake import Raw
from harmattan.ledger import Ledger
from harmattan.model import EVENT_TYPES, Failure, Reading, Report

TEXTS = [
    "Rebels attacked the town of Gao on Monday, killing 12 soldiers, the army said.",
    "France withdrew its troops from Timbuktu.",
    "",
    "The foreign minister met her counterpart in Bamako. Protesters demanded that the mission leave Mali.",
]


def every_error() -> list[type[HarmattanError]]:
    found = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, HarmattanError)]
    return sorted(found, key=lambda e: e.__name__)


def test_read_gives_a_reading() -> None:
    reading = harmattan.read(TEXTS[0], published="2022-01-27", id="r7", title="Attack on Gao", outlet="The Courier")
    assert isinstance(reading, Reading)
    report = reading.report
    assert (report.id, report.title, report.outlet, report.published) == (
        "r7",
        "Attack on Gao",
        "The Courier",
        "2022-01-27",
    )
    assert reading == harmattan.read(
        TEXTS[0], published="2022-01-27", id="r7", title="Attack on Gao", outlet="The Courier"
    )


def test_read_raises_what_read_many_puts_in_place() -> None:
    with pytest.raises(EmptyReport):
        harmattan.read("  ")
    failure = list(harmattan.read_many(TEXTS))[2]
    assert isinstance(failure, Failure)
    assert failure.to_dict()["error"]["code"] == "empty"


def test_ids_count_where_none_are_given() -> None:
    assert [str(r.id if isinstance(r, Failure) else r.report.id) for r in harmattan.read_many(TEXTS)] == [
        "1",
        "2",
        "3",
        "4",
    ]


def test_read_many_takes_all_kinds() -> None:
    items: list[Any] = [
        TEXTS[0],
        {"id": 5, "text": TEXTS[0]},
        Raw("raw", record={"text": TEXTS[0]}),
        Report("own", TEXTS[0]),
    ]
    found = [r for r in harmattan.read_many(items) if isinstance(r, Reading)]
    assert [r.report.id for r in found] == ["1", 5, "raw", "own"]
    assert len({r.events for r in found}) == 1


def test_read_many_is_lazy() -> None:
    asked = 0

    def endless() -> Iterator[str]:
        nonlocal asked
        while True:
            asked += 1
            yield TEXTS[1]

    next(harmattan.read_many(endless()))
    assert asked < 50


def test_known_readings_are_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = list(harmattan.read_many(TEXTS))
    with Ledger(tmp_path / "l") as ledger:
        ledger.add_many(r for r in first if isinstance(r, Reading))

        def never(*_: object) -> None:
            raise AssertionError("read again")

        monkeypatch.setattr("harmattan.reading.reader.read_parse", never)
        again = list(harmattan.read_many(TEXTS, known=ledger.reading_for))
    assert [r.to_dict() for r in again] == [r.to_dict() for r in first]


def test_classify_event_is_a_distribution() -> None:
    scores = harmattan.classify_event(TEXTS[0], actor=(0, 6), recipient=None)
    assert set(scores) == set(EVENT_TYPES)
    assert sum(scores.values()) == pytest.approx(1)


def test_resolve_places_answers_each_span() -> None:
    text = TEXTS[1]
    at = text.index("Timbuktu")
    found = harmattan.resolve_places(text, spans=[(at, at + 8), (0, 6)])
    assert len(found) == 2
    assert harmattan.resolve_places(text, spans=[]) == []


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 2), (0, 10_000)])
def test_spans_outside_the_text_are_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="does not lie in the text"):
        harmattan.classify_event(TEXTS[0], actor=span)
    with pytest.raises(ValueError, match="does not lie in the text"):
        harmattan.resolve_places(TEXTS[0], spans=[span])


def test_missing_pipeline_says_what_to_install() -> None:
    with pytest.raises(SetupError, match="pip install"):
        harmattan.read(TEXTS[0], settings=Settings(pipeline="no_such_pipeline"))


@pytest.mark.parametrize("error", every_error())
def test_errors_cross_processes(error: type[HarmattanError]) -> None:
    back = pickle.loads(pickle.dumps(error("what happened, and what to do")))
    assert type(back) is error
    assert str(back) == "what happened, and what to do"
    assert back.code == error.code


# ------------------------------------------------------------------ several processes


def test_processes_change_nothing(tmp_path: Path) -> None:
    texts = [f"{text} It was report {n}." if text else "" for n in range(9) for text in TEXTS]
    one = list(harmattan.read_many(texts))
    with Ledger(tmp_path / "l") as ledger:
        two = list(harmattan.read_many(texts, processes=2, known=ledger.reading_for))
    assert [r.to_dict() for r in two] == [r.to_dict() for r in one]


def die(report: Report, reader: object) -> None:
    os._exit(9)


def test_killed_worker_is_said_clearly() -> None:
    with pytest.raises(WorkerDied, match="fewer processes"):
        list(harmattan.read_many(TEXTS, processes=2, known=die))


# ------------------------------------------------------------------ the public surface


def test_public_names_are_there_and_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "python.md").read_text(encoding="utf-8")
    for name in harmattan.__all__:
        assert (getattr(harmattan, name).__doc__ or "").strip(), f"{name} has no docstring"
        assert f"`{name}" in page or f"harmattan.{name}" in page, f"docs/python.md does not tell of {name}"


def test_nothing_else_is_public() -> None:
    assert set(dir(harmattan)) == set(harmattan.__all__)
    with pytest.raises(AttributeError):
        harmattan.no_such_name  # noqa: B018


def test_every_error_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "errors.md").read_text(encoding="utf-8")
    codes = [error.code for error in every_error()]
    assert len(set(codes)) == len(codes)
    for error in every_error():
        assert f"| `{error.code}` | `{error.__name__}` |" in page


def test_command_reference_is_current() -> None:
    from harmattan.commands.reference import reference

    page = (Path(__file__).parent.parent / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == reference(), "run: python -m harmattan.commands.reference docs/commands.md"


def test_import_is_light() -> None:
    code = "import sys, harmattan; print(len(sys.modules))"
    bare = subprocess.run([sys.executable, "-c", "import sys, typing; print(len(sys.modules))"], capture_output=True)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert int(done.stdout) <= int(bare.stdout) + 5
