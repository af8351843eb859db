"""Whether two events can be one happening, and how much speaks for it.

What speaks for it is summed up, in no particular unit; `SAME` is the sum from which two events are joined, and `chance`
turns a sum into a probability. Both were set on the even-numbered topics of ECB+: see docs/situation.md.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import product

from harmattan.situation.happenings import Happening, Party, Spot, matching
from harmattan.situation.words import alike, rarity

MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})  # types in which either party may be named first
SLACK = timedelta(days=1)  # reports of one night's raid give two dates
FRESH = timedelta(days=3)  # two reports so close in time most likely tell of the same news
STALE = timedelta(days=14)  # two reports further apart more likely tell of two happenings
OLD = timedelta(days=60)  # two reports so far apart that name no date tell of two happenings
LASTING = timedelta(days=540)  # a state that lasts may be told of so much later
SAME = 4.2
UNLIKE = -3.0  # what speaks against one happening and may be misread; a group with enough in favour outweighs it
WITHIN_REPORT = 0.85  # probability of two events of one report that are joined: 19 of 22 on ECB+
EVEN, SLOPE = 5.5, 0.5  # of the logistic curve that was fitted to pairs of the even-numbered topics of ECB+
STORY, WORDS, TRIGGER, MODE, CONTEXT, COUNT, OTHER_COUNT = 9.0, 2.5, 0.7, 0.4, 0.8, 0.8, -0.4
ALIKE = 0.5  # cosine of two reports beyond which they are of one genre as likely as of one story
SPOKEN = -0.3  # acts in words are many: what they are about must be alike, not who speaks
LASTS = 0.8  # whose men are where makes a lasting state one, whatever the day
UNREAL = -1.0  # what nobody says to happen is asked about in many places
UNDATED = -0.4  # neither tells when: any two alike ones may meet
LATER = -0.6  # news of other days that names no date tells of its own day
AGAIN = -1.0  # plans that were news at different times may be two
OLDER = -0.5  # background without a date may be any of several
VERBAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
SPECIAL = 3.5  # rarity of a word for an act of speech that is more than "accuse" or "demand"
TELLING = 3.0  # rarity of a word in a name that is more than "countries" or "people"
NEAR = 25.0  # km within which two exact places may be one
NEARBY = 500  # characters between two mentions of one happening in a report
APART = 60.0  # km beyond which they cannot be
EXACT = frozenset({"point", "settlement", "admin2"})
ARMED = frozenset({"MIL", "REB", "PRM", "UAF", "COP", "SPY", "CRM"})
ANYBODY = frozenset({"UAF", "CRM"})  # "a gunman" may be the "former employee" of another report
FORCES, REBELS = frozenset({"MIL", "COP", "SPY", "GOV"}), frozenset({"REB", "CRM"})
WITHIN = 0.5  # parties that one report must share to tell a happening twice in the same word
BLAMED = -1.5  # different actors blamed, when all else fits
CALLED = -0.8  # victims called differently, when all else fits
OTHER_NAME = -0.5  # two names that nothing connects


def chance(score: float) -> float:
    """The probability that two events with this sum are one, from 0 to 1."""
    return 1 / (1 + math.exp(-SLOPE * (score - EVEN)))


def likeness(a: Happening, b: Happening) -> float | None:
    """How much speaks for one happening, or ``None`` when it cannot be one; the same for ``(b, a)``.

    Two events cannot be one when their types, modes or ordinals differ, or their parties or days exclude each other.
    Those in two places, and two of one report that nothing joins, are `UNLIKE`. A denial and what it denies, a plan and
    what came of it, are one.
    """
    if b.order < a.order:
        a, b = b, a
    if a.type != b.type or not _modes_fit(a, b) or (a.ordinal and b.ordinal and a.ordinal != b.ordinal):
        return None
    time, place = _time(a, b), _place(a, b)
    who = _sides(a, b)
    if time is None or who is None:
        return None
    if place is None:
        return UNLIKE
    if a.report == b.report:
        return _within(a, b, who)
    spoken = a.type in VERBAL
    words = alike(a.content, b.content) if spoken else alike(a.evidence, b.evidence)
    story = alike(a.story, b.story)
    same_word = any(not spoken or rarity(word) >= SPECIAL for word in a.trigger & b.trigger)
    total = who + time + place + STORY * min(story, ALIKE) + WORDS * words + TRIGGER * same_word + _counts(a, b)
    total += MODE * (a.event.mode is not None and a.event.mode == b.event.mode) + SPOKEN * spoken
    total += UNREAL * ("hypothetical" in (a.event.factuality, b.event.factuality))
    total += CONTEXT * _shared(a.event.contexts, b.event.contexts)
    return round(total, 6)


def _within(a: Happening, b: Happening, who: float) -> float:
    """Two events of one report are two, unless one is the headline's, or denies the other, or is the same state."""
    headline = (a.event.trigger.place == "title") != (b.event.trigger.place == "title")
    same_word = bool(a.trigger & b.trigger)
    if headline and (who >= 0.6 or same_word):
        return SAME + 0.5 + 0.1 * who
    if a.denied != b.denied and who >= 0.3:
        return SAME + 0.5
    if a.type == "ASSAULT" and _side(a.recipients, b.recipients) is None:
        return SAME + 0.1
    if a.standing and b.standing and who >= 0.8 and not (a.denied or b.denied):
        return SAME + 0.2
    if a.event.mode and a.event.mode == b.event.mode and (_bare(a) or _bare(b)) and not a.denied and not b.denied:
        return SAME + 0.1 if a.event.background == b.event.background else UNLIKE
    near = abs(a.event.trigger.start - b.event.trigger.start) < NEARBY
    if who >= 0.8 and near and a.event.factuality == b.event.factuality and alike(a.evidence, b.evidence) >= 0.1:
        return SAME
    if who >= WITHIN and same_word and a.event.factuality == b.event.factuality and a.days == b.days:
        return SAME
    return UNLIKE


def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """The share of telling contexts in common: a coup and a search both seize, but only one is about institutions."""
    first, second = ({*contexts} - {*matching()["plain_contexts"]} for contexts in (a, b))
    return len(first & second) / len(first | second) if first and second else 0.0


def _bare(event: Happening) -> bool:
    """A happening that is only named: "the coup"."""
    return not event.actors and not event.recipients


def _modes_fit(a: Happening, b: Happening) -> bool:
    return a.event.mode is None or b.event.mode is None or a.event.mode == b.event.mode


# ------------------------------------------------------------------ when


def _time(a: Happening, b: Happening) -> float | None:
    """Dates that meet speak for it; told dates that do not meet forbid it, guessed ones speak against it."""
    first, second = a.window, b.window
    if not first or not second:
        return LASTS if a.standing and b.standing else 0.0 if first or second else UNDATED
    gap = max(first[0] - second[1], second[0] - first[1])
    if a.days and b.days:
        longest = max(first[1] - first[0], second[1] - second[0])
        if gap > (SLACK if longest <= timedelta(days=7) else timedelta(0)):
            return None
        return 1.0 if longest <= timedelta(days=2) else 0.7 if longest <= timedelta(days=8) else 0.2
    if _foretold(a, b) or _foretold(b, a):
        return None
    if a.standing and b.standing:
        return None if gap > LASTING else LASTS
    if gap > OLD:
        return None
    if gap > timedelta(0):
        return -2.5 if gap > STALE else -1.0 if gap > FRESH else -0.3
    if a.planned and b.planned and a.published and b.published and abs(a.published - b.published) > OLD:
        return AGAIN
    if a.event.background or b.event.background:
        told = a.days or b.days
        return OLDER if told is None else 0.3
    if a.days or b.days:
        return 0.0
    return 0.6 if _fresh(a.published, b.published) else LATER


def _foretold(a: Happening, b: Happening) -> bool:
    """Whether a report tells as done what another says to have happened after it was published."""
    done = a.event.factuality == "asserted" and a.published is not None
    return bool(done and b.days and a.published and b.days[0] > a.published + SLACK)


def _fresh(a: date | None, b: date | None) -> bool:
    return a is not None and b is not None and abs(a - b) <= FRESH


# ------------------------------------------------------------------ where


def _place(a: Happening, b: Happening) -> float | None:
    """Same town speaks for it, two towns against it; a country says little."""
    if not a.spots or not b.spots:
        return 0.0
    shared = {s.key for s in a.spots} & {s.key for s in b.spots}
    if shared:
        return 0.8 if any(s.precision in EXACT for s in a.spots if s.key in shared) else 0.3
    fits = [_spots(x, y) for x, y in product(a.spots, b.spots)]
    return max((fit for fit in fits if fit is not None), default=None)


def _spots(a: Spot, b: Spot) -> float | None:
    if a.country and b.country and a.country != b.country:
        return None
    if a.precision in EXACT and b.precision in EXACT:
        apart = distance(a, b)
        return None if apart is None or apart > APART else 0.3 if apart <= NEAR else -0.3
    if a.admin1 and b.admin1:
        return 0.3 if a.admin1 == b.admin1 else None
    return 0.1


def distance(a: Spot, b: Spot) -> float | None:
    """Kilometres between two places along the great circle; ``None`` where one has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    return kilometres((a.latitude, a.longitude), (b.latitude, b.longitude))


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points ``(latitude, longitude)`` in degrees."""
    (la, lo), (lb, mo) = (tuple(map(math.radians, point)) for point in (a, b))
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin((mo - lo) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


# ------------------------------------------------------------------ who


def _sides(a: Happening, b: Happening) -> float | None:
    if a.type in MUTUAL and (a.recipients or b.recipients):
        return _mutual(a, b)
    who, whom = _side(a.actors, b.actors), _side(a.recipients, b.recipients)
    if who is None and whom is not None:
        return BLAMED + whom if _claimed(a, b) and a.report != b.report else None
    if who is not None and whom is None:
        return CALLED + who if who >= 0.6 and _called_otherwise(a, b) else None
    return None if who is None or whom is None else who + whom


def _mutual(a: Happening, b: Happening) -> float | None:
    """Parties of an act in which either may be named first."""
    if not (a.actors and a.recipients and b.actors and b.recipients):
        return _side(a.actors + a.recipients, b.actors + b.recipients)
    fits = [
        (_side(a.actors, b.actors), _side(a.recipients, b.recipients)),
        (_side(a.actors, b.recipients), _side(a.recipients, b.actors)),
    ]
    return max((x + y for x, y in fits if x is not None and y is not None), default=None)


def _claimed(a: Happening, b: Happening) -> bool:
    """Whether who is in it may be told differently: somebody claims it, and day and town are the same."""
    exact = {s.key for s in a.spots if s.precision in EXACT} & {s.key for s in b.spots}
    told = any(h.event.claims for h in (a, b)) and a.type in ("ASSAULT", "COERCE")
    return told and bool(exact) and bool(a.window and b.window)


def _called_otherwise(a: Happening, b: Happening) -> bool:
    """Whether two sources only call those who suffered it differently: one's "men" are the other's "terrorists"."""
    claims = set(a.event.claims), set(b.event.claims)
    apart = a.report != b.report or (claims[0] and claims[1] and not claims[0] & claims[1])
    return bool(apart) and _claimed(a, b) and not any(p.named for p in a.recipients + b.recipients)


def _side(first: tuple[Party, ...], second: tuple[Party, ...]) -> float | None:
    """1 for a shared actor, less for parties of one country, 0 where it is open, ``None`` where they differ."""
    if not first or not second:
        return 0.0
    fits = [kin(x, y) for x, y in product(first, second)]
    return max((fit for fit in fits if fit is not None), default=None)


def kin(a: Party, b: Party) -> float | None:
    """How well two actors fit each other, from 0 to 1; ``None`` when they cannot be one or act for each other."""
    if a.key == b.key:
        return 1.0 if a.named or a.country else 0.6
    if a.country and b.country and a.country != b.country:
        return None
    if a.key in b.within or b.key in a.within:
        return 0.9  # "units of Wagner" and "Wagner"
    if a.kind == b.kind == "person" and a.named and b.named:
        return 0.8 if a.name & b.name else None  # "Lohan" and "Lindsay Lohan"; somebody by name is nobody else
    if set(a.within) & set(b.within):
        return 0.9
    if a.state and a.state == b.state:
        return 0.8  # a state, its government, its army, its minister
    if a.country and b.country:
        if not a.sectors or not b.sectors:
            return 0.4
        return 0.6 if a.sectors & b.sectors else 0.0 if _fit(a, b) else None
    if a.sectors and b.sectors and not _fit(a, b):
        return None
    if "person" in (a.kind, b.kind) and (a.named and b.named):
        return 0.3 if a.name & b.name else None
    if any(rarity(word) >= TELLING for word in a.name & b.name):
        return 0.5
    if a.named and b.named and not a.name & b.name:
        return None if a.kind == b.kind == "organization" else OTHER_NAME
    return 0.3 if a.sectors & b.sectors else 0.0


def _fit(a: Party, b: Party) -> bool:
    """Whether both bear arms or neither does, and not one for a state and the other against it.

    Who is not known by name, and bears arms for nobody, may be anybody.
    """
    if (a.sectors <= FORCES and b.sectors <= REBELS) or (b.sectors <= FORCES and a.sectors <= REBELS):
        return False
    armed, other = (a, b) if a.sectors & ARMED else (b, a)
    if bool(armed.sectors & ARMED) == bool(other.sectors & ARMED):
        return True
    return armed.sectors <= ANYBODY and not (a.named and b.named)


# ------------------------------------------------------------------ how many


def _counts(a: Happening, b: Happening) -> float:
    """The same number of the same speaks for it; other numbers, which may be a dispute, speak a little against it."""
    found = [
        COUNT if x == y else COUNT / 2 if abs(x - y) <= 0.1 * max(x, y) else OTHER_COUNT
        for (of, x), (other, y) in product(a.counts, b.counts)
        if of == other and max(x, y) > 1
    ]
    return max(found, default=0.0)
