"""Actors: who is named or described in a report, one record for each referent."""

from __future__ import annotations

from harmattan.knowledge import Knowledge
from harmattan.model import Actor, Place
from harmattan.reading.actors.cast import Cast
from harmattan.reading.actors.names import find_names
from harmattan.reading.actors.nominals import add_nominals
from harmattan.reading.actors.organizations import add_organizations
from harmattan.reading.actors.people import add_people
from harmattan.reading.actors.states import add_states
from harmattan.reading.syntax import Parse


def find_actors(parse: Parse, knowledge: Knowledge, places: list[Place]) -> list[Actor]:
    """Everybody that a report names or describes, with all names and descriptions; pronouns come later.

    A state is an actor only where it acts or is acted upon, not where its name is a place. Ids are ``a1`` … in reading
    order.
    """
    names = find_names(parse, knowledge.actors, places)
    cast = Cast(parse, knowledge.actors, names, places)
    add_organizations(cast)
    add_people(cast)
    add_nominals(cast)
    add_states(cast)
    return cast.actors()
