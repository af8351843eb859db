"""Opens a ledger: connection settings, version, migrations, and errors in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from harmattan.errors import LedgerError
from harmattan.ledger.location import Location
from harmattan.ledger.tables import VERSIONS

APPLICATION = 0x4841524D  # "HARM" in a file's header says whose database it is; in PostgreSQL, whose lock
PATIENCE = 60  # seconds to wait for another writer


def open_engine(where: Location, *, create: bool = True) -> Engine:
    """An engine on the ledger, its tables at the newest version.

    With ``create`` a missing ledger is made: a file with its folder, or the tables in an empty database.
    Raises `LedgerError`.
    """
    engine = _sqlite(where.path, where.url, create) if where.path is not None else _postgres(where)
    try:
        with in_words(where):
            _bring_up_to_date(engine, where, create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _sqlite(path: Path, url: str, create: bool) -> Engine:
    if path.is_dir():
        raise LedgerError(f"The ledger {path} is a folder. Name a file, such as {path / 'ledger.sqlite'}.")
    if not path.exists():
        if not create:
            raise _missing(str(path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LedgerError(
                f"The ledger's folder {path.parent} cannot be made ({error.strerror}). "
                "Choose another place with --ledger FILE, or none with --no-ledger."
            ) from error
    engine = create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False}, poolclass=QueuePool)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _postgres(where: Location) -> Engine:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise LedgerError(
            f"The ledger {where.shown} needs the PostgreSQL driver. Install it: pip install 'harmattan[postgres]'"
        ) from error
    engine = create_engine(where.url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)
    event.listen(engine, "connect", _set_up_postgres)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the write lock from its start: two writers queue up and never collide."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION})")
        yield connection


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads; all it sees is of one moment."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def in_words(where: Location) -> Iterator[None]:
    """Turn what the database says into a `LedgerError` that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(_explain(where, str(error.orig))) from error


def _explain(where: Location, said: str) -> str:
    low, name = said.lower(), where.shown
    if where.path is None and ("connection" in low or "does not exist" in low or "authentication" in low):
        return (
            f"The ledger {name} cannot be reached ({' '.join(said.split())}). Check that the server runs, and the "
            "name, user and password in the URL."
        )
    if "not a database" in low:
        return f"{name} is not a ledger but some other file. Name another with --ledger FILE."
    if "readonly" in low or "unable to open" in low or "permission denied" in low:
        return (
            f"The ledger {name} cannot be written ({said}). Check the rights of the file and its folder, choose "
            "another with --ledger FILE, or read without one: --no-ledger."
        )
    if "locked" in low or "busy" in low or "lock timeout" in low:
        return f"The ledger {name} was kept busy by another program for {PATIENCE} seconds. Try again when it is done."
    if "full" in low or "no space left" in low:
        return f"The disk with the ledger {name} is full. Free some space and run the same command again."
    if "malformed" in low or "corrupt" in low:
        return f"The ledger {name} is damaged ({said}). Restore a copy, or read the reports into a new ledger."
    return f"The ledger {name} could not be used: {said}."


def _missing(name: str) -> LedgerError:
    return LedgerError(f"There is no ledger {name}. Make one by reading reports: harmattan read PATH --ledger {name}")


def _set_up_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # transactions are begun by `_begin_sqlite`, not by the driver
    dbapi.execute("PRAGMA foreign_keys = ON")
    dbapi.execute("PRAGMA synchronous = NORMAL")  # whole after a crash of the machine too; WAL makes it so
    dbapi.execute("PRAGMA cache_size = -65536")  # 64 MiB


def _set_up_postgres(dbapi: Any, _record: Any) -> None:
    for setting in ("work_mem = '64MB'", "jit = off"):  # each statement is short, and some sort a million numbers
        dbapi.execute(f"SET {setting}")
    dbapi.commit()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(engine: Engine, where: Location, create: bool) -> None:
    with engine.connect() as connection:
        version = _version(connection, where)
    if version == VERSIONS[-1]:
        return
    if version is None and not create and where.path is None:
        raise _missing(where.shown)
    if where.path is not None:
        _use_wal(engine, where)
    with writing(engine) as connection:
        if _version(connection, where) != VERSIONS[-1]:  # another process may have been here first
            if where.path is not None:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION}")
            _migrate(connection)


def _use_wal(engine: Engine, where: Location) -> None:
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")  # kept in the file; cannot be set inside a transaction
    except Exception as error:
        raise LedgerError(_explain(where, str(error))) from error
    finally:
        raw.close()


def _version(connection: Connection, where: Location) -> str | None:
    """The ledger's version, ``None`` for a new one. Raises `LedgerError` when it is not ours or too new."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    ours = {"alembic_version", "standing"} <= tables
    if where.path is not None:
        ours = "alembic_version" in tables
        ours &= connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION
    if not ours:
        raise LedgerError(
            f"{where.shown} is the database of another program, not a ledger. Name another with --ledger FILE."
        )
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if version not in VERSIONS:
        raise LedgerError(
            f"The ledger {where.shown} was made by a newer Harmattan (its version is {version}, this one knows up to "
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
