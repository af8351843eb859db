"""Who "he", "they", "the minister" and "our soldiers" are: references to actors that were named before.

Precision goes before recall: a reference with no clear antecedent stays an actor of its own (a noun) or is left out
(a pronoun).
"""

from __future__ import annotations

from harmattan.knowledge import Knowledge
from harmattan.model import Actor
from harmattan.reading.coreference.figures import Figures
from harmattan.reading.coreference.pronouns import link_owned, link_pronouns
from harmattan.reading.coreference.renamings import (
    link_counts,
    link_descriptions,
    link_headline,
    link_repeated,
    link_sent,
    link_suspects,
)
from harmattan.reading.syntax import Parse


def resolve_references(parse: Parse, knowledge: Knowledge, actors: list[Actor]) -> list[Actor]:
    """The same actors with pronouns and later descriptions added to them; ids stay in reading order."""
    figures = Figures(parse, actors, knowledge.actors)
    link_descriptions(figures, knowledge.actors)
    link_headline(figures, knowledge.actors)
    link_repeated(figures)
    link_suspects(figures)
    link_sent(figures)
    link_counts(figures, knowledge.actors)
    link_pronouns(figures)
    link_owned(figures)
    link_counts(figures, knowledge.actors)  # "its soldiers" have their country only now
    return figures.actors()
