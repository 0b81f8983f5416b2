"""Databases that live as long as a test run: migrated once, then copied for every test.

SQLite is copied as a file, PostgreSQL with CREATE DATABASE … TEMPLATE. All workers of one run share the
templates and the PostgreSQL server; whoever comes first makes them, under a lock.
"""

from __future__ import annotations

import base64
import fcntl
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support import needs
from tests.support.guardian import is_alive
from tests.support.processes import ROOT, Recipe, answers, free_port, start, test_run_pid

# Migrated only; with topics, places, provisions and starter articles; with the demo cast as well.
EMPTY, CONTENT, FULL = "empty", "content", "full"
KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
SETTINGS = {
    "KENES_ENV": "test",
    "SECRET_KEY": "a key that only the tests of this project use",
    "SEALING_KEYS": f"1:{KEY}",
    "MAIL_BACKEND": "memory",
    "RATE_LIMITS": "off",
    "PASSWORD_MEMORY_KIB": "64",
    "SECOND_FACTOR": "optional",
}


def run_folder() -> Path:
    """Return the folder shared by all workers of this run; the database user may enter it."""
    folder = Path(tempfile.gettempdir()) / f"kenes-tests-{os.geteuid()}-{test_run_pid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    folder.chmod(0o755)
    return folder


def remove_run_folder() -> None:
    shutil.rmtree(run_folder(), ignore_errors=True)


def remove_left_folders() -> None:
    """Remove what runs that were killed left behind, and what an earlier process with our number did."""
    for folder in Path(tempfile.gettempdir()).glob(f"kenes-tests-{os.geteuid()}-*"):
        number = folder.name.rpartition("-")[2]
        if number.isdigit() and (int(number) == test_run_pid() or not is_alive(int(number))):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(name: str) -> Iterator[None]:
    with (run_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def environment(database_url: str, instance: Path, **extra: str) -> dict[str, str]:
    """Return a clean environment for one of the project's processes."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    instance.mkdir(parents=True, exist_ok=True)
    return {
        **kept,
        **SETTINGS,
        "KENES_INSTANCE": str(instance),
        "DATABASE_URL": database_url,
        "FLASK_APP": "wsgi",
        **extra,
    }


def _flask(database_url: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "flask", *arguments]
    env = environment(database_url, run_folder() / "instance")
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"flask {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def fill(database_url: str, kind: str) -> None:
    _flask(database_url, "db", "upgrade")
    if kind != EMPTY:
        _flask(database_url, "content", "load")
    if kind == FULL:
        _flask(database_url, "demo", "load")


# ------------------------------------------------------------------ SQLite


def sqlite_template(kind: str) -> Path:
    path = run_folder() / f"{kind}.sqlite"
    with locked(path.name):
        if not path.exists():
            draft = path.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            fill(f"sqlite:///{draft}", kind)
            with sqlite3.connect(draft) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")  # one file, ready to be copied
            connection.close()
            draft.rename(path)
    return path


def copy_sqlite(kind: str, target: Path) -> None:
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(sqlite_template(kind), target)


# ------------------------------------------------------------------ PostgreSQL


def postgres_url(database: str, port: int) -> str:
    return f"postgresql://kenes@127.0.0.1:{port}/{database}"


def postgres_port() -> int:
    """Return the port of this run's server, started by whoever asks first."""
    note = run_folder() / "postgres.port"
    with locked(note.name):
        if not (note.exists() and answers(int(note.read_text()))):
            note.write_text(str(_start_postgres()))
        return int(note.read_text())


def postgres_template(kind: str) -> str:
    name = f"template_{kind}"
    port = postgres_port()
    with locked(name), admin_of(port) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute("DROP DATABASE IF EXISTS draft WITH (FORCE)")  # somebody's who was killed half-way
            admin.execute("CREATE DATABASE draft")
            fill(postgres_url("draft", port), kind)
            admin.execute(f'ALTER DATABASE draft RENAME TO "{name}"')
    return name


def copy_postgres(kind: str, target: str) -> str:
    """Make `target` a fresh copy and return its address."""
    template, port = postgres_template(kind), postgres_port()
    with admin_of(port) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{target}" TEMPLATE "{template}"')
    return postgres_url(target, port)


def fresh_postgres(target: str) -> str:
    """Return the address of `target` as an empty, migrated database: copied once, then swept.

    Sweeping takes milliseconds, copying a tenth of a second. Whatever the migrations themselves put in
    must survive, so a database that starts with rows is copied every time.
    """
    port = postgres_port()
    url = postgres_url(target, port)
    if _swept.get(target):
        _sweep(url)
        return url
    copy_postgres(EMPTY, target)
    with psycopg.connect(url) as connection:
        _swept[target] = not _filled_tables(connection)
    return url


_swept: dict[str, bool] = {}
durable = False  # measurements want a server that writes through to the disk, tests a quick one


def _sweep(url: str) -> None:
    with psycopg.connect(
        url, options="-c session_replication_role=replica -c lock_timeout=5000"
    ) as connection:
        for table in _filled_tables(connection):
            connection.execute(f"DELETE FROM {table}")
        moved = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL"
        for (sequence,) in connection.execute(moved).fetchall():
            connection.execute(f"ALTER SEQUENCE {sequence} RESTART")


def _filled_tables(connection: psycopg.Connection[tuple[str, ...]]) -> list[str]:
    own = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    names = [row[0] for row in connection.execute(own)]
    ask = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names)
    return [row[0] for row in connection.execute(ask)] if names else []


def admin_of(port: int) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(postgres_url("postgres", port), autocommit=True)


def _start_postgres() -> int:
    postgres = needs.program("postgres")
    folder, port = run_folder() / "postgres", free_port()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    user = postgres_user(folder)
    init_postgres(folder, user)
    quick = {"jit": "off", "autovacuum": "off"}
    if not durable:
        quick |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    quick |= {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "wal_level": "minimal"}
    quick |= {"max_wal_senders": "0", "max_connections": "200"}
    settings = [part for name, value in quick.items() for part in ("-c", f"{name}={value}")]
    server = start(
        Recipe(
            command=[postgres, "-D", str(folder), "-p", str(port), *settings],
            port=port,
            log=run_folder() / "postgres.log",
            end_signal=signal.SIGQUIT,  # no checkpoint: the folder is thrown away
            user=user,
            remove=str(run_folder()),
            watched=test_run_pid(),
            ready=postgres_ready,
        )
    )
    server.leave_to_guardian()
    return port


def init_postgres(folder: Path, user: str) -> None:
    """Make the files of a server in an empty folder that belongs to `user`."""
    initdb = needs.program("initdb")
    options = ["-N", "--locale-provider=icu", "--icu-locale=und", "-E", "UTF8", "-U", "kenes", "--auth=trust"]
    identity = {} if user == "-" else {"user": user, "group": user, "extra_groups": []}
    done = subprocess.run(
        [initdb, *options, "-D", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        **identity,
    )
    if done.returncode != 0:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def postgres_ready(port: int) -> bool:
    try:
        admin_of(port).close()
    except psycopg.OperationalError:
        return False
    return True


def postgres_user(folder: Path) -> str:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    if os.geteuid() != 0:
        return "-"
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        needs.not_here("the system user postgres")
        raise
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return "postgres"
