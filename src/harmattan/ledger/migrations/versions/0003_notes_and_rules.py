"""What the situation noted of events, and by which rules incidents were made."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "event_notes",
        sa.Column("reading", sa.Integer, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["reading"], ["readings.id"]),
        sa.PrimaryKeyConstraint("reading", "event"),
    )
    op.create_table(
        "rules",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
