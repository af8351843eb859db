"""Run by Alembic: migrates the ledger behind the connection that `harmattan.ledger.store` hands over."""

from alembic import context

from harmattan.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
