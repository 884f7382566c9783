"""The file that somebody downloads: a ZIP of their data for programs, for reading, and of their texts.

Each part is read once, row by row, into files on the disk: a person who has written ten thousand comments
costs no more memory than one who has written none.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Protocol
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder

from accounts.own_data import Part, Row
from debates.privacy import reading_copy

SCHEMA = "sic-et-non personal data"
VERSION = 1
"""Of the documented keys: it grows when one is renamed, moved or taken away, not when one is added."""

File = IO[bytes]
NewFile = Callable[[], File]


class Copy(Protocol):
    """One of the forms in which the same rows are handed over."""

    def begin(self, part: Part) -> None:
        """Begin a part."""

    def add(self, part: Part, row: Row) -> None:
        """Take a row of the part that was begun last."""

    def files(self) -> Iterator[tuple[str, File]]:
        """Answer the files of this form by their names, once every part is over."""


def write_archive(parts: tuple[Part, ...], *, made_at: datetime, into: File) -> None:
    """Write the ZIP. Its files always stand in the same order."""
    with ExitStack() as opened, ZipFile(into, "w", ZIP_DEFLATED) as archive:

        def new_file() -> File:
            return opened.enter_context(TemporaryFile())

        page, data = Page(new_file, made_at), Data(new_file(), made_at)
        copies: tuple[Copy, ...] = (page, data, Texts(new_file), Pictures())
        for part in parts:
            for copy in copies:
                copy.begin(part)
            for row in part.rows():
                for copy in copies:
                    copy.add(part, row)
        archive.writestr("style.css", reading_copy.style())
        for copy in copies:
            for name, file in copy.files():
                file.seek(0)
                with archive.open(name, "w", force_zip64=True) as entry:
                    copyfileobj(file, entry)


class Data:
    """Everything for programs: one JSON document with the rows of each part under its key."""

    def __init__(self, file: File, made_at: datetime) -> None:
        self.file = file
        about = {"schema": SCHEMA, "version": VERSION, "site": settings.SITE.base_url, "made_at": made_at}
        self.file.write(as_json(about)[:-1] + b', "parts": {')
        self.between_parts, self.between_rows = b"\n", b"\n"

    def begin(self, part: Part) -> None:
        """Begin a list of rows."""
        self.file.write(self.between_parts + f'"{part.key}": ['.encode())
        self.between_parts, self.between_rows = b"\n],\n", b"\n"

    def add(self, part: Part, row: Row) -> None:  # noqa: ARG002 - its key stands there already
        """Write a row, on a line of its own."""
        self.file.write(self.between_rows + as_json(row))
        self.between_rows = b",\n"

    def files(self) -> Iterator[tuple[str, File]]:
        """Answer the document."""
        self.file.write(b"\n]}}\n")
        yield "data.json", self.file


def as_json(value: object) -> bytes:
    """Answer a value in UTF-8; moments are in UTC, to the millisecond."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


class Page:
    """Everything for reading, in a browser without a net: parts that have rows, and names of the others."""

    def __init__(self, new_file: NewFile, made_at: datetime) -> None:
        self.new_file, self.made_at = new_file, made_at
        self.body = new_file()
        self.filled: list[Part] = []
        self.empty: list[Part] = []

    def begin(self, part: Part) -> None:
        """Begin a part, which is empty before its first row."""
        self.empty.append(part)

    def add(self, part: Part, row: Row) -> None:
        """Write a row, and before the first one the title of its part."""
        if self.empty and self.empty[-1] is part:
            self.filled.append(self.empty.pop())
            self.body.write(reading_copy.part_head(part).encode())
        self.body.write(reading_copy.row_of_page(part, row).encode())

    def files(self) -> Iterator[tuple[str, File]]:
        """Answer the page."""
        begin, end = reading_copy.around(self.filled, self.empty, self.made_at)
        page = self.new_file()
        page.write(begin.encode())
        self.body.seek(0)
        copyfileobj(self.body, page)
        page.write(end.encode())
        yield "data.html", page


class Texts:
    """What somebody wrote, as Markdown: a file for each part that has any."""

    def __init__(self, new_file: NewFile) -> None:
        self.new_file = new_file
        self.written: dict[str, File] = {}

    def begin(self, part: Part) -> None:
        """Begin a part, which may have no texts."""

    def add(self, part: Part, row: Row) -> None:
        """Write the text of a row, if it has one."""
        if not (part.text and row[part.text]):
            return
        if part.key not in self.written:
            self.written[part.key] = self.new_file()
        self.written[part.key].write(reading_copy.text_of(part, row).encode())

    def files(self) -> Iterator[tuple[str, File]]:
        """Answer a file for each part that had texts."""
        for key, file in self.written.items():
            yield f"texts/{key}.md", file


class Pictures:
    """The stored pictures that rows name, under the same names."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def begin(self, part: Part) -> None:
        """Begin a part, which may have no pictures."""

    def add(self, part: Part, row: Row) -> None:
        """Note the picture that a row names, if it names one."""
        if part.image and row[part.image]:
            self.names.add(row[part.image])

    def files(self) -> Iterator[tuple[str, File]]:
        """Answer the pictures that are there: one that was lost keeps nobody from the rest."""
        for name in sorted(filter(default_storage.exists, self.names)):
            with default_storage.open(name) as picture:
                yield name, picture
