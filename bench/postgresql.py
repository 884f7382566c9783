"""A PostgreSQL database of a measurement's own: made beside the one that DATABASE_URL names, and dropped."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

NAME = "sic_et_non_bench"
DEFAULT = "postgresql://postgres@127.0.0.1:5432/postgres"


@contextmanager
def database_of_our_own() -> Iterator[str]:
    """Answer the URL of an empty database; whoever measures must be allowed to make one."""
    url = os.environ.get("DATABASE_URL") or DEFAULT
    if not url.startswith("postgres"):
        raise SystemExit("This is measured on PostgreSQL: name a server with DATABASE_URL.")
    name = f"{NAME}_{os.getpid()}"
    run(url, "CREATE DATABASE {}", name)
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        run(url, "DROP DATABASE {} WITH (FORCE)", name)


def run(url: str, statement: str, name: str) -> None:
    """Run a statement about the database of this name, by a connection to another."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
    except psycopg.OperationalError as error:
        raise SystemExit(f"PostgreSQL can't be used at {url}: {error}") from error
