"""`python -m bench.commenting`: what posting, ranking and screening comments cost; see bench/README.md."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import django

from bench.postgresql import database_of_our_own

PARTS = ("posting", "ranking", "words")


def main() -> None:
    """Measure on a database of our own, which is gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench.commenting", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure (all)")
    parser.add_argument("--server", default="", help="a PostgreSQL, as postgresql://user@host/ (SQLite)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of posting, at least 5 (7)")
    parser.add_argument("--seconds", type=float, default=3.0, help="seconds of each measurement (3)")
    parser.add_argument("--comments", type=int, default=100_000, help="comments to rank (100,000)")
    parser.add_argument("--port", type=int, default=8797, help="where the measured site listens (8797)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder, database(options.server) as url:
        for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        # Nobody in a measurement waits for a moderator, or is too fast: what they wrote within a second is
        # counted, about as much as one person may otherwise write within the time that counts.
        os.environ |= {"COMMENTS_HELD_FIRST": "0", "COMMENTS_MOST": "1000000", "COMMENTS_WITHIN": "1"}
        if url:
            os.environ["DATABASE_URL"] = url
        django.setup()
        # Models can be imported only now that Django is set up.
        from bench import posting, ranking, words
        from config.serving import Address

        parts = options.parts or PARTS
        try:
            if "posting" in parts:
                address = Address("127.0.0.1", options.port)
                print(posting.measure(address, rounds=max(5, options.rounds), seconds=options.seconds))
            if "ranking" in parts:
                print(ranking.measure(options.comments))
            if "words" in parts:
                print(words.measure())
        finally:
            from django.db import connections

            for connection in connections.all():
                connection.close()
                # Only PostgreSQL keeps a pool.
                getattr(connection, "close_pool", lambda: None)()


@contextmanager
def database(server: str) -> Iterator[str]:
    """Answer the address of a new database at that server, dropped afterwards; nothing without a server."""
    if not server:
        yield ""
        return
    os.environ["DATABASE_URL"] = server
    with database_of_our_own() as url:
        yield url


if __name__ == "__main__":
    main()
