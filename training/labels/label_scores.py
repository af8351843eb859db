"""How well readings, or another coder, agree with hand labels: strict measures over whole articles.

An event is found when triggers overlap, else when it is of the same type in the same sentence (one-to-one, triggers
first); one whose trigger the reader puts in the headline is found when type and a party agree. Of the events found,
*type* counts those with the right type, *strict* those with the right type, actors, recipients and factuality, *whose
word* those with the same claims: source and stance. A party is right when a mention of it overlaps the labelled span;
neither side may have a party that the other lacks. *claims* are found by overlapping cues, else contents; *claims
strict* wants source and stance too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from labels import LabelsError, digest

Spans = list[tuple[int, int]]
DRAWS, SEED = 1000, 20220218  # of the bootstrap, over articles
MEASURES = ("events", "type", "strict", "whose word", "claims", "claims strict")


@dataclass(frozen=True)
class Claim:
    """A claim as it is compared; ``source`` holds the mentions of its source, none when it is unnamed."""

    source: Spans
    cue: Spans
    content: Spans
    stance: str


@dataclass(frozen=True)
class Event:
    """An event as it is compared; ``trigger`` has all its mentions (none in a headline); a party is its mentions."""

    trigger: Spans
    sentences: frozenset[int]
    type: str
    factuality: str
    actors: list[Spans]
    recipients: list[Spans]
    claims: list[Claim]


@dataclass
class Counts:
    """Right, predicted and labelled items of each measure in one article."""

    right: dict[str, int] = field(default_factory=dict)
    predicted: dict[str, int] = field(default_factory=dict)
    labelled: dict[str, int] = field(default_factory=dict)


def score(readings: Sequence[Mapping[str, Any]], labels: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The measures of readings (by article id); an article that has no reading counts as read without a find."""
    reading_of, counts = finder(readings), []
    for label in labels:
        reading = reading_of(label)
        events, claims = _of_reading(reading, label) if reading else ([], [])
        counts.append(_compare(events, claims, *_of_label(label)))
    return _sum_up(counts)


def finder(readings: Sequence[Mapping[str, Any]]) -> Callable[[Mapping[str, Any]], Mapping[str, Any] | None]:
    """A function that gives the reading of a label's article, by its id or the name of its file."""
    by_id = {str(reading["report"]["id"]): reading for reading in readings if "events" in reading}
    files = {_stem(article): reading for article, reading in by_id.items()}
    return lambda label: by_id.get(label["id"]) or files.get(label["id"])


def matched_events(
    reading: Mapping[str, Any], label: Mapping[str, Any]
) -> tuple[list[Event], list[Event], list[tuple[Event, Event]]]:
    """The events read, the events labelled, and those of both that are one event."""
    events, gold = _of_reading(reading, label)[0], _of_label(label)[0]
    return events, gold, _matched(events, gold)


def agreement(first: Sequence[Mapping[str, Any]], second: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The measures of one coder against the other, on the articles that both coded."""
    others = {(label["suite"], label["id"], label["sha256"]): label for label in first}
    pairs = [(others.get((label["suite"], label["id"], label["sha256"])), label) for label in second]
    return _sum_up([_compare(*_of_label(one), *_of_label(two)) for one, two in pairs if one])


def table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """The figures for people."""
    lines = [f"{'':14}{'right':>6}{'found':>6}{'gold':>6}{'P':>7}{'R':>7}{'F1':>7}  95% of F1"]
    for name, row in figures.items():
        low, high = row["interval"]
        lines.append(
            f"{name:14}{row['right']:6}{row['predicted']:6}{row['labelled']:6}"
            f"{row['precision']:7.3f}{row['recall']:7.3f}{row['f1']:7.3f}  {low:.3f}-{high:.3f}"
        )
    return "\n".join(lines)


def overlap(one: Spans, two: Spans) -> int:
    """How many characters the spans share."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in two)


def same_parties(one: Sequence[Spans], two: Sequence[Spans]) -> bool:
    """Whether each party of either side is one of the other side."""
    return all(any(overlap(a, b) for b in two) for a in one) and all(any(overlap(a, b) for a in one) for b in two)


def _compare(events: list[Event], claims: list[Claim], gold: list[Event], gold_claims: list[Claim]) -> Counts:
    found = _matched(events, gold)
    heard = _pairs(
        claims, gold_claims, [lambda a, b: overlap(a.cue, b.cue), lambda a, b: overlap(a.content, b.content)]
    )
    right = {
        "events": len(found),
        "type": sum(a.type == b.type for a, b in found),
        "strict": sum(_strict(a, b) for a, b in found),
        "whose word": sum(_same_words(a.claims, b.claims) for a, b in found),
        "claims": len(heard),
        "claims strict": sum(_same_word(a, b) for a, b in heard),
    }
    sizes = {
        name: (len(claims), len(gold_claims)) if name.startswith("claims") else (len(events), len(gold))
        for name in MEASURES
    }
    return Counts(
        right, {name: size[0] for name, size in sizes.items()}, {name: size[1] for name, size in sizes.items()}
    )


def _matched(events: list[Event], gold: list[Event]) -> list[tuple[Event, Event]]:
    return _pairs(events, gold, [_by_trigger, _by_sentence, _by_headline])


def _pairs(
    predicted: list[Any], gold: list[Any], likeness: Sequence[Callable[[Any, Any], float]]
) -> list[tuple[Any, Any]]:
    """One-to-one pairs, by one kind of likeness after the other, the most alike first."""
    left, right, pairs = set(range(len(predicted))), set(range(len(gold))), []
    for like in likeness:
        ranked = sorted((-like(predicted[a], gold[b]), a, b) for a in left for b in right)
        for value, a, b in ranked:
            if value < 0 and a in left and b in right:
                left.remove(a)
                right.remove(b)
                pairs.append((predicted[a], gold[b]))
    return pairs


def _strict(a: Event, b: Event) -> bool:
    parties = same_parties(a.actors, b.actors) and same_parties(a.recipients, b.recipients)
    return a.type == b.type and a.factuality == b.factuality and parties


def _by_trigger(a: Event, b: Event) -> float:
    shared = overlap(a.trigger, b.trigger)
    return shared + 1000 * (a.type == b.type) + 500 * _strict(a, b) if shared else 0


def _by_sentence(a: Event, b: Event) -> float:
    if not a.trigger or not b.trigger or not a.sentences & b.sentences or a.type != b.type:
        return 0
    return 1 + same_parties(a.actors, b.actors) + same_parties(a.recipients, b.recipients)


def _by_headline(a: Event, b: Event) -> float:
    if (a.trigger and b.trigger) or a.type != b.type:
        return 0
    pairs = [(x, y) for one, two in ((a.actors, b.actors), (a.recipients, b.recipients)) for x in one for y in two]
    return sum(bool(overlap(x, y)) for x, y in pairs)


def _same_word(a: Claim, b: Claim) -> bool:
    return a.stance == b.stance and (bool(overlap(a.source, b.source)) or not (a.source or b.source))


def _same_words(one: Sequence[Claim], two: Sequence[Claim]) -> bool:
    return all(any(_same_word(a, b) for b in two) for a in one) and all(any(_same_word(a, b) for a in one) for b in two)


def _of_label(label: Mapping[str, Any]) -> tuple[list[Event], list[Claim]]:
    def span(value: Sequence[int] | None) -> Spans:
        return [(value[0], value[1])] if value else []

    claims = [
        Claim(span(claim["source"]), span(claim["cue"]), [(s, e) for s, e in claim["content"]], claim["stance"])
        for claim in label["claims"]
    ]
    events = [
        Event(mentions := [(s, e) for s, e in (event["trigger"], *event["also"])], _sentences(label, mentions),
              event["type"], event["factuality"], [span(actor) for actor in event["actors"]],
              [span(actor) for actor in event["recipients"]], [claims[index] for index in event["claims"]])
        for event in label["events"]
    ]  # fmt: skip
    return events, claims


def _of_reading(reading: Mapping[str, Any], label: Mapping[str, Any]) -> tuple[list[Event], list[Claim]]:
    raw = _raw_offsets(reading["report"], label)

    def span(s: Mapping[str, Any] | None) -> Spans:
        return [(raw(s["start"]), raw(s["end"]))] if s and s.get("in") != "title" else []

    mentions = {actor["id"]: [s for m in actor["mentions"] for s in span(m)] for actor in reading["actors"]}
    claims = {
        claim["id"]: Claim(
            [*span(claim["source_span"]), *mentions.get(claim["source"], [])]
            if claim["source_span"] or claim["source"]
            else [],
            span(claim["cue"]),
            [s for part in claim.get("content_parts") or [claim["content"]] for s in span(part)],
            claim["stance"],
        )
        for claim in reading["claims"]
    }
    events = [
        Event(trigger := span(event["trigger"]), _sentences(label, trigger), event["type"], event["factuality"],
              [mentions[actor] for actor in event["actors"]], [mentions[actor] for actor in event["recipients"]],
              [claims[claim] for claim in event["claims"]])
        for event in reading["events"]
    ]  # fmt: skip
    return events, list(claims.values())


def _raw_offsets(report: Mapping[str, Any], label: Mapping[str, Any]) -> Callable[[int], int]:
    """From offsets of the repaired text to those of the labelled one; `LabelsError` when that is another text."""
    text, at, parts, shifts = report["text"], 0, [], []
    for repair in sorted(report["repairs"], key=lambda repair: repair["start"]):
        parts += [text[at : repair["start"]], repair["was"]]
        at = repair["end"]
        shifts.append((repair["end"], len(repair["was"]) - (repair["end"] - repair["start"])))
    if digest("".join([*parts, text[at:]])) != label["sha256"]:
        raise LabelsError(f"{label['suite']}/{label['id']}: the reading is of another text than the labels")
    return lambda offset: offset + sum(shift for end, shift in shifts if end <= offset)


def _sentences(label: Mapping[str, Any], spans: Spans) -> frozenset[int]:
    return frozenset(sum(start <= span[0] for start in label["sentences"]) for span in spans)


def _stem(article: str) -> str:
    return article.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".txt")


def _sum_up(counts: Sequence[Counts]) -> dict[str, dict[str, Any]]:
    chance = random.Random(SEED)
    draws = [[chance.randrange(len(counts)) for _ in counts] for _ in range(DRAWS)] if counts else [[]]
    figures = {}
    for name in MEASURES:
        rows = [(count.right[name], count.predicted[name], count.labelled[name]) for count in counts]
        totals = [sum(column) for column in zip(*rows, strict=True)] or [0, 0, 0]
        drawn = sorted(_f1(*(sum(rows[index][n] for index in draw) for n in range(3))) for draw in draws)
        figures[name] = {
            "right": totals[0], "predicted": totals[1], "labelled": totals[2],
            "precision": totals[0] / max(1, totals[1]), "recall": totals[0] / max(1, totals[2]), "f1": _f1(*totals),
            "interval": (drawn[int(len(drawn) * 0.025)], drawn[min(len(drawn) - 1, int(len(drawn) * 0.975))]),
        }  # fmt: skip
    return figures


def _f1(right: int, predicted: int, labelled: int) -> float:
    return 2 * right / max(1, predicted + labelled)
