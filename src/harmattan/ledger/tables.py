"""What the ledger keeps. A change here needs a migration, and a test fails where the two differ."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint

VERSIONS = ("0001",)
"""Every version a ledger file can have, oldest first: the names of the migrations."""

metadata = MetaData()

texts = Table(
    "texts",
    metadata,
    Column("digest", Text, primary_key=True),  # SHA-256 of the text
    Column("text", Text, nullable=False),
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
    Column("record", Text, nullable=False),  # JSON: the report's other fields
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
    Column("body", Text, nullable=False),  # JSON: the contract's reading without its report and reader
    Column("why", Text, nullable=False),  # JSON: the rules that coded each event, by event id
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
)

Index("revisions_by_content", revisions.c.content)
