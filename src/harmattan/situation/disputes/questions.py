"""Puts a dispute into a question in plain words, with the names of those it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from harmattan.knowledge.lexicon import load_yaml, ordinary_words
from harmattan.model import ActorKind
from harmattan.situation.grouping import Group
from harmattan.situation.model import Incident
from harmattan.situation.record import Context
from harmattan.situation.words import DATA

MOST = 2  # parties named on one side
MANY: frozenset[ActorKind] = frozenset({"group", "population"})


@cache
def phrases(language: str = "en") -> dict[str, Any]:
    """``data/<language>/questions.yaml``."""
    return dict(load_yaml(DATA / language / "questions.yaml"))


def happened(incident: Incident, group: Group, context: Context) -> str:
    """Whether an incident happened: "Is the Wagner Group in Mali?", "Did the Malian army kill men in Moura?"."""
    who = parties(incident.actors, context)
    if who and any(e.standing for e in group.events):
        be = "Are" if _plural(named(incident.actors, context), context) else "Is"
        return f"{be} {who}{where(incident, context) or ' there'}?"
    whom = parties(incident.recipients, context)
    phrase = phrases().get(f"{incident.type}/{incident.mode}") or phrases()[incident.type]
    if who:
        return f"Did {who} {_act(incident, context)}{where(incident, context)}{when(incident)}?"
    target = f" on {whom}" if whom and phrase["noun"].endswith(("attack", "strike")) else ""
    return f"Was there {phrase['noun']}{target}{where(incident, context)}{when(incident)}?"


def reason(incident: Incident, group: Group, context: Context, kind: str) -> str:
    """Whether it was right, or why: "Was it lawful for Danish troops to deploy in Mali?"."""
    lasts = any(e.standing for e in group.events)
    act = "be" if lasts else _act(incident, context)
    who = parties(incident.actors, context)
    place = where(incident, context) or (" there" if lasts else "")
    if kind == "motive":
        be = "are" if _plural(named(incident.actors, context), context) else "is"
        return f"Why {be} {who}{place}?" if lasts else f"Why did {who} {act}{place}{when(incident)}?"
    return f"Was it lawful for {who} to {act}{place}{when(incident)}?"


def _act(incident: Incident, context: Context) -> str:
    whom = parties(incident.recipients, context)
    phrase = phrases().get(f"{incident.type}/{incident.mode}") or phrases()[incident.type]
    return str(phrase["did"].format(whom=whom) if whom else phrase["alone"])


def how_many(incident: Incident, group: Group, context: Context, of: str, noun: str | None) -> str:
    """How many: "How many Wagner personnel are in Mali?", "How many men were killed in Moura?"."""
    place = where(incident, context)
    actor = context.parties.name(named(incident.actors, context)[0]) if incident.actors else ""
    if of == "troops":
        if incident.type == "RETREAT":
            return f"How many troops does {parties(incident.actors[:1], context) or 'it'} withdraw{_out(place)}?"
        if any(e.standing for e in group.events):
            return f"How many {_attributive(actor)}personnel are{place or ' there'}?"
        forces = actor if actor.endswith("s") and " " in actor else f"{_attributive(actor)}troops"
        return f"How many {forces} were sent{_to(place)}?"
    asked = phrases()["counted"].get(of, "How many {who}{where}?")
    return str(asked.format(who=noun or "people", where=place + when(incident)))


def who_did(incident: Incident, context: Context) -> str:
    """Who did it: "Who carried out the attack in Gao?"."""
    phrase = phrases().get(f"{incident.type}/{incident.mode}") or phrases()[incident.type]
    noun = phrase["noun"].removeprefix("a ").removeprefix("an ")
    whom = parties(incident.recipients, context)
    target = f" on {whom}" if whom and noun.endswith(("attack", "strike")) else ""
    return f"Who is behind the {noun}{target}{where(incident, context)}{when(incident)}?"


def parties(ids: Sequence[str], context: Context) -> str:
    """Names of a few actors, with articles where names need them."""
    ids = named(ids, context)
    names = [_with_article(context.parties.name(id), context.parties.kind(id)) for id in ids[:MOST]]
    if len(ids) > MOST:
        names.append("others")
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def named(ids: Sequence[str], context: Context) -> Sequence[str]:
    """Those whose names tell who they are; all, where none does."""
    return [id for id in ids if not context.parties.name(id).islower()] or ids


def where(incident: Incident, context: Context) -> str:
    """`` in Mali``, or nothing."""
    return f" in {context.parties.place_name(incident.place)}" if incident.place else ""


def when(incident: Incident) -> str:
    """`` on 24 January 2022``, `` in March 2022``, or nothing."""
    if not incident.earliest or not incident.latest:
        return ""
    first, last = date.fromisoformat(incident.earliest), date.fromisoformat(incident.latest)
    if first == last:
        return f" on {first.day} {first:%B %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f" in {first:%B %Y}"
    return f" in {first.year}" if first.year == last.year else ""


def _plural(ids: Sequence[str], context: Context) -> bool:
    return len(ids) > 1 or context.parties.kind(ids[0]) in MANY


def _with_article(name: str, kind: ActorKind) -> str:
    last = name.split()[-1]
    if name in phrases()["the"]:
        return f"the {name}"
    if (
        kind in ("group", "organization")
        and not last.endswith("s")
        and last not in phrases()["plurals"]
        and last.lower() in ordinary_words()
    ):
        return f"the {name}"
    return name


def _attributive(name: str) -> str:
    return f"{name.removesuffix(' Group')} " if name else ""


def _out(place: str) -> str:
    return f" from{place[3:]}" if place else ""


def _to(place: str) -> str:
    return f" to{place[3:]}" if place else ""
