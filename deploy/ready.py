"""Ask the site on this machine whether it is ready to serve; exit with 0 if it is.

`python deploy/ready.py` asks once; `python deploy/ready.py 60` asks again and again for so many seconds.
PORT (8000) and the first of ALLOWED_HOSTS say whom it asks. It needs nothing but Python.
"""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException

PATIENCE = 5.0
"""Seconds to wait for one answer."""


def is_ready() -> bool:
    """Answer whether the site answers that it is ready."""
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or "8000"), timeout=PATIENCE)
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    try:
        connection.request("GET", "/health/ready/", headers={"Host": host})
        return connection.getresponse().status == 200  # noqa: PLR2004 - a script by itself
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """Ask until the answer is yes or the time is over."""
    deadline = time.monotonic() + float(sys.argv[1] if len(sys.argv) > 1 else 0)
    while not is_ready():
        if time.monotonic() >= deadline:
            return 1
        time.sleep(0.5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
