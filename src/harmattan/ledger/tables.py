"""What the ledger keeps. A change here needs a migration, and a test fails where the two differ.

Three layers: what came in (texts, reports, revisions, readers, readings, standing), what it says, flattened so that it
can be filtered (actors, places, events, claims, statements), and what was made of it (incidents, decisions). The words
of events and reports are indexed for full-text search in two tables more, which each database makes in its own way
(`search.py`). Times are ISO, UTC; days are ISO dates.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from harmattan.ledger.words import Words

VERSIONS = ("0001", "0002", "0003")
"""Every version a ledger file can have, oldest first: the names of the migrations."""

metadata = MetaData()

# ------------------------------------------------------------------ what came in

texts = Table(
    "texts",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of the text
    Column("text", Words, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # the report's own id as JSON: 7 and "7" are two reports
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("reports.id"), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, … within the report
    Column("digest", Text, nullable=False),  # of text and record together
    Column("content", Text, nullable=False),  # of what determines the reading: see `content_digest`
    Column("text", ForeignKey("texts.digest"), nullable=False),
    Column("record", Words, nullable=False),  # JSON: the report's other fields
    Column("added", Text, nullable=False),  # ISO time, UTC
    UniqueConstraint("report", "number"),
    UniqueConstraint("report", "digest"),
)

readers = Table(
    "readers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("knowledge", Text, nullable=False),
    UniqueConstraint("version", "model", "knowledge"),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("content", Text, nullable=False),
    Column("reader", ForeignKey("readers.id"), nullable=False),
    Column("body", Words, nullable=False),  # JSON: the contract's reading without its report and reader
    Column("why", Words, nullable=False),  # JSON: the rules that coded each event, by event id
    Column("added", Text, nullable=False),
    UniqueConstraint("content", "reader"),
)

# Which revision and which reading of it stand for a report now: those that were added last.
standing = Table(
    "standing",
    metadata,
    Column("report", ForeignKey("reports.id"), primary_key=True),
    Column("revision", ForeignKey("revisions.id"), nullable=False),
    Column("reading", ForeignKey("readings.id"), nullable=False),
    Column("title", Words),
    Column("outlet", Words),
    Column("published", Text),  # ISO date
    Column("flat", Integer, nullable=False, server_default="0"),  # the version of the rules that flattened it
)

# One row for each transaction that changed anything, numbered without gaps in the order of their commits.
writes = Table(
    "writes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("token", Text, nullable=False),  # random: tells this history from another with the same numbers
)

# ------------------------------------------------------------------ what it says

actors = Table(
    "actors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Words, nullable=False, unique=True),  # Wikidata id, or name and country
    Column("name", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
    Column("sectors", Text, nullable=False),  # separated by spaces
    Column("wikidata", Text),
)

actor_names = Table(
    "actor_names",
    metadata,
    Column("actor", ForeignKey("actors.id"), primary_key=True),
    Column("folded", Words, primary_key=True),  # a name that a report gives it, folded, a space at either end
)

places = Table(
    "places",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Words, nullable=False, unique=True),  # GeoNames id, or name and country
    Column("name", Words, nullable=False),
    Column("folded", Words, nullable=False),
    Column("geonameid", Integer),
    Column("country", Text),
    Column("admin1", Words),
    Column("latitude", Float),  # WGS 84 degrees
    Column("longitude", Float),
    Column("precision", Text, nullable=False),
)

# A trigger's words in a text, whatever found them: `anchors.py`.
anchors = Table(
    "anchors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("reports.id"), nullable=False),
    Column("anchor", ForeignKey("anchors.id"), nullable=False),
    Column("local", Text, nullable=False),  # its id in the reading that stands: e4
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("contexts", Text, nullable=False),  # separated by spaces
    Column("cameo", Text),
    Column("factuality", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("background", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("earliest", Text),  # its first and last possible day …
    Column("latest", Text),
    Column("dated", Text, nullable=False),  # … and how that is known: told, published or unknown
    Column("place", ForeignKey("places.id")),  # the most exact of its places
    Column("trigger", Words, nullable=False),
    Column("evidence", Words, nullable=False),
    Column("part", Text, nullable=False),  # of the report in which the evidence lies: text or title
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("digest", Text, nullable=False),  # of all that the event says: tells whether anything changed
    Column("decided", Text),  # accepted, rejected or corrected by hand
    Column("incident", ForeignKey("incidents.id")),
    Column("status", Text),  # of its incident
    Column("pending", Boolean, nullable=False),  # waits to be gathered into an incident
    Column("first_seen", ForeignKey("writes.id"), nullable=False),
    Column("changed", ForeignKey("writes.id"), nullable=False),
    Column("gone", ForeignKey("writes.id")),  # since when the standing reading no longer has it
    UniqueConstraint("report", "anchor"),
)

event_actors = Table(
    "event_actors",
    metadata,
    Column("event", ForeignKey("events.id"), primary_key=True),
    Column("role", Text, primary_key=True),  # actor or recipient
    Column("actor", ForeignKey("actors.id"), primary_key=True),
    Column("position", Integer, nullable=False),
)

event_places = Table(
    "event_places",
    metadata,
    Column("event", ForeignKey("events.id"), primary_key=True),
    Column("place", ForeignKey("places.id"), primary_key=True),
    Column("position", Integer, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("reports.id"), nullable=False),
    Column("local", Text, nullable=False),  # its id in the reading that stands: c4
    Column("source_kind", Text, nullable=False),
    Column("stance", Text, nullable=False),
    Column("quoted", Boolean, nullable=False),
    Column("cue", Words),
    Column("content", Words, nullable=False),
    Column("part", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    UniqueConstraint("report", "local"),
)

claim_sources = Table(
    "claim_sources",
    metadata,
    Column("claim", ForeignKey("claims.id"), primary_key=True),
    Column("actor", ForeignKey("actors.id"), primary_key=True),
    Column("position", Integer, nullable=False),
)

claim_events = Table(
    "claim_events",
    metadata,
    Column("claim", ForeignKey("claims.id"), primary_key=True),
    Column("event", ForeignKey("events.id"), primary_key=True),
)

# Every value of every field of an event: who gave it, in which report, and since when the ledger knows it.
statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report", ForeignKey("reports.id"), nullable=False),
    Column("anchor", ForeignKey("anchors.id"), nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Words, nullable=False),
    Column("source", ForeignKey("actors.id")),  # none: the report's own voice, or a source without a name
    Column("source_kind", Text),  # none: the report's own voice
    Column("part", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("first_seen", ForeignKey("writes.id"), nullable=False),
    Column("last_seen", ForeignKey("writes.id"), nullable=False),
    Column("gone", ForeignKey("writes.id")),
)

# ------------------------------------------------------------------ what was made of it

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("status", Text, nullable=False),
    Column("earliest", Text),
    Column("latest", Text),
    Column("record", JSON, nullable=False),  # whatever else the situation says of it
    Column("first_seen", ForeignKey("writes.id"), nullable=False),
    Column("changed", ForeignKey("writes.id"), nullable=False),
    Column("gone", ForeignKey("writes.id")),  # since when it is no incident of its own …
    Column("successor", ForeignKey("incidents.id")),  # … and which one its events went to; none: a tombstone
)

# Which events an incident holds and held. One row without `until` for each event that is in an incident now.
incident_members = Table(
    "incident_members",
    metadata,
    Column("incident", ForeignKey("incidents.id"), primary_key=True),
    Column("event", ForeignKey("events.id"), primary_key=True),
    Column("since", ForeignKey("writes.id"), primary_key=True),
    Column("until", ForeignKey("writes.id")),
)

# By which keys an event is found by others that may tell of the same happening; the situation makes them.
event_keys = Table(
    "event_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("event", ForeignKey("events.id"), primary_key=True),
)

# What the situation noted of an event of a reading, so that it need not be worked out of the reading again.
event_notes = Table(
    "event_notes",
    metadata,
    Column("reading", ForeignKey("readings.id"), primary_key=True),
    Column("event", Text, primary_key=True),  # its id in that reading: e4
    Column("note", Words, nullable=False),  # JSON
)

# By which rules something was made: "incidents" by those of the situation.
rules = Table(
    "rules",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # accept, reject, correct, merge, split or undo
    Column("anchor", Text),  # the event it is about
    Column("other", Text),  # the second event of a merge or split
    Column("field", Text),  # what is corrected …
    Column("value", JSON(none_as_null=True)),  # … and to what
    Column("undoes", ForeignKey("decisions.id")),
    Column("by", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("at", Text, nullable=False),
    Column("write", ForeignKey("writes.id"), nullable=False),
)

Index("revisions_by_content", revisions.c.content)
Index("standing_by_flat", standing.c.flat)
Index("events_by_anchor", events.c.anchor)
Index("events_by_change", events.c.changed)
Index("events_by_incident", events.c.incident)
Index(
    "events_pending",
    events.c.id,
    sqlite_where=text("pending"),
    postgresql_where=text("pending"),
)
Index("event_actors_by_actor", event_actors.c.actor)
Index("claim_events_by_event", claim_events.c.event)
Index("statements_by_event", statements.c.report, statements.c.anchor)
Index("incident_members_by_event", incident_members.c.event)
Index("incidents_by_change", incidents.c.changed)
Index("event_keys_by_event", event_keys.c.event)
Index("decisions_by_anchor", decisions.c.anchor)
Index("decisions_by_other", decisions.c.other)
