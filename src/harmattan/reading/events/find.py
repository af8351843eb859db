"""Events: what is done in the report, by whom, to whom, coded to PLOVER and CAMEO.

The parse gives predicates, the trigger lexicon their senses (`coding.py`), `acts.py` what acts of speech amount to;
here their parties are looked up, and mentions of one happening are joined. The written rules are in `docs/events.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from harmattan.knowledge import Knowledge, lexicon
from harmattan.knowledge.ontology import plover
from harmattan.model import Actor, Claim, Event, EventType, Factuality, Outcome, Place, Quantity, Span, Time
from harmattan.reading.circumstances.find import Circumstances
from harmattan.reading.encoder.decisions import chance, decisions
from harmattan.reading.encoder.encoded import Encoded, Manner
from harmattan.reading.events.acts import Acts
from harmattan.reading.events.coding import Coder
from harmattan.reading.events.constructions import anew, backed, blamed, governed, labelled
from harmattan.reading.events.deciding import (
    Party,
    Proposal,
    attach,
    best_of,
    candidates,
    choose,
    circumstance_features,
    confidence_features,
    enough,
    event_features,
    mode_of,
    propose,
    type_of,
    whole_features,
)
from harmattan.reading.events.drafts import BODILY, FIGURES, HOSTILE, ON_THE_GROUND, Draft
from harmattan.reading.events.happenings import Told, join
from harmattan.reading.events.parties import Parties
from harmattan.reading.events.predicates import Clauses
from harmattan.reading.events.standing import stands
from harmattan.reading.events.surroundings import Surroundings
from harmattan.reading.events.targets import Targets
from harmattan.reading.factuality.judge import judge, preventer
from harmattan.reading.syntax import Parse

ALONE = frozenset(("PROTEST", "MOBILIZE", "RETREAT", "CONCEDE"))  # types that are often whole without a recipient
MOVING = frozenset(("RETREAT", "MOBILIZE"))  # types that tell where somebody's own people go
JUDGING = frozenset(("COERCE", "ACCUSE", "SANCTION"))  # acts at those who did what they are "for"
NEAR = 2  # sentences within which those killed are a part of an attack
REACH = 5  # tokens between the words of a trigger phrase, for it to be shown as one stretch


def find_events(
    parse: Parse,
    knowledge: Knowledge,
    actors: Sequence[Actor],
    places: Sequence[Place],
    times: Sequence[Time],
    quantities: Sequence[Quantity],
    claims: Sequence[Claim],
    encoded: Encoded | None = None,
) -> tuple[list[Event], list[Actor]]:
    """The events of a report in reading order, with ids ``e1``, ``e2``, …, and its actors.

    The actors are the given ones and the states that only an event's frame shows to be parties
    (`harmattan.reading.events.targets`). Without ``encoded`` the rules alone decide.
    """
    scene = Scene(parse, knowledge, actors, places, times, quantities, claims)
    if encoded is None:
        told = [t for d in scene.drafts if scene.stands(t := scene.tell(d))]
    else:
        told = decided(scene, encoded)
    events = join(parse, told, places, decisions()["joined"] if encoded is not None else None)
    if encoded is not None:
        events = [replace(e, confidence=trusted(whole_features(e, len(parse.sentences)), "whole")) for e in events]
    parties_of_events = {id for e in events for id in (*e.actors, *e.recipients)}
    given = {a.id for a in actors}
    return events, [a for a in scene.targets.actors if a.id in given or a.id in parties_of_events]


class Scene:
    """A report with all that was found in it before its events, and the rules by which these are told."""

    def __init__(
        self,
        parse: Parse,
        knowledge: Knowledge,
        actors: Sequence[Actor],
        places: Sequence[Place],
        times: Sequence[Time],
        quantities: Sequence[Quantity],
        claims: Sequence[Claim],
    ) -> None:
        clauses = Clauses(parse)
        self.parse = parse
        self.parties = Parties(parse, clauses, actors)
        self.acts = Acts(Coder(clauses, self.parties))
        self.targets = Targets(parse, knowledge, self.parties, actors, places)
        self.circumstances = Circumstances(parse, knowledge, places, times, quantities)
        self.surroundings = Surroundings(parse)
        self.places = places
        self.claims = claims
        self.figures = {q.id: q for q in quantities}
        self.dated = {t.id: t for t in times}
        self.spots = by_sentence(parse, ((p.id, m) for p in places for m in p.mentions))
        self.moments = by_sentence(parse, ((t.id, t.span) for t in times))

    @cached_property
    def drafts(self) -> list[Draft]:
        """What lexicon and grammar hold for events."""
        return [d for d in self.acts.all(range(len(self.parse.doc))) if not self.surroundings.foreign(d)]

    @cached_property
    def deeds(self) -> set[int]:
        """The nouns among them that tell hostile acts."""
        return {d.index for d in self.drafts if d.type in HOSTILE and self.parse.doc[d.index].pos_ == "NOUN"}

    def stands(self, told: Told) -> bool:
        """Whether a mention says enough to be an event, by the rules."""
        return stands(self.parse, self.parties, told, self.dated)

    def taken(self, party: Party, draft: Draft, others: Sequence[Told], judges: Sequence[Told]) -> frozenset[str]:
        """The sides of an event on which a party hardly is, as it has its part in other acts of the sentence.

        Whom its own phrase names it may well have as well ("condemned the killing of *X*"), and who is accused may be
        its doer ("accuse *the army* of the killing"). ``judges`` are acts at those who did it: who acts there is
        neither its doer nor its victim.
        """
        suffered = {t.event.type for t in others if party.id in t.event.recipients}
        judging = any(party.id in t.event.actors for t in judges)
        triggers = {draft.index, *(t.draft.index for t in others)}
        above = () if party.head is None else (t.i for t in self.parse.doc[party.head].ancestors)
        own = next((i for i in above if i in triggers), None) == draft.index
        sides = {"actors": judging or bool(suffered - {"ACCUSE"}), "recipients": judging or (suffered and not own)}
        return frozenset(side for side, taken in sides.items() if taken)

    def uninvolved(self, kind: EventType, draft: Draft, ruled: Event, parties: Sequence[Party]) -> frozenset[str]:
        """Of those who may be parties of an event of type ``kind``, who the grammar says has no part in it.

        Who foils an attack, whose release is asked for, and whom a demonstration supports.
        """
        found = self._foilers(draft.index) if ruled.outcome == "prevented" else frozenset()
        if kind == "REQUEST":
            found |= self._freed(draft)
        if kind == "PROTEST":
            found |= {p.id for p in parties if p.head is not None and backed(self.parse, p.head)}
        return found

    def _foilers(self, index: int) -> frozenset[str]:
        """Those who prevent the event at a token."""
        verb = preventer(self.parse, index)
        doers = [k for k in self.parse.doc[verb].children if k.dep_ == "nsubj"] if verb is not None else []
        return frozenset(id for k in doers for id in self.targets.resolve(k.i, state=True))

    def _freed(self, draft: Draft) -> frozenset[str]:
        """Those whose release is asked for, of whom nothing is asked."""
        words = lexicon("triggers-classes")["freeing"]
        nouns = [self.parse.doc[i] for i in (draft.index, *draft.words) if self.parse.doc[i].lemma_.lower() in words]
        whose = (g for n in nouns for k in n.children if k.lower_ == "of" for g in k.children)
        return frozenset(id for t in whose for id in self.targets.resolve(t.i, state=False))

    def tell(self, draft: Draft) -> Told:
        """The event of one draft, by the rules."""
        over = self.deeds if draft.type == "PROTEST" else set()
        slots = tuple(s for s in draft.recipients if not over & {*s})  # over his detention: not at him, but at its doer
        doers, doer_heads = self.targets.named(draft.actors, state=False)
        sufferers, sufferer_heads = self.targets.named(slots, state=True, without=doers)
        if not sufferers and not draft.mutual and not draft.verbal:
            sufferers = self.targets.land(slots, doers)
        if draft.mutual and draft.type == "SUPPORT":
            doers, sufferers = (doers, sufferers) if sufferers else (doers[:1], doers[1:])
        elif draft.mutual:
            doers, sufferers = list(dict.fromkeys(doers + sufferers)), []
        factuality: Factuality = "asserted"
        outcome: Outcome = "completed"
        if not draft.settled:
            factuality, outcome = judge(self.parse, draft.index, self.claims)
        arguments = tuple(doer_heads + sufferer_heads)
        attached = self.circumstances.of(draft.index, arguments)
        located = bool(attached.places)
        if not located and draft.type in ON_THE_GROUND:
            attached = self.circumstances.of(draft.index, arguments, on_the_ground=True)
        event = Event(
            id="",
            type=draft.type,  # type: ignore[arg-type]  # the lexicon's types are checked by a test
            mode=draft.mode,
            contexts=self.surroundings.contexts(draft),
            cameo=draft.cameo or plover().code(draft.type, draft.mode),
            trigger=trigger(self.parse, draft),
            evidence=evidence(self.parse, draft.index),
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
        return self.counted(draft, event, located)

    def counted(self, draft: Draft, event: Event, located: bool) -> Told:
        """The event with only the figures that it can count, as its clause tells it, and the country it lies in."""
        parties = (*event.actors, *event.recipients)
        if not event.places and event.type in ON_THE_GROUND and not event.background:
            countries = {a.country for a in self.targets.actors if a.id in parties and a.country}
            event = replace(event, places=self.circumstances.home(countries))
        event = replace(
            event, quantities=tuple(q for q in event.quantities if counts(event.type, self.figures[q], parties))
        )
        return Told(
            event,
            draft,
            self.parse.sentence_of[draft.index],
            self.parse.in_title(draft.index),
            (draft.index, *draft.words),
            located,
            frozenset((q.of, q.value) for id in event.quantities if (q := self.figures[id]).value is not None),
            tuple(id for id in event.times if self.dated[id].type in ("DATE", "TIME")),
        )


def by_sentence(parse: Parse, spans: Iterable[tuple[str, Span]]) -> dict[int, dict[str, list[int]]]:
    """The tokens of each place or time, by sentence and id."""
    found: dict[int, dict[str, list[int]]] = {}
    for id, span in spans:
        for token in parse.tokens(span):
            found.setdefault(parse.sentence_of[token.i], {}).setdefault(id, []).append(token.i)
    return found


# ------------------------------------------------------------------ with the encoder


@dataclass(frozen=True)
class Weighed:
    """A proposal with all that its decisions are made from: what the rules tell, and the encoder's chances."""

    proposal: Proposal
    ruled: Told
    stands: bool
    type: EventType
    share: float
    parties: list[Party]


def decided(scene: Scene, encoded: Encoded) -> list[Told]:
    """The mentions of events that rules and encoder together hold for such, in reading order.

    The encoder takes "four people were killed" for a part of the attack that they were killed in. Where no attack is
    told near it ("during the takeover"), the killing stands by itself.
    """
    found: list[Told] = []
    victims: list[Weighed] = []
    for weighed in weigh(scene, encoded):
        told = decide(weighed, scene, encoded)
        if told is not None:
            found.append(told)
        elif weighed.stands and weighed.proposal.draft.result and weighed.ruled.event.recipients:
            victims.append(weighed)
    for weighed in victims:
        reach = 0 if anew(scene.parse, weighed.proposal.draft.index) else NEAR
        near = [t for t in found if t.event.type == weighed.type and abs(t.sentence - weighed.ruled.sentence) <= reach]
        if not near:
            found.append(decide(weighed, scene, encoded, certain=True))  # type: ignore[arg-type]  # then it is one
        else:
            found = suffered(found, weighed)
    return sorted(found, key=lambda t: t.draft.index)


def suffered(found: Sequence[Told], result: Weighed) -> list[Told]:
    """The events with those whom a result in the same sentence befell among the recipients of the nearest one of its
    type: "attacked a bus, killing *twelve passengers*"."""
    index = result.proposal.draft.index
    beside = [t for t in found if t.event.type == result.type and t.sentence == result.ruled.sentence]
    cause = min(beside, key=lambda t: abs(t.draft.index - index), default=None)
    if cause is None:
        return list(found)
    parties = (*cause.event.actors, *cause.event.recipients)
    more = tuple(id for id in parties_of(result)[1] if id not in parties)
    event = replace(cause.event, recipients=(*cause.event.recipients, *more))
    return [replace(cause, event=event) if t is cause else t for t in found]


def weigh(scene: Scene, encoded: Encoded) -> Iterator[Weighed]:
    """Every proposal of the rules and of the encoder, in reading order."""
    proposals = [
        p
        for p in propose(encoded, scene.acts, scene.drafts)
        if p.ruled or not scene.surroundings.foreign(p.draft)  # sport, accidents, business: the words mean other things
        if not labelled(scene.parse, p.draft)
    ]
    told = [scene.tell(p.draft) for p in proposals]
    acts: dict[int, list[Told]] = {}  # what the rules hold for acts, by sentence
    for proposal, ruled in zip(proposals, told, strict=True):
        if proposal.ruled:
            acts.setdefault(ruled.sentence, []).append(ruled)
    for proposal, ruled in zip(proposals, told, strict=True):
        kind, share = type_of(encoded, proposal)
        sides = {"actors": ruled.event.actors, "recipients": ruled.event.recipients}
        found = candidates(encoded, proposal.at, scene.targets, sides, scene.parties.mentions)
        others = [t for t in acts.get(ruled.sentence, ()) if t.event.type != kind]
        above = set(scene.parse.doc[proposal.draft.index].ancestors) if governed(scene.parse, proposal.draft) else set()
        judges = [t for t in others if t.event.type in JUDGING and scene.parse.doc[t.draft.index] in above]
        aside = scene.uninvolved(kind, proposal.draft, ruled.event, found)
        found = [p for p in found if p.id not in aside]
        for party in found:
            party.taken = scene.taken(party, proposal.draft, others, judges)
            ascribed = party.head is not None and blamed(scene.parse, party.head)  # "an attack ascribed to X"
            if ascribed or proposal.draft.mutual:  # of a mutual act, either side does it to the other
                party.join_sides()
        yield Weighed(proposal, ruled, scene.stands(ruled), kind, share, found)


def decide(weighed: Weighed, scene: Scene, encoded: Encoded, certain: bool = False) -> Told | None:
    """The event that a proposal makes, or ``None`` where it is none; ``certain``: where it is known to be one."""
    proposal, ruled = weighed.proposal, weighed.ruled.event
    doers, sufferers = parties_of(weighed)
    event = replace(ruled, type=weighed.type, actors=tuple(doers), recipients=tuple(sufferers))
    likely = chance(event_features(proposal, ruled, event, weighed.stands), decisions()["event"])
    if not certain and not enough(proposal, ruled, event, likely, weighed.stands):
        return None
    draft, kind = proposal.draft, weighed.type
    mode = mode_of(encoded, proposal.at, kind, draft.mode if draft.type == kind else None)
    same = (draft.type, draft.mode) == (kind, mode)
    draft = draft if same else replace(draft, type=kind, mode=mode, cameo=None)
    manner = encoded.manner(proposal.at)
    number = scene.parse.sentence_of[proposal.at]
    first, _ = encoded.sentence(proposal.at)
    heads = encoded.roles(proposal.at)
    factuality, outcome = standing(manner, ruled)
    own = partial(scene.circumstances.own, draft.index)
    spots = attach(heads["places"], first, own(scene.spots.get(number, {})), ruled.places, "places")
    spots = scene.circumstances.finest(spots)
    sure = confidence_features(likely, weighed.share, doers, sufferers)
    event = replace(
        event,
        type=kind,
        mode=mode,
        contexts=scene.surroundings.contexts(draft),
        cameo=draft.cameo or plover().code(kind, mode),
        places=spots,
        times=attach(heads["times"], first, own(scene.moments.get(number, {})), ruled.times, "times"),
        factuality=factuality,
        outcome=outcome,
        background=chance(circumstance_features(manner.background, ruled.background), decisions()["background"]) > 0.5,
        confidence=trusted(sure, "confidence"),
        why=(*draft.why, f"encoder: {kind} {weighed.share:.2f}, an event {likely:.2f}"),
    )
    return scene.counted(draft, event, weighed.ruled.located or bool(set(spots) - set(ruled.places)))


def standing(manner: Manner, ruled: Event) -> tuple[Factuality, Outcome]:
    """Factuality and outcome by encoder and rules; what was prevented is too rare for the encoder to have a say."""
    if ruled.outcome == "prevented":
        return ruled.factuality, ruled.outcome
    factuality = best_of(manner.factuality, ruled.factuality, decisions()["factuality"])
    return factuality, best_of(manner.outcome, ruled.outcome, decisions()["outcome"])


def trusted(features: Mapping[str, float], decision: str) -> float:
    """A chance in hundredths, never certain."""
    return round(min(0.99, max(0.01, chance(features, decisions()[decision]))), 2)


def parties_of(weighed: Weighed) -> tuple[dict[str, float], dict[str, float]]:
    """The chosen actors and recipients with their chances, those of the rules first; nobody is on both sides."""
    doers, sufferers = (choose(weighed.parties, side) for side in ("actors", "recipients"))
    sufferers = {id: p for id, p in sufferers.items() if p > doers.get(id, 0.0)}
    if weighed.type in MOVING and weighed.proposal.draft.mode != "release":  # "withdrew its troops"
        own = {p.id for p in weighed.parties if p.owners & doers.keys()}
        sufferers = {id: p for id, p in sufferers.items() if id not in own}
    order = list(dict.fromkeys((*(p.id for p in weighed.parties), *doers, *sufferers)))
    doers = {id: doers[id] for id in order if id in doers and id not in sufferers}
    sufferers = {id: sufferers[id] for id in order if id in sufferers}
    if weighed.proposal.draft.mutual and weighed.type == "SUPPORT" and doers and not sufferers:
        first, *rest = doers.items()  # as the rules have it
        return dict([first]), dict(rest)
    return doers, sufferers


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
