"""What words weigh does not depend on the reports at hand."""

from __future__ import annotations

import pytest

from harmattan.situation.words import alike, rarest, rarity, vector, words_of


def test_rare_words_weigh_more() -> None:
    assert rarity("the") == 0
    assert 0 < rarity("president") < rarity("junta") < rarity("wabaria")


def test_endings_are_cut() -> None:
    assert words_of("Attacks attacked ATTACKING the 12 rebels") == ["attack", "attack", "attack", "the", "12", "rebel"]


def test_likeness_of_texts() -> None:
    a, b = (vector(words_of(text)) for text in ("Rebels raided Gao.", "Gao was raided by rebels."))
    assert alike(a, b) == alike(b, a) == pytest.approx(1)
    assert alike(a, vector(words_of("Millet became dearer in Segou."))) == 0
    assert alike(a, vector([])) == 0
    assert rarest(a, 1) == ["gao"]
