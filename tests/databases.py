"""A PostgreSQL server for the tests: Debian's binaries, a folder of its own, no port, stopped at the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STRICT = bool(os.environ.get("HARMATTAN_STRICT_TESTS"))


class NoServer(Exception):
    """Why there is no PostgreSQL server to test with."""


def binaries() -> Path:
    """The folder of the newest server that is installed. Raises `NoServer`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise NoServer("no PostgreSQL server is installed (apt-get install postgresql)")
    return found[-1].parent if found else Path(str(on_path)).parent


@contextmanager
def server(**more: str) -> Iterator[str]:
    """A running server, with ``more`` settings; the URL of its maintenance database. Raises `NoServer`."""
    if os.name != "posix":
        raise NoServer("the test server needs a Unix socket")
    try:
        import psycopg
    except ImportError as error:
        raise NoServer("psycopg is not installed") from error
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="harmattan-pg-"))
    extra = _unprivileged(folder)
    process = None
    try:
        made = subprocess.run(
            [programs / "initdb", "-ND", folder / "data", "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C"],
            capture_output=True, text=True, cwd="/", **extra,
        )  # fmt: skip
        if made.returncode:
            raise NoServer(f"initdb failed: {made.stderr.strip()[-300:]}")
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off", "full_page_writes": "off",
            "synchronous_commit": "off", "shared_buffers": "64MB", **more,
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        log = (folder / "log").open("wb")
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options], stdout=log, stderr=log, cwd="/", **extra
        )
        log.close()
        url = f"postgresql://tester@/postgres?host={folder}"
        for _ in range(300):
            try:
                psycopg.connect(url).close()
                break
            except psycopg.OperationalError:
                if process.poll() is not None:
                    raise NoServer(f"the server did not start: {(folder / 'log').read_text()[-300:]}") from None
                time.sleep(0.1)
        else:
            raise NoServer("the server did not answer within 30 seconds")
        yield url
    finally:
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # "fast": connections are closed
            process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def new_database(url: str, name: str, template: str = "template0") -> str:
    """Make a database on the server; its URL."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return url.replace("/postgres?", f"/{name}?")


def _unprivileged(folder: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root: give the folder and the processes to somebody else."""
    if os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        folder.chmod(0o755)
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL does not run as root, and there is no user to run it as")
