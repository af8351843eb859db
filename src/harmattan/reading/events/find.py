"""Events: what is done in the report, by whom, to whom, coded to PLOVER and CAMEO.

The parse gives predicates, the trigger lexicon their senses (`coding.py`), `acts.py` what acts of speech amount to;
here their parties are looked up, and mentions of one happening are joined. The written rules are in `docs/events.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harmattan.knowledge import Knowledge, lexicon
from harmattan.knowledge.ontology import plover
from harmattan.model import Actor, Claim, Event, Factuality, Outcome, Place, Quantity, Span, Time
from harmattan.reading.circumstances.find import Circumstances
from harmattan.reading.events.acts import Acts
from harmattan.reading.events.coding import Coder
from harmattan.reading.events.drafts import BODILY, FIGURES, ON_THE_GROUND, Draft
from harmattan.reading.events.happenings import Told, join
from harmattan.reading.events.parties import Parties
from harmattan.reading.events.predicates import Clauses
from harmattan.reading.events.standing import stands
from harmattan.reading.events.surroundings import Surroundings
from harmattan.reading.events.targets import Targets
from harmattan.reading.factuality.judge import judge
from harmattan.reading.syntax import Parse

ALONE = frozenset(("PROTEST", "MOBILIZE", "RETREAT", "CONCEDE"))  # types that are often whole without a recipient
REACH = 5  # tokens between the words of a trigger phrase, for it to be shown as one stretch


def find_events(
    parse: Parse,
    knowledge: Knowledge,
    actors: Sequence[Actor],
    places: Sequence[Place],
    times: Sequence[Time],
    quantities: Sequence[Quantity],
    claims: Sequence[Claim],
) -> tuple[list[Event], list[Actor]]:
    """The events of a report in reading order, with ids ``e1``, ``e2``, …, and its actors.

    The actors are the given ones and the states that only an event's frame shows to be parties
    (`harmattan.reading.events.targets`).
    """
    clauses = Clauses(parse)
    parties = Parties(parse, clauses, actors)
    acts = Acts(Coder(clauses, parties))
    targets = Targets(parse, knowledge, parties, actors, places)
    circumstances = Circumstances(parse, knowledge, places, times, quantities)
    surroundings = Surroundings(parse)
    drafts = [d for d in acts.all(range(len(parse.doc))) if not surroundings.foreign(d)]
    figures = {q.id: q for q in quantities}
    told = [_tell(parse, targets, d, claims, circumstances, surroundings, figures) for d in drafts]
    dated = {t.id: t for t in times}
    events = join(parse, [t for t in told if stands(parse, parties, t, dated)], places)
    parties_of_events = {id for e in events for id in (*e.actors, *e.recipients)}
    given = {a.id for a in actors}
    return events, [a for a in targets.actors if a.id in given or a.id in parties_of_events]


def _tell(
    parse: Parse,
    targets: Targets,
    draft: Draft,
    claims: Sequence[Claim],
    circumstances: Circumstances,
    surroundings: Surroundings,
    figures: Mapping[str, Quantity],
) -> Told:
    """The event of one draft."""
    doers, doer_heads = targets.named(draft.actors, state=False)
    sufferers, sufferer_heads = targets.named(draft.recipients, state=True, without=doers)
    if not sufferers and not draft.mutual and not draft.verbal:
        sufferers = targets.land(draft.recipients, doers)
    if draft.mutual and draft.type == "SUPPORT":
        doers, sufferers = (doers, sufferers) if sufferers else (doers[:1], doers[1:])
    elif draft.mutual:
        doers, sufferers = list(dict.fromkeys(doers + sufferers)), []
    factuality: Factuality = "asserted"
    outcome: Outcome = "completed"
    if not draft.settled:
        factuality, outcome = judge(parse, draft.index, claims)
    arguments = tuple(doer_heads + sufferer_heads)
    attached = circumstances.of(draft.index, arguments)
    located = bool(attached.places)
    if not located and draft.type in ON_THE_GROUND:
        attached = circumstances.of(draft.index, arguments, on_the_ground=True)
    event = Event(
        id="",
        type=draft.type,  # type: ignore[arg-type]  # the lexicon's types are checked by a test
        mode=draft.mode,
        contexts=surroundings.contexts(draft),
        cameo=draft.cameo or plover().code(draft.type, draft.mode),
        trigger=trigger(parse, draft),
        evidence=evidence(parse, draft.index),
        actors=tuple(doers),
        recipients=tuple(sufferers),
        places=attached.places,
        times=attached.times,
        quantities=tuple(q for q in attached.quantities if counts(draft.type, figures[q], (*doers, *sufferers))),
        factuality=factuality,
        outcome=outcome,
        background=attached.background,
        confidence=max(confidence(draft, doers, sufferers, factuality), 0.05),
        why=draft.why,
    )
    tokens = (draft.index, *draft.words)
    return Told(
        event,
        draft,
        parse.sentence_of[draft.index],
        parse.in_title(draft.index),
        tokens,
        located,
        frozenset((q.of, q.value) for id in event.quantities if (q := figures[id]).value is not None),
    )


def counts(type: str, figure: Quantity, parties: Sequence[str]) -> bool:
    """Whether a figure says how many or how much an event of the type was: the dead of an attack, not of a rebuke.

    What the figure's noun leaves open ("20 nurses") counts where people are moved, held or hurt and they are a party.
    """
    if figure.of == "other":
        head = figure.noun.split()[-1].lower() if figure.noun else ""
        bodies = lexicon("triggers-classes")["bodies"]
        return type in BODILY and figure.who in parties and head not in bodies
    return figure.of in FIGURES.get(type, frozenset())


def trigger(parse: Parse, draft: Draft) -> Span:
    """The words of the trigger: one stretch where they stand close together, else the head word alone."""
    first, last = draft.index, draft.index
    for i in sorted(draft.words, key=lambda i: abs(i - draft.index)):
        if first - REACH <= i <= last + REACH and parse.sentence_of[i] == parse.sentence_of[draft.index]:
            first, last = min(first, i), max(last, i)
    return parse.span(first, last + 1)


def evidence(parse: Parse, index: int) -> Span:
    """The sentence that tells the event, without the white space around it."""
    sentence = parse.sentences[parse.sentence_of[index]]
    tokens = [t.i for t in sentence if not t.is_space]
    return parse.span(tokens[0], tokens[-1] + 1)


def confidence(draft: Draft, doers: Sequence[str], sufferers: Sequence[str], factuality: Factuality) -> float:
    """How likely type, actors and recipients are all right.

    Shares of right events by parties found, measured on coded sentences; specific lexicon entries are surer, events
    that did not simply happen less so.
    """
    if doers and (sufferers or (draft.mutual and len(doers) > 1)):
        score = 0.5
    elif doers and draft.type in ALONE:
        score = 0.4
    else:
        score = 0.25 if doers or sufferers else 0.1
    score += 0.035 * min(draft.weight, 6)
    return round(score - (0.1 if factuality in ("future", "possible", "hypothetical") else 0.0), 2)
