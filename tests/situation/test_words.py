"""What words weigh does not depend on the reports at hand."""

from __future__ import annotations

import pytest

from harmattan.situation.words import Vector, alike, names_of, rarest, rarity, vector, words_of


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


def test_names_tell_stories_apart() -> None:
    def weighed(text: str) -> Vector:
        return vector(words_of(text), names_of(text))

    quake, elsewhere = "Earthquake destroys houses in Lamia.", "Earthquake destroys houses in Ardal."
    plain = alike(vector(words_of(quake)), vector(words_of(elsewhere)))
    assert alike(weighed(quake), weighed(elsewhere)) < plain
    assert names_of("In May 12 trucks of Deniz reached Ardal") == {"may", "12", "deniz", "ardal"}
    shouted = quake.upper()
    assert weighed(shouted) == pytest.approx(vector(words_of(shouted))), "where all is in capitals nothing is a name"
