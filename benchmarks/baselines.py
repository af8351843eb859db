"""Baselines that hardly look at the text, as the contract's JSON, so that each suite's own scorer scores them."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from incidents import same_lemma
from suites import Answers, Record, Suite

from harmattan.knowledge.gazetteer import Candidate, Gazetteer
from harmattan.knowledge.lexicon import DATA

SENTENCE = re.compile(r"\S[^\n]*?(?:[.!?][\"'”’)]*(?=\s|$)|(?=\n|$))")
SAID = re.compile(r"\b(?:said|says)\b")
CAPITALISED = re.compile(r"[A-Z][\w'’-]*(?:[ .]+[A-Z][\w'’-]*)*")
WORD = re.compile(r"[\w'’-]+")
NUMBER = re.compile(r"\d[\d,.]*")
TIME = re.compile(r"\b(?:(?:19|20)\d\d|today|yesterday|tomorrow|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b", re.I)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONGEST = 4  # words of a name that is looked up


@dataclass(frozen=True)
class Baseline:
    """``what`` it does in words; ``silent`` are figures that it says nothing of, being given what they ask for."""

    what: str
    make: Callable[[Suite, Answers], Answers]
    silent: frozenset[str] = frozenset()


def span(text: str, start: int, end: int) -> dict[str, Any]:
    """A span of the contract, without the white space and commas at its ends."""
    words = text[start:end]
    start += len(words) - len(words.lstrip(" ,\n"))
    end -= len(words) - len(words.rstrip(" ,\n"))
    return {"start": start, "end": end, "text": text[start:end]}


def each(suite: Suite, read: Callable[[Record, str], Record]) -> Answers:
    """The readings that ``read`` makes of each row and its text."""
    found = {}
    for gold in suite.gold:
        text, id = suite.text(gold), str(gold["id"])
        found[id] = {"report": {"id": id, "text": text, "repairs": []}, **read(gold, text)}
    return Answers(found)


def commonest(kinds: Iterable[str]) -> str:
    """The most frequent of these, the first by name where several are."""
    counts = Counter(kinds)
    return min(counts, key=lambda k: (-counts[k], k))


# ------------------------------------------------------------------ claims, types


def attribution(suite: Suite, _: Answers) -> Answers:
    """A claim at each "said" and "says": its source the words of its clause before it, else after; its content the
    rest of the sentence."""
    return each(suite, lambda _, text: {"claims": list(said(text))})


def said(text: str) -> Iterator[dict[str, Any]]:
    for sentence in SENTENCE.finditer(text):
        for cue in SAID.finditer(text, *sentence.span()):
            edge = max([sentence.start(), *(m.end() for m in re.finditer(r"[,;:“”\"]", text[: cue.start()]))])
            first, last = edge, cue.end()
            source = span(text, edge, cue.start())
            if not source["text"]:
                after = re.search(r"[,;:.“”\"]|$", text[cue.end() : sentence.end()])
                last = cue.end() + (after.start() if after else 0)
                source = span(text, cue.end(), last)
            parts = [span(text, sentence.start(), first), span(text, last, sentence.end())]
            parts = [part for part in parts if WORD.search(part["text"])]
            yield {
                "source": None,
                "source_span": source if source["text"] else None,
                "cue": span(text, *cue.span()),
                "content": parts[0] if parts else None,
                "content_parts": parts,
                "stance": "says",
            }


def plover(suite: Suite, _: Answers) -> Answers:
    """The most frequent root of these rows, for each of them."""
    root = commonest(g["root"] for g in suite.gold)
    return Answers(calls={id: {root: 1.0} for id in suite.asks})


def coding(suite: Suite, _: Answers) -> Answers:
    """One event of these rows' most frequent type a sentence, from the first country that it names to the second."""
    kind = commonest(e["type"] for g in suite.gold for e in g["events"])

    def read(_: Record, text: str) -> Record:
        named = [country_words()[m.group().lower()] for m in country_pattern().finditer(text)]
        parties = [{"id": c, "country": c} for c in list(dict.fromkeys(named))[:2]]
        ids = [p["id"] for p in parties]
        return {"actors": parties, "events": [{"id": "e1", "type": kind, "actors": ids[:1], "recipients": ids[1:]}]}

    return each(suite, read)


@cache
def country_words() -> dict[str, str]:
    """Codes of countries by their names, adjectives, peoples and capitals in lower case."""
    columns = ("name", "aliases", "adjectives", "people", "capitals")
    with (DATA / "actors" / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {w.lower(): row["code"] for row in rows for c in reversed(columns) for w in row[c].split("|") if w}


@cache
def country_pattern() -> re.Pattern[str]:
    longest_first = sorted(country_words(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


# ------------------------------------------------------------------ places, times


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer()


def namesake(name: str) -> Candidate | None:
    """The most populous place of a name."""
    return next(iter(gazetteer().lookup(name)), None)


def names_in(text: str) -> Iterator[dict[str, Any]]:
    """Every run of capitalised words that the gazetteer holds, the longest first, as places of the contract."""
    for run in CAPITALISED.finditer(text):
        words = [(run.start() + m.start(), run.start() + m.end()) for m in WORD.finditer(run.group())]
        at = 0
        while at < len(words):
            for size in range(min(LONGEST, len(words) - at), 0, -1):
                start, end = words[at][0], words[at + size - 1][1]
                if place := namesake(text[start:end]):
                    yield {"id": f"p{start}", **record(place), "mentions": [span(text, start, end)]}
                    break
            at += size


def record(place: Candidate) -> dict[str, Any]:
    return {k: getattr(place, k) for k in ("name", "geonameid", "latitude", "longitude", "country")}


def places(suite: Suite, _: Answers) -> Answers:
    """Every capitalised name that the gazetteer holds; for spans given, their most populous namesake."""
    found = each(suite, lambda _, text: {"places": list(names_in(text))})
    for id, ask in suite.asks.items():
        given = [namesake(ask["text"][s:e]) for s, e in ask["spans"]]
        found.calls[id] = [record(place) if place else None for place in given]
    return found


def times(suite: Suite, _: Answers) -> Answers:
    """Years of four digits, weekdays as the last such day before the report's date, today and its neighbours."""

    def read(gold: Record, text: str) -> Record:
        published = suite.reports[str(gold["id"])].get("published")
        found = [(m, value_of(m.group().lower(), published)) for m in TIME.finditer(text)]
        return {"times": [{**span(text, *m.span()), "type": "DATE", "value": value} for m, value in found]}

    return each(suite, read)


def value_of(words: str, published: str | None) -> str | None:
    """The TIMEX3 value of a match of `TIME`."""
    if words.isdigit():
        return words
    if not published:
        return None
    day = date.fromisoformat(published[:10])
    if words in DAYS:
        return (day - timedelta((day.weekday() - DAYS.index(words)) % 7)).isoformat()
    return (day + timedelta({"yesterday": -1, "today": 0, "tomorrow": 1}[words])).isoformat()


# ------------------------------------------------------------------ factuality, incidents


def factuality(suite: Suite, answers: Answers) -> Answers:
    """The events that were read, all asserted; every number a quantity."""

    def read(gold: Record, text: str) -> Record:
        reading = answers.readings.get(str(gold["id"])) or {}
        events = [{**event, "factuality": "asserted"} for event in reading.get("events") or []]
        counts = [span(text, *m.span()) for m in NUMBER.finditer(text)]
        report = {"report": reading["report"]} if "report" in reading else {}
        return {"events": events, "quantities": counts, **report}

    return each(suite, read)


def muc(suite: Suite, _: Answers) -> Answers:
    """An attack in every message, without place, date or parties."""
    return each(suite, lambda _, text: {"events": [{"id": "e1", "type": "ASSAULT", "mode": None}]})


def where(suite: Suite, _: Answers) -> Answers:
    """An event at the given verb, at the nearest capitalised name that the gazetteer holds."""

    def read(gold: Record, text: str) -> Record:
        verb = gold["verb"]
        found = list(names_in(text))
        near = sorted(found, key=lambda p: abs(p["mentions"][0]["start"] - verb["start"]))[:1]
        event = {"id": "e1", "trigger": span(text, verb["start"], verb["end"]), "places": [p["id"] for p in near]}
        return {"places": near, "events": [event]}

    return each(suite, read)


def incidents(suite: Suite, answers: Answers) -> Answers:
    """Documents with the same most frequent capitalised word are one incident; so are, for the mentions, the events
    that were read at the same word."""
    groups: dict[str, list[str]] = defaultdict(list)
    for gold in suite.gold:
        text = suite.text(gold)
        inside = [m.group() for m in WORD.finditer(text) if m.group()[0].isupper() and m.group().lower() not in text]
        groups[commonest(inside) if inside else str(gold["id"])].append(str(gold["id"]))
    documents = [{"id": name, "reports": ids, "events": []} for name, ids in groups.items()]
    events = same_lemma(answers.readings.values(), lambda report: "")["incidents"]
    mentions = [{**found, "reports": []} for found in events]
    return Answers(answers.readings, situation={"incidents": [*documents, *mentions]})


BASELINES = {
    "attribution": Baseline("every “said” and “says”", attribution),
    "coding": Baseline("each sentence the most frequent type, from its first country to its second", coding),
    "plover": Baseline("the most frequent root", plover),
    "places": Baseline("every capitalised name of the gazetteer; its most populous place", places),
    "times": Baseline("years, weekdays, today", times),
    "factuality": Baseline("all asserted; every number", factuality, frozenset({"trigger_recall"})),
    "muc": Baseline("an attack in every message, nothing else", muc),
    "where": Baseline(
        "the nearest capitalised name of the gazetteer, the verb given", where, frozenset({"event_found"})
    ),
    "incidents": Baseline("documents with the same most frequent name; events with the same verb", incidents),
}
