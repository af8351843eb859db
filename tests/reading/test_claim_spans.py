"""Where cues end when the encoder has a say, and claims whose cues have grown together."""

from __future__ import annotations

import harmattan
from harmattan.model import Claim
from harmattan.reading.claims.drafts import Draft
from harmattan.reading.claims.spans import join


def draft(at: int, cue: tuple[int, int], content: tuple[int, int], **more: object) -> Draft:
    fields = {"stance": "says", "source": None, "head": None, "relation": "dobj>"} | more
    return Draft(at, parts=(content,), cue=cue, **fields)  # type: ignore[arg-type]


def test_two_cues_that_share_words_make_one_claim() -> None:
    # the mayor(0-2) offered(2) sharp(3) criticism(4) of(5) the deal(6-8)
    verb = draft(2, (2, 6), (6, 8), stance="promises", source=(0, 2), head=1)
    noun = draft(4, (4, 6), (6, 8), stance="condemns")
    (found,) = join([verb, noun])
    assert (found.cue, found.parts, found.stance, found.source) == ((2, 6), ((6, 8),), "condemns", (0, 2))


def test_a_denial_stays_a_denial_when_its_noun_joins_the_cue() -> None:
    # rejected(0) the(1) claim(2) that he left(3-6)
    (found,) = join([draft(0, (0, 3), (1, 6), stance="denies"), draft(2, (2, 3), (3, 6))])
    assert (found.cue, found.parts, found.stance) == ((0, 3), ((3, 6),), "denies")


def test_claims_with_cues_or_contents_apart_stay_two() -> None:
    assert len(join([draft(0, (0, 1), (1, 9)), draft(4, (4, 5), (5, 9))])) == 2
    assert len(join([draft(3, (3, 4), (0, 3)), draft(3, (3, 4), (4, 9))])) == 2


def told(text: str) -> dict[str | None, Claim]:
    return {c.cue.text if c.cue else None: c for c in harmattan.read(text).claims}  # type: ignore[union-attr]


def test_a_cue_of_several_words_is_one_claim_with_what_follows_as_content() -> None:
    claims = told("The governor expressed support for the ceasefire. The army denied the attack.")
    assert claims["expressed support for"].content.text == "the ceasefire"
    assert claims["denied"].stance == "denies"  # a plain cue stays plain
    assert len(claims) == 2


def test_whoever_rejects_a_claim_does_not_make_it() -> None:
    claims = told("The army rejected the claim that soldiers shot villagers.")
    assert claims["rejected"].source is not None
    assert claims["claim"].source is None
