"""Random readings with few names and words, so that filters meet them in every combination."""

from __future__ import annotations

import random
from datetime import date, timedelta

from harmattan.model import Actor, Claim, Event, Mention, Place, Reader, Reading, Report, Span, Time

READER = Reader("0.1.0", "m", "k")
WORDS = ["gold", "mine", "convoy", "raid", "border", "school", "market", "élection", "truce", "river"]
NAMES = [("Wagner Group", "Q1", "RUS"), ("Mali", "Q2", "MLI"), ("France", "Q3", "FRA"),
         ("The Wagner Tribune", None, None), ("Abdoulaye Diop", None, "MLI"), ("Groupe d'Études", None, "FRA"),
]  # fmt: skip
TOWNS = [("Gao", 1, "MLI", 16.27, -0.04, "settlement"), ("Timbuktu", 2, "MLI", 16.77, -3.0, "settlement"),
         ("Mali", 3, "MLI", 17.0, -4.0, "country"), ("Paris", 4, "FRA", 48.85, 2.35, "settlement"),
         ("Suva", 5, "FJI", -18.1, 178.4, "settlement"), ("Nowhere", None, None, None, None, "settlement")]  # fmt: skip
TYPES = [("ASSAULT", None), ("ASSAULT", "aerial"), ("RETREAT", "withdraw"), ("CONSULT", "visit")]


def reading(chance: random.Random, id: str | int, reader: Reader = READER) -> Reading:
    """A reading of up to five events."""
    sentences, spans = [], []
    at = 0
    for _ in range(chance.randint(1, 5)):
        sentence = " ".join(chance.choices(WORDS, k=6)).capitalize() + "."
        spans.append(Span(at, at + len(sentence), sentence))
        sentences.append(sentence)
        at += len(sentence) + 1
    text = " ".join(sentences)
    named = chance.sample(NAMES, 4)
    actors = tuple(
        Actor(f"a{n}", name, "organization", country, wikidata=wikidata,
              mentions=(Mention(Span(0, 3, text[:3]), "name"),))
        for n, (name, wikidata, country) in enumerate(named, 1)
    )  # fmt: skip
    places = tuple(
        Place(f"p{n}", name, id, lat, lon, country, None, precision, (Span(0, 3, text[:3]),))  # type: ignore[arg-type]
        for n, (name, id, country, lat, lon, precision) in enumerate(chance.sample(TOWNS, 3), 1)
    )
    times, events, claims = [], [], []
    for n, evidence in enumerate(spans, 1):
        if chance.random() < 0.6:
            first = date(2020, 1, 1) + timedelta(days=chance.randint(0, 700))
            last = first + timedelta(days=chance.choice([0, 0, 6, 30]))
            times.append(Time(f"t{n}", "DATE", "at", None, first.isoformat(), last.isoformat(), evidence))
        about = []
        if chance.random() < 0.5:
            sources = tuple(a.id for a in chance.sample(actors, chance.randint(0, 2)))
            kind = chance.choice(["official", "anonymous"])
            stance = chance.choice(["says", "denies"])
            claims.append(Claim(f"c{n}", sources[0] if sources else None, sources, kind, stance, evidence, (evidence,),
                                about=(f"e{n}",)))  # type: ignore[arg-type]  # fmt: skip
            about.append(f"c{n}")
        type, mode = chance.choice(TYPES)
        pick = [tuple(x.id for x in chance.sample(some, chance.randint(0, 2))) for some in (actors, actors, places)]
        trigger = Span(evidence.start, evidence.start + 4, evidence.text[:4])
        events.append(
            Event(f"e{n}", type, mode, tuple(chance.sample(["military", "election"], chance.randint(0, 2))), None,  # type: ignore[arg-type]
                  trigger, evidence, pick[0], pick[1], pick[2], tuple(t.id for t in times if t.id == f"t{n}"), (),
                  chance.choice(["asserted", "negated", "future"]), "unknown", chance.random() < 0.2, tuple(about),  # type: ignore[arg-type]
                  round(chance.random(), 3))
        )  # fmt: skip
    published = (
        (date(2020, 6, 1) + timedelta(days=chance.randint(0, 500))).isoformat() if chance.random() < 0.8 else None
    )
    report = Report(id, text, title=f"About {chance.choice(WORDS)}", outlet=chance.choice(["Echo", "Courier", None]),
                    published=published)  # fmt: skip
    return Reading(reader, report, actors, places, tuple(times), (), tuple(events), tuple(claims))


def readings(count: int, seed: int) -> list[Reading]:
    """As many readings, always the same for a seed."""
    chance = random.Random(seed)
    return [reading(chance, f"r{n}") for n in range(count)]
