"""Reports with their revisions, and readings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "texts",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("text", sa.Text, sa.ForeignKey("texts.digest"), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sa.UniqueConstraint("report", "number"),
        sa.UniqueConstraint("report", "digest"),
    )
    op.create_index("revisions_by_content", "revisions", ["content"])
    op.create_table(
        "readers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("knowledge", sa.Text, nullable=False),
        sa.UniqueConstraint("version", "model", "knowledge"),
    )
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("reader", sa.Integer, sa.ForeignKey("readers.id"), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("added", sa.Text, nullable=False),
        sa.UniqueConstraint("content", "reader"),
    )
    op.create_table(
        "standing",
        sa.Column("report", sa.Integer, sa.ForeignKey("reports.id"), primary_key=True),
        sa.Column("revision", sa.Integer, sa.ForeignKey("revisions.id"), nullable=False),
        sa.Column("reading", sa.Integer, sa.ForeignKey("readings.id"), nullable=False),
    )
