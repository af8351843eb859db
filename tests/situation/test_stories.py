"""Reports that tell a story without a coded event, and those that must not be taken for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harmattan.model import Reading
from harmattan.situation.incidents import situation
from harmattan.situation.stories import stories, story
from incident_samples import RAID, TOLD, report

STORY = (
    "Rebels raided the cattle market of Wabaria near Gao and killed villagers. Governor Ould Sidi called for calm in"
    " the region of the Niger bend. The market of Wabaria had been reopened only a month ago."
)
AGAIN = (
    "Horror at the cattle market of Wabaria near Gao. Governor Ould Sidi spoke to the families of villagers in the"
    " Niger bend. Wabaria had only just reopened its market."
)
LATER = (
    "Traders of Wabaria came back to their market near Gao, where rebels had killed villagers. Buyers were few, cattle"
    " were cheap, and the road from Ansongo was flooded after the rain."
)
OTHER = (
    "The price of millet in Segou fell for the third week in a row. Traders there blamed heavy rain, bad roads and"
    " cheap imports from Senegal."
)


def no_event(id: str, text: str, **fields: Any) -> Reading:
    return replace(report(id, text, **fields), events=(), places=(), times=(), quantities=())


def test_a_report_without_an_event_joins_the_incident_of_its_story() -> None:
    told = report("a", STORY, **RAID)
    (incident,) = situation([told, no_event("b", AGAIN), no_event("c", OTHER)]).incidents
    assert incident.reports == ("a", "b")
    assert incident.mentioned_in == ("b",)
    assert incident.events == (("a", "e1"),)
    assert incident.status == "reported", "what is told by words alone corroborates nothing"


def test_news_of_another_week_is_another_story() -> None:
    told = report("a", STORY, published="2022-01-25", **RAID)

    def mentioned(day: str) -> tuple[object, ...]:
        (incident,) = situation([told, no_event("b", LATER, published=day)]).incidents
        return incident.mentioned_in

    assert mentioned("2022-01-27") == ("b",)
    assert mentioned("2022-02-10") == ()


def test_one_date_astray_does_not_part_a_story() -> None:
    days = ["2022-01-25", "2022-02-10", None, None, None]
    told = [story(no_event(id, AGAIN, published=day)) for id, day in zip("abcde", days, strict=True)]
    assert stories(told) == [["a", "b", "c", "d", "e"]]
    assert stories(told[:2]) == [["a"], ["b"]]


def test_a_report_whose_own_event_is_another_does_not_join() -> None:
    later = report("b", STORY, **{**RAID, "days": ("2022-03-01", "2022-03-01")})
    found = situation([report("a", STORY, **RAID), later])
    assert [i.mentioned_in for i in found.incidents] == [(), ()]


def test_stories_do_not_depend_on_order() -> None:
    told = [story(r) for r in (no_event("a", STORY), no_event("b", AGAIN), no_event("c", OTHER), no_event("d", TOLD))]
    assert stories(told) == stories(list(reversed(told)))
    assert any({"a", "b"} <= set(members) for members in stories(told))
