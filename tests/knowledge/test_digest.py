"""The digest by which a ledger tells what was read with other data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import harmattan.knowledge
from harmattan.knowledge import load_knowledge


@pytest.mark.parametrize("name", ["encoder/decisions.yaml", "en/lower_words.txt", "plover_scores.csv"])
def test_readings_by_other_data_are_another_readers(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = shutil.ignore_patterns("*.sqlite", "*.onnx", "*.npz")
    shutil.copytree(harmattan.knowledge.DATA, tmp_path / "data", ignore=large)
    monkeypatch.setattr(harmattan.knowledge, "DATA", tmp_path / "data")
    before = load_knowledge().digest
    assert load_knowledge().digest == before
    with (tmp_path / "data" / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert load_knowledge().digest != before
