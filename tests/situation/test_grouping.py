"""The grouping is canonical: no order of arrival, and no way of adding reports, changes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from harmattan.model import Reading
from harmattan.situation import clustering
from harmattan.situation.clustering import cluster
from harmattan.situation.grouping import Constraints, Group, block, group, links
from harmattan.situation.happenings import Happening, Key, happenings
from harmattan.situation.incidents import situation
from harmattan.situation.keys import candidates, keys
from incident_samples import ARMY, FRANCE, GAO, MALI, MALI_PLACE, MOPTI, RAID, REBELS, RETOLD, TOLD, VILLAGERS, report

TEXTS = [TOLD, RETOLD, "The army killed rebels in Mopti.", "Villagers fled after an attack near Gao.",
         "France condemned a raid on villagers.", "A raid near Gao killed 12 villagers, France said."]  # fmt: skip


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    """Up to eight reports of alike raids."""
    found = []
    for n in range(draw(st.integers(2, 8))):
        day = draw(st.sampled_from(["2022-01-24", "2022-01-25", "2022-02-20", None]))
        fields: dict[str, Any] = {
            "type": draw(st.sampled_from(["ASSAULT", "ASSAULT", "ACCUSE"])),
            "mode": draw(st.sampled_from([None, None, "firearms"])),
            "who": draw(st.sampled_from([REBELS, ARMY, None])),
            "whom": draw(st.sampled_from([VILLAGERS, MALI, None])),
            "at": draw(st.sampled_from([GAO, MOPTI, MALI_PLACE, None])),
            "days": (day, day) if day else None,
            "published": draw(st.sampled_from(["2022-01-25", "2022-01-26", "2022-02-21", None])),
            "factuality": draw(st.sampled_from(["asserted", "asserted", "future", "negated"])),
            "background": draw(st.booleans()) and draw(st.booleans()),
        }
        stance = draw(st.sampled_from([None, None, "says", "denies"]))
        if stance:
            fields |= {"stance": stance, "source": draw(st.sampled_from([FRANCE, MALI]))}
        killed = draw(st.sampled_from([None, 12, 30]))
        found.append(report(n, draw(st.sampled_from(TEXTS)), killed=killed, **fields))
    return found


def parts(groups: Iterable[Group]) -> set[frozenset[Key]]:
    return {frozenset(e.key for e in g.events) for g in groups}


@settings(max_examples=30, deadline=None)
@given(readings(), st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(found: list[Reading], random: Any) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert parts(group(happenings(found))) == parts(group(happenings(shuffled)))
    assert situation(found).to_dict() == situation(shuffled).to_dict()


@settings(max_examples=30, deadline=None)
@given(readings())
def test_grouping_what_was_grouped_changes_nothing(found: list[Reading]) -> None:
    once = group(happenings(found))
    again = [g for one in once for g in group(one.events)]
    assert parts(again) == parts(once)
    assert group([e for g in once for e in g.events]) == once


@settings(max_examples=30, deadline=None)
@given(readings())
def test_regrouping_the_touched_block_is_a_full_run(found: list[Reading]) -> None:
    """What a store does: for each new event its candidates, its links, its block, and only that grouped anew."""
    kept: dict[Key, Happening] = {}
    linked: dict[Key, set[Key]] = {}
    home: dict[Key, frozenset[Key]] = {}
    for event in happenings(found):
        sought, own = keys(event).sought, keys(event).own
        near = [e for e in kept.values() if sought & keys(e).own]
        assert all(keys(e).sought & own for e in near), "if one looks where the other stands, so does the other"
        kept[event.key] = event
        for a, b, _ in links((event, e) for e in near):
            linked.setdefault(a, set()).add(b)
            linked.setdefault(b, set()).add(a)
        touched = block([event.key], lambda key: linked.get(key, ()))
        for part in parts(group(kept[key] for key in touched)):
            home.update(dict.fromkeys(part, part))
    assert set(home.values()) == parts(group(happenings(found)))


@settings(max_examples=20, deadline=None)
@given(readings(), st.data())
def test_decisions_hold(found: list[Reading], data: st.DataObject) -> None:
    events = sorted((e.key for e in happenings(found)), key=str)
    merged = data.draw(st.lists(st.sampled_from(events), min_size=2, max_size=3, unique=True))
    apart = data.draw(st.lists(st.sampled_from(events), min_size=2, max_size=2, unique=True))
    decided = Constraints().with_merged(merged).with_split(apart[:1], apart[1:])
    groups = parts(group(happenings(found), decided))
    assert not any(set(apart) <= part for part in groups), "what somebody split stays apart"
    if not set(apart) <= set(merged):
        assert any(set(merged) <= part for part in groups) or any(key in merged for key in apart)
    free = parts(group(happenings(found), Constraints().with_merged(merged)))
    assert any(set(merged) <= part for part in free), "what somebody merged is one"


def test_merge_and_split_of_events_that_are_not_alike() -> None:
    raid, march = report("a", TOLD, **RAID), report("b", "France praised Mali.", type="SUPPORT", who=FRANCE, whom=MALI)
    other = report("c", RETOLD, **RAID)
    events = happenings([raid, march, other])
    assert parts(group(events)) == {frozenset({("a", "e1"), ("c", "e1")}), frozenset({("b", "e1")})}
    merged = Constraints().with_merged([("a", "e1"), ("b", "e1")])
    assert parts(group(events, merged)) == {frozenset({("a", "e1"), ("b", "e1"), ("c", "e1")})}
    split = Constraints().with_split([("a", "e1")], [("c", "e1")])
    assert len(group(events, split)) == 3


def test_a_misread_place_is_outweighed_by_the_others() -> None:
    placed, astray = report("a", TOLD, **RAID), report("z", TOLD, **{**RAID, "at": MOPTI})
    assert len(group(happenings([placed, astray]))) == 2
    several = [placed, *(report(id, TOLD, **{**RAID, "at": None}) for id in "bcdef")]
    (both,) = group(happenings([*several, astray]))
    assert len(both.events) == 7
    assert both.confidence < group(happenings(several))[0].confidence
    later = report("z", TOLD, **{**RAID, "days": ("2022-02-24", "2022-02-24")})
    assert len(group(happenings([*several, later]))) == 2, "another day is never outweighed"


def test_only_what_shares_a_key_is_compared() -> None:
    raid = report("a", TOLD, **RAID)
    later = report("b", TOLD, **{**RAID, "days": ("2022-06-01", "2022-06-01")})
    undated = report("c", TOLD, **{**RAID, "days": None})
    pairs = {frozenset((a.report, b.report)) for a, b in candidates(happenings([raid, later, undated]))}
    assert pairs == {frozenset("ac"), frozenset("bc")}, "months apart share no shelf; what has no date looks everywhere"


def test_confidence_is_a_probability() -> None:
    (both,) = group(happenings([report("a", TOLD, **RAID), report("b", RETOLD, **RAID)]))
    (alone,) = group(happenings([report("a", TOLD, **RAID)]))
    assert 0 < both.confidence < 1
    assert alone.confidence == 1


def test_large_block_is_cut_at_its_weakest_link(monkeypatch: Any) -> None:
    monkeypatch.setattr(clustering, "MOST", 3)
    edges = {(0, 1): 9.0, (1, 2): 8.0, (2, 3): 4.0, (3, 4): 9.0, (4, 5): 8.0}
    found = cluster(6, edges, lambda x, y: edges.get((min(x, y), max(x, y)), 4.0), 3.5, step=0.25)
    assert found == [[0, 1, 2], [3, 4, 5]]
