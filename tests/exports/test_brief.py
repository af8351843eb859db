"""The brief must be true to the reading: what is claimed, planned or denied is never worded as fact."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import get_args

import pytest
from rich.console import Console

import harmattan
from harmattan.api import read
from harmattan.errors import EmptyReport
from harmattan.exports.acts import act
from harmattan.exports.brief import brief, brief_failure, brief_text
from harmattan.exports.explanation import explanation
from harmattan.exports.naming import joined, phrases, quoted
from harmattan.exports.plain import plain_text
from harmattan.exports.wording import evidence, figure, statement
from harmattan.model import EVENT_TYPES, Event, Factuality, Failure, Outcome, Quantity, Reading, Span, Stance
from samples import TEXT, sample, span


def section(text: str, title: str) -> str:
    """The section with this heading, on one line."""
    return next((" ".join(part.split()) for part in text.split("\n\n") if part.startswith(title)), "")


def with_event(**changes: object) -> tuple[Reading, Event]:
    reading = sample()
    event = replace(reading.event("e2"), **changes)  # type: ignore[arg-type]
    return replace(reading, events=(event,)), event


def test_sections_hold_what_they_should() -> None:
    text = brief_text(sample())
    assert "Denmark withdrew from Mali" in section(text, "WHAT HAPPENED")
    assert "According to Le Monde: Wagner Group deployed" in section(text, "WHAT HAPPENED")
    assert "denied by Mali" in section(text, "WHAT HAPPENED")
    assert "Sweden will withdraw" in section(text, "PLANNED")
    assert "Rebels did not attack Timbuktu" in section(text, "DENIED")
    assert "seized power" in section(text, "BACKGROUND")
    assert "Mali denies" in section(text, "WHO SAYS WHAT")
    numbers = section(text, "NUMBERS")
    assert "the report: 90 commandos (Denmark) in Timbuktu; Le Monde: about 300 men (Wagner Group) in Mali" in numbers
    assert "last year" in section(text, "LEFT OPEN")
    assert "Colonel Goita" in section(text, "LEFT OPEN")


def test_each_event_is_told_once_with_its_words() -> None:
    text = brief_text(sample())
    for event in sample().events:
        assert text.count(f"[{event.id}]") == 1
        assert event.evidence.text in text


def test_undated_report_says_so() -> None:
    assert "Date unknown: relative dates stay relative." in brief_text(sample(published=None))
    assert "Date unknown" not in brief_text(sample())


def test_plain_text_has_no_colours_and_fits() -> None:
    text = brief_text(sample(text=TEXT), width=60)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 60
    assert all(line == line.rstrip() for line in text.splitlines())


def test_terminal_gets_colours() -> None:
    out = StringIO()
    Console(file=out, force_terminal=True, color_system="truecolor", width=80).print(brief(sample()))
    assert "\x1b[" in out.getvalue()


def test_nothing_found_is_said() -> None:
    assert "No event and no statement found." in brief_text(Reading(sample().reader, sample().report))


def test_what_is_left_out_is_said_and_can_be_asked_for() -> None:
    wants = [
        "wells",
        "roads",
        "bridges",
        "schools",
        "clinics",
        "teachers",
        "markets",
        "trains",
        "buses",
        "courts",
        "parks",
        "mills",
    ]
    lands = [
        "Ghana",
        "Togo",
        "Benin",
        "Niger",
        "Chad",
        "Mali",
        "Kenya",
        "Gabon",
        "Angola",
        "Malawi",
        "Zambia",
        "Rwanda",
    ]
    text = " ".join(f'The minister of {x} said: "Nobody builds {y} here."' for x, y in zip(lands, wants, strict=True))
    reading = harmattan.read(text)
    assert "more (all of them: --all)" in brief_text(reading)
    whole = brief_text(reading, everything=True)
    assert "more (all" not in whole
    assert all(f"Nobody builds {want}" in " ".join(whole.split()) for want in wants)


def test_failure_has_its_place() -> None:
    assert "Not read: There is no text. [empty]" in plain_text(
        brief_failure(Failure("x", EmptyReport("There is no text.")))
    )


@pytest.mark.parametrize("stance", get_args(Stance))
def test_claim_is_never_told_as_fact(stance: Stance) -> None:
    reading, event = with_event(claims=("c2",))
    reading = replace(reading, claims=(reading.claims[0], replace(reading.claims[1], stance=stance)))
    lead, _, tail = statement(reading, event)
    assert "Mali" in lead + tail
    text = " ".join(brief_text(reading).split())
    assert f"• {lead}" in text
    assert "• Wagner Group" not in section(text, "WHAT HAPPENED")


def test_what_the_report_tells_itself_needs_no_other_voice() -> None:
    text = "Soldiers shelled Tazna on Friday, killing a farmer. The general said the shelling had lasted an hour."
    reading = harmattan.read(text)
    (event,) = reading.events
    assert [m.text for m in event.mentions] == ["shelled", "killing", "shelling"]
    assert [reading.claim(c).cue.text for c in event.claims] == ["said"]  # type: ignore[union-attr]
    assert statement(reading, event)[0] == ""


def test_who_owns_up_and_whom_others_blame() -> None:
    text = (
        "A car bomb killed nine soldiers in Mosul on Monday. Ansar al-Sharia claimed responsibility for the bombing. "
        "The Iraqi army blamed Iran for the attack."
    )
    reading = harmattan.read(text)
    lead, act, tail = statement(reading, next(e for e in reading.events if e.type == "ASSAULT"))
    assert (lead, tail) == ("By its own account: ", "blamed on Iran by Iraqi army")
    assert act.startswith("Ansar al-Sharia")


def test_who_speaks_of_their_own_acts_is_named_once() -> None:
    reading, event = with_event(actors=("a2",), claims=("c1",))
    assert "".join(statement(reading, event)) == "By its own account: Le Monde deployed"
    reading, event = with_event(actors=("a2",), claims=("c1", "c2"))
    assert "".join(statement(reading, event)) == "By its own account: Le Monde deployeddenied by Mali"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("They left.", "“They left.”"),
        ("“They left.”", "“They left.”"),
        ("“They left.", "“They left.”"),
        ("They left.”", "“They left.”"),
        ('"They left.', "“They left.”"),
        ("They were “sent” home.", "“They were “sent” home.”"),
        ("They said: “We left.”", "“They said: “We left.””"),
        ("“Sent” and “called”", "““Sent” and “called””"),
    ],
)
def test_quotation_marks_are_not_doubled(text: str, told: str) -> None:
    assert quoted(text) == told


@pytest.mark.parametrize("factuality", get_args(Factuality))
@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_only_what_happened_is_in_the_past(factuality: Factuality, outcome: Outcome) -> None:
    reading, event = with_event(factuality=factuality, outcome=outcome, claims=())
    told = act(reading, event)
    plain = told == "Wagner Group deployed"
    assert plain == (factuality == "asserted" and outcome in ("completed", "unknown"))
    assert (
        told in section(" ".join(brief_text(reading).split()).replace("WHAT", "\n\nWHAT"), "WHAT")
    ) or factuality != "asserted"


def test_denial_alone_is_worded_as_denial() -> None:
    for factuality in ("asserted", "negated", "possible"):
        reading, event = with_event(claims=("c2",), factuality=factuality)
        denial = replace(reading.claims[1], content=event.evidence, content_parts=(event.evidence,))
        reading = replace(reading, claims=(reading.claims[0], denial))
        assert "".join(statement(reading, event)) == "Denied by Mali: that Wagner Group deployed"
        assert section(brief_text(reading), "WHAT HAPPENED") == ""


def test_what_the_report_tells_although_it_is_denied() -> None:
    reading, event = with_event(claims=("c2",))
    assert statement(reading, event) == ("", "Wagner Group deployed", "denied by Mali")
    assert "denied by Mali" in section(brief_text(reading), "WHAT HAPPENED")


def test_every_type_and_mode_has_words() -> None:
    events = phrases()["events"]
    assert set(events) == set(EVENT_TYPES)
    for type in EVENT_TYPES:
        for mode in events[type]:
            for factuality in get_args(Factuality):
                coded = {"type": type, "mode": mode or None, "factuality": factuality, "claims": ()}
                reading, event = with_event(**coded, recipients=("a1",))
                told = act(reading, event)
                assert told.startswith("Wagner Group ")
                assert "Denmark" in told
                reading, event = with_event(**coded, actors=(), recipients=("a1",))
                assert "Denmark" in act(reading, event)
                assert act(*with_event(**coded))


def test_unknown_parties_are_not_made_up() -> None:
    reading, event = with_event(type="ASSAULT", mode=None, actors=(), recipients=("a4",), claims=())
    assert act(reading, event) == "Mali was attacked"
    reading, event = with_event(type="ASSAULT", mode="drone", actors=("a3",), claims=())
    assert act(reading, event) == "Wagner Group carried out an attack with drones"


def test_evidence_is_cut_around_the_trigger() -> None:
    text = "word " * 100 + "the rebels attacked the town " + "word " * 100
    event = replace(sample().event("e2"), trigger=span(text, "attacked"), evidence=Span(0, len(text), text))
    shown = evidence([event])
    assert "attacked" in shown
    assert len(shown) < 180
    assert shown.startswith("…")
    assert shown.endswith("…")


@pytest.mark.parametrize(
    ("words", "noun", "of", "modifier", "told"),
    [
        ("90", "commandos", "troops", "exact", "90 commandos (troops)"),
        ("10,000", None, "killed", "at_least", "at least 10,000 (killed)"),
        ("at least 10,000", "people", "killed", "at_least", "at least 10,000 people (killed)"),
        ("$5 million", None, "money", "exact", "$5 million"),
    ],
)
def test_figures(words: str, noun: str | None, of: str, modifier: str, told: str) -> None:
    reading = replace(sample(), report=replace(sample().report, text=f"{words} {noun or 'more'}"))
    quantity = Quantity("q", of, noun, 1, 1, 1, modifier, Span(0, len(words), words))  # type: ignore[arg-type]
    assert figure(reading, quantity) == told


def test_figures_are_told_in_the_words_of_the_report() -> None:
    text = "Dozens of European countries sent men; 300, they said, and later 20 light armoured vehicles came."
    reading = replace(sample(), report=replace(sample().report, text=text))
    for words, noun, told in (
        ("Dozens", "countries", "Dozens of European countries"),
        ("300", "men", "300 men"),
        ("20", "vehicles", "20 light armoured vehicles"),
    ):
        quantity = Quantity("q", "other", noun, None, 24, 99, "exact", span(text, words))
        assert figure(reading, quantity) == told


def test_names_are_joined_once() -> None:
    assert joined([]) == ""
    assert joined(["a", "b", "a"]) == "a and b"
    assert joined(["a", "b", "c"]) == "a, b and c"


def test_control_characters_reach_no_terminal() -> None:
    reading = sample()
    odd = replace(reading.actors[0], name="Den\x1b[31mmark\x07")
    odd_report = replace(reading.report, title="\x1b]0;title\x07 Danes", id="r\x1b[1m")
    text = brief_text(replace(reading, actors=(odd, *reading.actors[1:]), report=odd_report))
    assert "\x1b" not in text
    assert "\x07" not in text


# ------------------------------------------------------------------ explanations


def test_explanation_shows_what_an_event_rests_on() -> None:
    text = " ".join(plain_text(explanation(sample(), sample().event("e1"))).split())
    for part in (
        "Denmark withdrew from Mali",
        "Denmark[actor] withdrew[trigger] 90[quantity] commandos from Timbuktu[place] last week[time].",
        "RETREAT/withdraw",
        "Denmark (state, DNK, Q35): “Denmark” (0–7)",
        "Timbuktu, MLI (settlement; 16.77, -3.01)",
        "2022-W03",
        "trigger lexicon: withdraw",
        "“D” stands where “Ã” stood",
        "asserted; outcome completed",
        "0.90",
    ):
        assert part in text


def test_explanation_names_both_sides() -> None:
    text = " ".join(plain_text(explanation(sample(), sample().event("e2"))).split())
    assert "Le Monde says by “According to”" in text
    assert "Mali denies by “denies”" in text
    assert "repairs none" in text


# ------------------------------------------------------------------ in the report's own words


def told_events(text: str, **report: str) -> str:
    return " ".join(brief_text(harmattan.read(text, **report)).split())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("27 soldiers were killed in Gao on Monday.", "27 soldiers were killed"),
        ("Germany condemned the expulsion of the ambassador.", "Germany condemned the expulsion of the ambassador"),
        ("ECOWAS demanded the immediate release of the president.", "ECOWAS demanded the immediate release"),
        ("Soldiers seized power in Mali on Tuesday.", "Soldiers seized power"),
        ("Rebels ambushed a convoy of the army near Kidal.", "Rebels ambushed"),
    ],
)
def test_acts_are_told_in_the_words_of_the_report(text: str, told: str) -> None:
    assert told in told_events(text)


def test_what_leads_the_report_comes_first() -> None:
    text = told_events("France will withdraw its troops from Mali, the government said. Rebels attacked Gao last year.")
    assert text.index("PLANNED") < text.index("BACKGROUND")
    assert "WHAT HAPPENED" not in text[: text.index("PLANNED")]


def test_nobody_claims_nothing() -> None:
    assert (
        "responsibility"
        not in told_events("Gunmen attacked a base. No group has claimed responsibility.").split("WHO")[-1]
    )


def test_figures_of_one_thing_stand_together() -> None:
    reading = sample()
    other = replace(reading.quantities[1], id="q3", value=1000, low=1000, high=1000, claims=(), noun="men")
    text = section(brief_text(replace(reading, quantities=(*reading.quantities, other))), "NUMBERS")
    assert "figures differ" in text
    assert text.count("Troops and fighters") == 1


def test_who_was_wounded_is_not_told_as_killed() -> None:
    text = told_events("At least four people were killed and 15 others wounded in Bamako, a hospital source said.")
    assert "15 others were killed" not in text
    assert "15 others (wounded)" in text


TELLINGS = [
    ("The minister described the vote, held in May, as a farce.", "as a farce"),
    ("Several groups claiming the vote was stolen gathered in Lima.", "in the report's words: Several groups claiming"),
    ("The governor declared an emergency, which he said would let him rule by decree.", "an emergency, which he said"),
    ("If they can come here, then I fear for our lives, the mayor said.", "If they can come here"),
    ("The deputies both yesterday questioned the plan.", "questioned the plan"),
]


@pytest.mark.parametrize(("text", "told"), TELLINGS, ids=[text[:40] for text, _ in TELLINGS])
def test_what_is_told_of_a_claim_can_be_relied_on(text: str, told: str) -> None:
    assert told in " ".join(brief_text(read(text)).split())


def test_the_report_s_sentence_is_not_put_into_the_mouth_of_the_source() -> None:
    sentence = "The governor declared an emergency, which he said would let him rule by decree."
    told = section(brief_text(read(sentence)), "WHO SAYS WHAT")
    assert "in the report's words: The governor declared" in " ".join(told.split())
    assert "“" not in told
    assert "“We are ready”" in brief_text(read("“We are ready,” the governor said."))


def test_a_figure_is_told_with_its_scene_where_there_are_several() -> None:
    text = "A bomb killed 12 people in Gao on Monday. Gunmen killed 30 people in Mopti in May."
    assert "12 people in Gao" in section(brief_text(read(text)), "NUMBERS")


def test_an_act_on_a_thing_is_told_with_the_thing() -> None:
    text = brief_text(read("The customs service seized 150 lorries of rice on Monday."))
    assert "customs service seized 150 lorries of rice" in section(text, "WHAT HAPPENED")
    text = brief_text(read("Police foiled a bomb attack on a mill on Monday."))
    assert "Prevented" in section(text, "DENIED")
