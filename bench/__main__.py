"""`make bench`: print a table of ratios. bench/README.md says how to read it."""

import argparse
import os
import tempfile

import django


def main() -> None:
    """Measure on a database of our own, which is gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds, at least 5 (7)")
    parser.add_argument("--seconds", type=float, default=1.5, help="seconds of each measurement (1.5)")
    parser.add_argument("--port", type=int, default=8799, help="where the measured site listens (8799)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder:
        # What is set for a site on this machine does not decide what is measured.
        for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder}
        os.environ["LOG_LEVEL"] = "WARNING"
        os.environ["PAGE_MEMORY"] = "0"  # what is measured is making the page
        django.setup()
        # Models can be imported only now that Django is set up.
        from bench.pages import Effort, measure
        from config.serving import Address

        effort = Effort(rounds=max(5, options.rounds), seconds=options.seconds)
        print(measure(Address("127.0.0.1", options.port), effort))


if __name__ == "__main__":
    main()
