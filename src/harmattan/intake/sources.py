"""Paths → Raw items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from harmattan.intake.raw import Raw


def gather(paths: Iterable[str]) -> Iterator[Raw]:
    for path in paths:
        if path.endswith(".jsonl"):
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    yield Raw(record["id"], record=record)
        else:
            yield Raw(path, "bytes", Path(path).read_bytes())
