"""Opens a ledger file: connection settings, version, migrations, and errors in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from harmattan.errors import LedgerError
from harmattan.ledger.tables import VERSIONS

APPLICATION = 0x4841524D  # "HARM" in the file's header says whose database it is
PATIENCE = 60  # seconds to wait for another writer


def open_engine(path: Path, *, create: bool = True) -> Engine:
    """An engine on the ledger at ``path``, its tables at the newest version.

    With ``create`` a missing ledger is made, with its folder. Raises `LedgerError`.
    """
    if path.is_dir():
        raise LedgerError(f"The ledger {path} is a folder. Name a file, such as {path / 'ledger.sqlite'}.")
    if not path.exists():
        if not create:
            raise LedgerError(
                f"There is no ledger {path}. Make one by reading reports: harmattan read PATH --ledger {path}"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"The ledger's folder {path.parent} cannot be made ({error.strerror}). "
                "Choose another place with --ledger FILE, or none with --no-ledger."
            ) from error
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": PATIENCE, "check_same_thread": False},
        poolclass=QueuePool,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    try:
        with in_words(path):
            _bring_up_to_date(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the write lock from its start: two writers queue up and never collide."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what the database says into a `LedgerError` that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(_explain(path, str(error.orig))) from error


def _explain(path: Path, said: str) -> str:
    low = said.lower()
    if "not a database" in low:
        return f"{path} is not a ledger but some other file. Name another with --ledger FILE."
    if "readonly" in low or "unable to open" in low:
        return (
            f"The ledger {path} cannot be written ({said}). Check the rights of the file and its folder, choose "
            "another with --ledger FILE, or read without one: --no-ledger."
        )
    if "locked" in low or "busy" in low:
        return f"The ledger {path} was kept busy by another program for {PATIENCE} seconds. Try again when it is done."
    if "full" in low:
        return f"The disk with the ledger {path} is full. Free some space and run the same command again."
    if "malformed" in low or "corrupt" in low:
        return f"The ledger {path} is damaged ({said}). Restore a copy, or read the reports into a new ledger."
    return f"The ledger {path} could not be used: {said}."


def _set_up(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # transactions are begun by `_begin`, not by the driver
    dbapi.execute("PRAGMA foreign_keys = ON")
    dbapi.execute("PRAGMA synchronous = NORMAL")  # whole after a crash of the machine too; WAL makes it so


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        version = _version(connection, path)
    if version == VERSIONS[-1]:
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")  # kept in the file; cannot be set inside a transaction
    except Exception as error:
        raise LedgerError(_explain(path, str(error))) from error
    finally:
        raw.close()
    with writing(engine) as connection:
        if _version(connection, path) != VERSIONS[-1]:  # another process may have been here first
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
            _migrate(connection)


def _version(connection: Connection, path: Path) -> str | None:
    """The file's version, ``None`` for a new file. Raises `LedgerError` for a file that is not ours or too new."""
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    if not tables:
        return None
    owner = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if owner != APPLICATION or "alembic_version" not in tables:
        raise LedgerError(f"{path} is the database of another program, not a ledger. Name another with --ledger FILE.")
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if version not in VERSIONS:
        raise LedgerError(
            f"The ledger {path} was made by a newer Harmattan (its version is {version}, this one knows up to "
            f"{VERSIONS[-1]}). Update it: pip install --upgrade harmattan"
        )
    return str(version)


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
