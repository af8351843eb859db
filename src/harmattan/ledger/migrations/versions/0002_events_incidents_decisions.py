"""What readings say, flattened for filters; statements, incidents and decisions; full-text search.

What older ledgers hold is flattened when they are next opened: `harmattan.ledger.keeping`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "actors",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("country", sa.Text),
        sa.Column("sectors", sa.Text, nullable=False),
        sa.Column("wikidata", sa.Text),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "anchors",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("geonameid", sa.Integer),
        sa.Column("country", sa.Text),
        sa.Column("admin1", sa.Text),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("precision", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "writes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "actor_names",
        sa.Column("actor", sa.Integer, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"]),
        sa.PrimaryKeyConstraint("actor", "folded"),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("report", sa.Integer, nullable=False),
        sa.Column("local", sa.Text, nullable=False),
        sa.Column("source_kind", sa.Text, nullable=False),
        sa.Column("stance", sa.Text, nullable=False),
        sa.Column("quoted", sa.Boolean, nullable=False),
        sa.Column("cue", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("report", "local"),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("anchor", sa.Text),
        sa.Column("other", sa.Text),
        sa.Column("field", sa.Text),
        sa.Column("value", sa.JSON(none_as_null=True)),
        sa.Column("undoes", sa.Integer),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("write", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["undoes"], ["decisions.id"]),
        sa.ForeignKeyConstraint(["write"], ["writes.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("decisions_by_anchor", "decisions", ["anchor"], unique=False)
    op.create_index("decisions_by_other", "decisions", ["other"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("mode", sa.Text),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("earliest", sa.Text),
        sa.Column("latest", sa.Text),
        sa.Column("record", sa.JSON, nullable=False),
        sa.Column("first_seen", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("gone", sa.Integer),
        sa.Column("successor", sa.Integer),
        sa.ForeignKeyConstraint(["changed"], ["writes.id"]),
        sa.ForeignKeyConstraint(["first_seen"], ["writes.id"]),
        sa.ForeignKeyConstraint(["gone"], ["writes.id"]),
        sa.ForeignKeyConstraint(["successor"], ["incidents.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("incidents_by_change", "incidents", ["changed"], unique=False)
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("report", sa.Integer, nullable=False),
        sa.Column("anchor", sa.Integer, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("source", sa.Integer),
        sa.Column("source_kind", sa.Text),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("first_seen", sa.Integer, nullable=False),
        sa.Column("last_seen", sa.Integer, nullable=False),
        sa.Column("gone", sa.Integer),
        sa.ForeignKeyConstraint(["anchor"], ["anchors.id"]),
        sa.ForeignKeyConstraint(["first_seen"], ["writes.id"]),
        sa.ForeignKeyConstraint(["gone"], ["writes.id"]),
        sa.ForeignKeyConstraint(["last_seen"], ["writes.id"]),
        sa.ForeignKeyConstraint(["report"], ["reports.id"]),
        sa.ForeignKeyConstraint(["source"], ["actors.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("statements_by_event", "statements", ["report", "anchor"], unique=False)
    op.create_table(
        "claim_sources",
        sa.Column("claim", sa.Integer, nullable=False),
        sa.Column("actor", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"]),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"]),
        sa.PrimaryKeyConstraint("claim", "actor"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("report", sa.Integer, nullable=False),
        sa.Column("anchor", sa.Integer, nullable=False),
        sa.Column("local", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("mode", sa.Text),
        sa.Column("contexts", sa.Text, nullable=False),
        sa.Column("cameo", sa.Text),
        sa.Column("factuality", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("background", sa.Boolean, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("earliest", sa.Text),
        sa.Column("latest", sa.Text),
        sa.Column("dated", sa.Text, nullable=False),
        sa.Column("place", sa.Integer),
        sa.Column("trigger", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("decided", sa.Text),
        sa.Column("incident", sa.Integer),
        sa.Column("status", sa.Text),
        sa.Column("pending", sa.Boolean, nullable=False),
        sa.Column("first_seen", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("gone", sa.Integer),
        sa.ForeignKeyConstraint(["anchor"], ["anchors.id"]),
        sa.ForeignKeyConstraint(["changed"], ["writes.id"]),
        sa.ForeignKeyConstraint(["first_seen"], ["writes.id"]),
        sa.ForeignKeyConstraint(["gone"], ["writes.id"]),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"]),
        sa.ForeignKeyConstraint(["place"], ["places.id"]),
        sa.ForeignKeyConstraint(["report"], ["reports.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("report", "anchor"),
    )
    op.create_index("events_by_anchor", "events", ["anchor"], unique=False)
    op.create_index("events_by_change", "events", ["changed"], unique=False)
    op.create_index("events_by_incident", "events", ["incident"], unique=False)
    op.create_index(
        "events_pending",
        "events",
        ["id"],
        unique=False,
        sqlite_where=sa.text("pending"),
        postgresql_where=sa.text("pending"),
    )
    op.create_table(
        "claim_events",
        sa.Column("claim", sa.Integer, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"]),
        sa.ForeignKeyConstraint(["event"], ["events.id"]),
        sa.PrimaryKeyConstraint("claim", "event"),
    )
    op.create_index("claim_events_by_event", "claim_events", ["event"], unique=False)
    op.create_table(
        "event_actors",
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("actor", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["actor"], ["actors.id"]),
        sa.ForeignKeyConstraint(["event"], ["events.id"]),
        sa.PrimaryKeyConstraint("event", "role", "actor"),
    )
    op.create_index("event_actors_by_actor", "event_actors", ["actor"], unique=False)
    op.create_table(
        "event_keys",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.id"]),
        sa.PrimaryKeyConstraint("key", "event"),
    )
    op.create_index("event_keys_by_event", "event_keys", ["event"], unique=False)
    op.create_table(
        "event_places",
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.id"]),
        sa.ForeignKeyConstraint(["place"], ["places.id"]),
        sa.PrimaryKeyConstraint("event", "place"),
    )
    op.create_table(
        "incident_members",
        sa.Column("incident", sa.Integer, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer),
        sa.ForeignKeyConstraint(["event"], ["events.id"]),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"]),
        sa.ForeignKeyConstraint(["since"], ["writes.id"]),
        sa.ForeignKeyConstraint(["until"], ["writes.id"]),
        sa.PrimaryKeyConstraint("incident", "event", "since"),
    )
    op.create_index("incident_members_by_event", "incident_members", ["event"], unique=False)
    op.add_column("standing", sa.Column("title", sa.Text))
    op.add_column("standing", sa.Column("outlet", sa.Text))
    op.add_column("standing", sa.Column("published", sa.Text))
    op.add_column("standing", sa.Column("flat", sa.Integer, server_default="0", nullable=False))
    op.create_index("standing_by_flat", "standing", ["flat"], unique=False)

    if sqlite:
        tokens = "content='', tokenize='porter unicode61 remove_diacritics 2'"
        op.execute(f"CREATE VIRTUAL TABLE report_search USING fts5(words, {tokens})")
        op.execute(f"CREATE VIRTUAL TABLE event_search USING fts5(words, {tokens})")
    else:
        for table in ("report_search", "event_search"):
            op.execute(f"CREATE TABLE {table} (id integer PRIMARY KEY, words tsvector NOT NULL)")
            op.execute(f"CREATE INDEX {table}_words ON {table} USING gin (words)")
