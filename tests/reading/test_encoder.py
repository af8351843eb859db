"""The encoder at work: every word is seen, nothing depends on neighbours, and each part can be switched off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import harmattan
from harmattan.api import HEADS, Settings, load_tools
from harmattan.errors import SetupError
from harmattan.model import EVENT_TYPES, Report
from harmattan.reading.encoder import weights
from harmattan.reading.encoder.decisions import decisions
from harmattan.reading.encoder.encoded import Encoded
from harmattan.reading.encoder.windows import LONGEST, windows
from harmattan.reading.syntax import Parse, parse
from harmattan.reading.trust import threshold, trusted

TEXT = (
    "Rebels shelled the town of Gao on Monday, killing eight soldiers, the governor said. "
    "Mali's government denied that it had asked foreign troops to leave. "
    "The ambassador was expelled last week."
)
RULES = Settings(heads=())


def parsed(text: str, **fields: Any) -> Parse:
    return next(parse([Report("r", text, **fields)], load_tools().nlp))


def test_windows_hold_whole_sentences_and_every_word() -> None:
    found = parsed(" ".join([TEXT] * 12), title="Shells fall on Gao")
    cut = list(windows(found, weights.load_weights().tokenizer))
    assert len(cut) > 1
    assert all(len(w.pieces) <= LONGEST + 2 for w in cut)
    assert [i for w in cut for i in w.tokens] == [t.i for t in found.doc if not t.is_space]
    borders = {s.start for s in found.sentences}
    assert all(w.tokens[0] in borders for w in cut)


def test_a_words_first_piece_is_its_own() -> None:
    found = parsed("Tuareg-led separatists seized Kidal’s airfield.")
    tokenizer = weights.load_weights().tokenizer
    (window,) = windows(found, tokenizer)
    for token, at in zip(window.tokens, window.first, strict=True):
        piece = tokenizer.id_to_token(window.pieces[at]).removeprefix("##")
        assert found.doc[token].lower_.replace("’", "'").startswith(piece[:1].replace("’", "'"))


@pytest.mark.parametrize("text", ["word " * 3000, "x" * 5000, "\n\n \n", "a", "“”’ — … 你好 🙂", "A.\n" * 500])
def test_odd_texts_are_encoded(text: str) -> None:
    encoded = Encoded(parsed(text))
    assert encoded.triggers.shape == (len(encoded.parse.doc), 17)
    assert np.isfinite(encoded.triggers).all()
    assert np.isfinite(encoded.claims).all()


def test_chances_are_chances() -> None:
    encoded = Encoded(parsed(TEXT))
    assert encoded.types == EVENT_TYPES
    for table in (encoded.triggers, encoded.claims):
        np.testing.assert_allclose(table.sum(1), 1, atol=1e-4)
    at = int(encoded.is_trigger.argmax())
    manner = encoded.manner(at)
    assert sum(manner.factuality.values()) == pytest.approx(1, abs=1e-4)
    assert all(0 <= p <= 1 for row in encoded.roles(at).values() for p in row.tolist())
    assert sum(encoded.pair([0], [3, 4]).values()) == pytest.approx(1, abs=1e-4)


def test_silent_words_trigger_nothing() -> None:
    report = parsed(TEXT)
    heard = Encoded(report)
    at = int(heard.is_trigger.argmax())
    quiet = Encoded(report, silent=[at])
    assert heard.is_trigger[at] > 0.5
    assert quiet.is_trigger[at] == 0
    others = [i for i in range(len(report.doc)) if i != at]
    assert np.array_equal(quiet.is_trigger[others], heard.is_trigger[others])


def test_a_report_is_read_the_same_alone_and_among_others() -> None:
    others = [{"id": n, "text": f"{TEXT} It rained in town {n}."} for n in range(5)]
    alone = harmattan.read(TEXT, id="r")
    among = list(harmattan.read_many([*others, {"id": "r", "text": TEXT}, *others]))[5]
    assert among.to_dict() == alone.to_dict()


def test_what_is_seen_of_a_window_does_not_depend_on_the_next() -> None:
    long = " ".join([TEXT] * 12)
    first = Encoded(parsed(long))
    second = Encoded(parsed(long + " A further sentence about the weather in the south."))
    size = len(next(windows(first.parse, first.weights.tokenizer)).tokens)
    assert np.array_equal(first.triggers[:size], second.triggers[:size])


def test_each_part_can_be_switched_off() -> None:
    models = set()
    for heads in ((), ("claims",), ("events",), HEADS):
        reading = harmattan.read(TEXT, settings=Settings(heads=heads))
        assert {e.type for e in reading.events} >= {"ASSAULT"}
        assert any("encoder" in why for e in reading.events for why in e.why) == ("events" in heads)
        models.add(reading.reader.model)
    assert len(models) == 4  # an earlier reading by other parts is not taken for this one's


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(SetupError, match="has no part 'verbs'"):
        harmattan.read(TEXT, settings=Settings(heads=("verbs",)))


def test_a_changed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in weights.FILES:
        (tmp_path / name).write_bytes((weights.FOLDER / name).read_bytes())
    (tmp_path / "vocabulary.txt").write_text("[PAD]\n", encoding="utf-8")
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    weights.digest.cache_clear()
    try:
        with pytest.raises(SetupError, match="Reinstall"):
            weights.digest()
        (tmp_path / "heads.npz").unlink()
        with pytest.raises(SetupError, match="missing"):
            weights.digest()
    finally:
        weights.digest.cache_clear()


def test_fewer_but_surer_events() -> None:
    shares = sorted(decisions()["precision"])
    assert [threshold(s) for s in shares] == sorted(threshold(s) for s in shares)
    reading = harmattan.read(TEXT)
    least = threshold(shares[-1])
    kept = trusted(reading, shares[-1])
    assert [e.id for e in kept.events] == [e.id for e in reading.events if e.confidence >= least]
    assert {id for c in kept.claims for id in c.about} <= {e.id for e in kept.events}
    assert harmattan.read(TEXT, min_precision=shares[-1]) == kept


@pytest.mark.parametrize("share", [0, -1, 1.01, 0.999])
def test_a_precision_that_cannot_be_had_is_an_error(share: float) -> None:
    with pytest.raises(SetupError, match="precision"):
        threshold(share)


def test_rules_alone_need_no_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "FOLDER", Path("nowhere"))
    assert harmattan.read(TEXT, settings=RULES).events


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Gunmen killed Awa Ba, Liv Dahl, Peter Holm and Issa Barry on Sunday.", ["Gunmen"],
         ["Awa Ba", "Issa Barry", "Liv Dahl", "Peter Holm"]),
        ("The two deputies, Awa Ba and Liv Dahl, were arrested by police on Monday.", ["police"],
         ["Awa Ba", "Liv Dahl"]),
        ("The three deputies, Awa Ba and Liv Dahl among them, were arrested by police on Monday.", ["police"], None),
        ("Rebels shelled brothels and a bus near the town on Sunday.", ["Rebels"], []),
        ("The news network KLTV withdrew its reporters from the square.", ["The news network KLTV"], []),
        ("The rebels released their hostages on Monday.", ["The rebels"], ["their hostages"]),
        ("Rebels attacked a bus on Monday, killing twelve passengers and wounding the driver.", ["Rebels"],
         ["the driver", "twelve passengers"]),
        ("A colonel and two lieutenants were involved in the massacre of the priests.",
         ["A colonel", "two lieutenants"], ["the priests"]),
        ("Survivors hold the army responsible for the massacre of 80 people.", ["the army"], ["80 people"]),
    ],
)  # fmt: skip
def test_parties_of_an_event(text: str, actors: list[str], recipients: list[str] | None) -> None:
    """All that are coordinated are parties, those named stand for their number, things are nobody, victims suffer."""
    reading = harmattan.read(text)
    (event,) = (e for e in reading.events if e.type != "ACCUSE")
    first = {a.id: a.mentions[0].span.text for a in reading.actors}
    assert sorted(first[id] for id in event.actors) == actors
    if recipients is None:
        assert "deputies" in " ".join(first[id] for id in event.recipients)
    else:
        assert sorted(first[id] for id in event.recipients) == recipients
