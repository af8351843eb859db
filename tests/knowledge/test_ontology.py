"""The ontology and the trigger lexicon hold together."""

from __future__ import annotations

import pytest

from harmattan.knowledge.ontology import QUADS, crosswalk, plover
from harmattan.model import EVENT_TYPES
from harmattan.reading.events.attitudes import ATTITUDES
from harmattan.reading.events.coding import Sense, senses
from harmattan.reading.events.parties import TESTS, classes

ALL: list[Sense] = [s for found in senses().values() for s in found]


def test_types_are_those_of_the_model() -> None:
    ontology = plover()
    assert set(ontology.types) == set(EVENT_TYPES)
    assert set(ontology.quad.values()) == set(QUADS)
    assert len(ontology.contexts) == 37


def test_every_cameo_code_leads_to_a_type_mode_and_contexts_that_exist() -> None:
    ontology = plover()
    for code, coding in crosswalk().items():
        assert coding.type in ontology.types, code
        assert coding.mode is None or coding.mode in ontology.modes[coding.type], code
        assert set(coding.contexts) <= set(ontology.contexts), code


@pytest.mark.parametrize(
    ("code", "type", "mode"),
    [
        ("0871", "RETREAT", "ceasefire"),
        ("112", "ACCUSE", "allege"),
        ("173", "COERCE", "arrest"),
        ("195", "ASSAULT", "aerial"),
        ("036", "AGREE", None),
        ("1411", "PROTEST", "demo"),
    ],
)
def test_crosswalk(code: str, type: str, mode: str | None) -> None:
    assert (crosswalk()[code].type, crosswalk()[code].mode) == (type, mode)


def test_statements_and_appeals_are_no_events() -> None:
    assert not [code for code in crosswalk() if code.startswith(("01", "02"))]


def test_every_sense_is_coded_in_the_ontology() -> None:
    ontology = plover()
    for sense in ALL:
        if sense.type == "NONE":
            continue
        assert sense.type in ontology.types, sense
        assert sense.mode is None or sense.mode in ontology.modes[sense.type], sense
        assert sense.cameo is None or sense.cameo in crosswalk(), sense
        assert set(sense.contexts) <= set(ontology.contexts), sense
        assert sense.attitude is None or sense.attitude in ATTITUDES, sense


def test_slots_and_classes_of_frames_are_words_or_known_tests() -> None:
    for sense in ALL:
        for slot in (*sense.actor, *sense.recipient, *(s for s, _ in (*sense.when, *sense.unless))):
            assert isinstance(slot, str), sense  # YAML reads a bare `on` as true
        for _, names in (*sense.when, *sense.unless):
            for name in names:
                assert not name.isupper() or name in TESTS, sense
    assert all(isinstance(word, str) for words in classes().values() for word in words)


def test_every_type_and_mode_has_triggers_and_a_code() -> None:
    ontology = plover()
    found = {(s.type, s.mode) for s in ALL}
    assert {t for t, _ in found} >= set(EVENT_TYPES)
    assert all(
        ontology.code(type, mode) in crosswalk() for type in ontology.types for mode in (None, *ontology.modes[type])
    )


def test_the_lexicon_is_large() -> None:
    assert (
        len({(kind, head, s.extras) for (kind, head), found in senses().items() for s in found if s.type != "NONE"})
        > 2000
    )
