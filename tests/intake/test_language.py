"""English is read, another language is refused by name, and short texts get the benefit of the doubt."""

from __future__ import annotations

import pytest

from harmattan.errors import EmptyReport, UnknownLanguage
from harmattan.intake.language import identify, languages


@pytest.mark.parametrize(
    "text",
    [
        "The army said on Monday that rebels had attacked the town.",
        "THE ARMY SAID ON MONDAY THAT REBELS HAD ATTACKED THE TOWN.",
        "Clashes erupt, Gao",
        "Bamako: 5 dead",
        "“Ha!” “No!” “Ha!”",
        "According to Le Monde, « c’est un coup d’état dans le coup d’état », as it called the arrest.",
    ],
)
def test_english(text: str) -> None:
    assert identify(text) == "en"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "L’armée a annoncé lundi que les rebelles avaient attaqué la ville et que des soldats étaient morts.",
            "French",
        ),
        ("Die Armee sagte am Montag, dass Rebellen die Stadt angegriffen haben und dass es Tote gab.", "German"),
        ("El ejército dijo el lunes que los rebeldes atacaron la ciudad y que hubo varios muertos.", "Spanish"),
        ("قال رئيس الوزراء إن القوات ستغادر البلاد قريبا.", "Arabic"),
        ("Президент заявил, что войска останутся в Мали до конца года.", "Russian"),
        ("总统说军队将留在北部地区。", "Chinese"),
    ],
)
def test_other_languages_are_named(text: str, name: str) -> None:
    with pytest.raises(UnknownLanguage, match=name):
        identify(text)


def test_what_the_record_claims_decides_only_unclear_cases() -> None:
    assert identify("The army said that it was over and that they had left.", "fr") == "en"
    assert identify("Clashes erupt, Gao", "en-GB") == "en"
    with pytest.raises(UnknownLanguage, match="French"):
        identify("Mopti: Sévaré, Douentza", "fr")


def test_no_word_at_all() -> None:
    with pytest.raises(EmptyReport):
        identify("12 345 — 67!")


def test_a_language_is_a_folder() -> None:
    assert "en" in languages()
