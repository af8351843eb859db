"""Claims: who says what, with what stance, and where the words of others end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.api import load_tools
from harmattan.model import Actor, Claim, Mention, Report, Span
from harmattan.reading.claims.cues import groups
from harmattan.reading.claims.find import find_claims
from harmattan.reading.claims.quotations import find_quotations
from harmattan.reading.syntax import Parse, parse

CASES = json.loads((Path(__file__).parents[1] / "cases" / "claims.json").read_text(encoding="utf-8"))


def parsed(text: str, **fields: Any) -> Parse:
    return next(parse([Report("r", text, **fields)], load_tools().nlp))


def actor(id: str, text: str, *names: str, kind: Any = "person") -> Actor:
    mentions = []
    for name in names:
        at = text.index(name)
        form: Any = "pronoun" if name.lower() in ("he", "she", "they") else "name"
        mentions.append(Mention(Span(at, at + len(name), name), form))
    return Actor(id, names[0], kind, mentions=tuple(mentions))


def marked(cases: list[dict[str, Any]]) -> list[Any]:
    strict = pytest.mark.xfail(strict=True, reason="known failure")
    return [pytest.param(c, id=c["text"][:50], marks=[strict] if c.get("known_failure") else []) for c in cases]


def fits(claim: Claim, want: dict[str, Any]) -> bool:
    got = {
        "cue": claim.cue.text if claim.cue else None,
        "source": claim.source_span.text if claim.source_span else None,
        "kind": claim.source_kind,
        "stance": claim.stance,
        "quoted": claim.quoted,
        "parts": [p.text for p in claim.content_parts],
    }
    return all(got[key] == value for key, value in want.items())


@pytest.mark.parametrize("case", marked(CASES))
def test_case(case: dict[str, Any]) -> None:
    claims = find_claims(parsed(case["text"]), [])
    for want in case["claims"]:
        assert any(fits(c, want) for c in claims), claims
    if "count" in case:
        assert len(claims) == case["count"], claims
    for cue in case.get("not", ()):
        assert all(c.cue is None or c.cue.text != cue for c in claims)


def test_spans_are_the_text_and_the_first_part_is_the_content() -> None:
    text = "“It is over,” the mayor said. “Go home.”\n\nThe army denies that it fired, according to Radio Sahel."
    for claim in find_claims(parsed(text, title="Mayor: it is over"), []):
        spans = [*claim.content_parts, *(s for s in (claim.cue, claim.source_span) if s)]
        assert claim.content == claim.content_parts[0]
        for span in spans:
            whole = "Mayor: it is over" if span.place == "title" else text
            assert whole[span.start : span.end] == span.text


def test_sources_are_actors_by_name_pronoun_and_relative_clause() -> None:
    text = "Ana Diop leads the party. She said the vote was rigged. Ali Sow, who denies it, spoke of lies."
    claims = find_claims(parsed(text), [actor("a1", text, "Ana Diop", "She"), actor("a2", text, "Ali Sow")])
    by_cue = {c.cue.text: c for c in claims if c.cue}
    assert by_cue["said"].source == "a1"
    assert by_cue["denies"].source == "a2"


def test_all_sources_of_a_shared_claim_are_listed() -> None:
    text = "Both Chad and Niger deny that they broke the truce."
    actors = [actor("a1", text, "Chad", kind="state"), actor("a2", text, "Niger", kind="state")]
    claim = next(c for c in find_claims(parsed(text), actors) if c.stance == "denies")
    assert claim.sources == ("a1", "a2")
    assert claim.source == "a1"


def test_a_state_is_an_official_source_and_an_unknown_name_is_not() -> None:
    text = "Chad said the border is closed."
    assert find_claims(parsed(text), [actor("a1", text, "Chad", kind="state")])[0].source_kind == "official"
    assert find_claims(parsed("Oumar Ba said the border is closed."), [])[0].source_kind == "named"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said: “It is over. Go home.” Then he left.", ["“It is over. Go home.”"]),
        (
            "Faso.” The people are angry,” she said. “They want bread.”",
            ["” The people are angry,”", "“They want bread.”"],
        ),
        ("It is over now,” she said. “Go home.”", ["It is over now,”", "“Go home.”"]),
        ("“It is over, she said.", ["“It is over, she said."]),
        ("'It is over,' he said. 'The men's war is done.'", ["'It is over,'", "'The men's war is done.'"]),
        ("The workers' strike hit the ministers' offices.", []),
        ("„Es reicht“, «ça suffit» and ``enough'' mean the same.", ["„Es reicht“", "«ça suffit»", "``enough''"]),
    ],
)
def test_quotation_marks(text: str, found: list[str]) -> None:
    p = parsed(text)
    assert [p.span(q.start, q.end).text for q in find_quotations(p)] == found


def test_a_quotation_left_open_goes_on_in_the_next_paragraph() -> None:
    quotations = find_quotations(parsed("“The wells are dry.\n\n“The goats are dead,” she said."))
    assert [(q.closed, q.carried) for q in quotations] == [(False, False), (True, True)]


def test_every_word_of_the_lexicon_has_one_stance() -> None:
    assert groups()["deny", "VERB"].stance == "denies"
    assert groups()["warning", "NOUN"].stance == "warns"
    assert len(groups()) > 600


def test_the_same_text_gives_the_same_claims() -> None:
    text = "“We won,” said Ba. The army denies this. According to Reuters, both sides lost men."
    assert find_claims(parsed(text), []) == find_claims(parsed(text), [])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aB “”\"'‘’.,:;!?-—\n()said he", min_size=1, max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    if text.strip():
        for claim in find_claims(parsed(text), []):
            assert all(text[s.start : s.end] == s.text for s in claim.content_parts)
