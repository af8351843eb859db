"""Events: what is done in the report, by whom, to whom, coded to PLOVER and CAMEO.

The parse gives predicates, the trigger lexicon their senses (`coding.py`), `acts.py` what acts of speech amount to;
here their parties are looked up, and mentions of one happening are joined. The written rules are in `docs/events.md`.
"""

from __future__ import annotations

from collections.abc import Sequence

from harmattan.knowledge import Knowledge
from harmattan.knowledge.ontology import plover
from harmattan.model import Actor, Claim, Event, Factuality, Outcome, Place, Quantity, Span, Time
from harmattan.reading.acts import Acts
from harmattan.reading.circumstances import Attached, Circumstances
from harmattan.reading.classify import classify as classify
from harmattan.reading.coding import Coder
from harmattan.reading.event_drafts import Draft
from harmattan.reading.factuality import judge
from harmattan.reading.happenings import Told, join
from harmattan.reading.parties import Parties
from harmattan.reading.predicates import Clauses
from harmattan.reading.surroundings import Surroundings
from harmattan.reading.syntax import Parse
from harmattan.reading.targets import Targets

STATES = frozenset(("restrict", "curfew", "martial-law"))  # modes whose nouns name a state of affairs
ALONE = frozenset(("PROTEST", "MOBILIZE", "RETREAT", "CONCEDE"))  # types that are often whole without a recipient
REACH = 5  # tokens between the words of a trigger phrase, for it to be shown as one stretch


def find_events(
    parse: Parse,
    knowledge: Knowledge,
    actors: list[Actor],
    places: list[Place],
    times: list[Time],
    quantities: list[Quantity],
    claims: list[Claim],
) -> list[Event]:
    """The events of a report in reading order, with ids ``e1``, ``e2``, …

    ``actors`` grows by the states that only an event's frame shows to be parties (`harmattan.reading.targets`).
    """
    clauses = Clauses(parse)
    parties = Parties(parse, clauses, actors)
    acts = Acts(Coder(clauses, parties))
    targets = Targets(parse, knowledge, parties, actors, places)
    circumstances = Circumstances(parse, knowledge, places, times, quantities)
    surroundings = Surroundings(parse)
    drafts = [d for d in acts.all(range(len(parse.doc))) if not surroundings.foreign(d)]
    told = [_tell(parse, targets, d, claims, circumstances, surroundings) for d in drafts]
    return join(parse, [t for t in told if stands(parse, clauses, t)])


def _tell(
    parse: Parse,
    targets: Targets,
    draft: Draft,
    claims: Sequence[Claim],
    circumstances: Circumstances,
    surroundings: Surroundings,
) -> Told:
    """The event of one draft."""
    doers, doer_heads = targets.named(draft.actors, state=False)
    sufferers, sufferer_heads = targets.named(draft.recipients, state=True, without=doers)
    if draft.mutual and draft.type == "SUPPORT":
        doers, sufferers = (doers, sufferers) if sufferers else (doers[:1], doers[1:])
    elif draft.mutual:
        doers, sufferers = list(dict.fromkeys(doers + sufferers)), []
    factuality: Factuality = "asserted"
    outcome: Outcome = "completed"
    if not draft.settled:
        factuality, outcome = judge(parse, draft.index, claims)
    attached: Attached = circumstances.of(draft.index, tuple(doer_heads + sufferer_heads))
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
        quantities=attached.quantities,
        factuality=factuality,
        outcome=outcome,
        background=attached.background,
        confidence=max(confidence(draft, doers, sufferers, factuality), 0.05),
        why=draft.why,
    )
    return Told(event, draft, parse.sentence_of[draft.index], parse.in_title(draft.index))


def stands(parse: Parse, clauses: Clauses, told: Told) -> bool:
    """Whether a mention says enough to be an event.

    A noun without a party, a place, a time or a figure ("in response to recent unrest") is a topic, unless the sentence
    says that it happened or the word can only mean one kind of happening ("a coup").
    """
    event, draft = told.event, told.draft
    token = parse.doc[draft.index]
    if event.factuality == "hypothetical" and not (event.actors or event.recipients):
        return False
    if (
        token.pos_ == "NOUN"
        and draft.support is None
        and event.mode in STATES
        and not (event.actors and event.recipients)
    ):
        return False  # "despite the sanctions": what is in force, not what is done
    if event.actors or event.recipients or token.pos_ in ("VERB", "AUX"):
        return True
    if event.places or event.times or event.quantities or draft.support is not None or told.headline:
        if token.dep_ == "pobj" and draft.support is None and token.lemma_.lower() not in clauses.telling:
            return False  # "after last week's shooting"
        return event.type not in ("AGREE", "REQUEST", "ACCUSE", "SUPPORT", "REJECT", "AID", "COOPERATE")
    if token.lemma_.lower() in clauses.telling:
        return True
    return token.dep_ in ("nsubj", "nsubjpass", "attr") and token.head.lemma_ in clauses.occurring


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
