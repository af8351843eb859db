"""References: who "he", "they" and "the minister" are, and where no answer is better than a wrong one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from actor_samples import actors_of, holder, marked, parsed

CASES = json.loads((Path(__file__).parents[1] / "cases" / "coreference.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", marked(CASES))
def test_references_of_a_text(case: dict[str, Any]) -> None:
    text = case["text"]
    actors = actors_of(parsed(text))
    for one, other in case.get("same", []):
        assert holder(actors, text, one) is holder(actors, text, other) is not None, (one, other, actors)
    for one, other in case.get("apart", []):
        assert holder(actors, text, one) is not holder(actors, text, other), (one, other)
    for pronoun in case.get("apart_pronouns", []):
        at = re.search(rf"\b{pronoun}\b", text)
        assert at
        assert not [a for a in actors for m in a.mentions if m.span.start == at.start() and m.form == "pronoun"]
    for phrase, country in case.get("country", {}).items():
        found = holder(actors, text, phrase)
        assert found is not None
        assert found.country == country
