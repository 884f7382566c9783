"""`manage.py import_wxr` prints what a person should look at, and refuses in plain words."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from debates.importing.models import ImportedPost
from debates.publishing.models import Debate, StatusChange
from tests.importing.exports import FERRY, export, introduction, pair
from tests.makers import make_user


@pytest.fixture
def admin(db: None) -> User:
    return make_user("Admin", Role.EDITOR, Role.ADMINISTRATOR)


def output_of(capsys: pytest.CaptureFixture[str], file: Path, **options: object) -> list[str]:
    call_command("import_wxr", file, **options)
    captured = capsys.readouterr()
    assert captured.err == ""  # the bar is for people at a terminal
    return captured.out.splitlines()


def written(folder: Path, *items: str) -> Path:
    file = folder / "export.xml"
    file.write_bytes(export(*items).getvalue())
    return file


def test_the_report_says_what_was_imported_and_what_to_look_at(
    admin: User, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = output_of(capsys, FERRY)
    assert lines[:9] == [
        "Posts read: 5. Debates found: 1.",
        "",
        "Imported: Should a bridge replace the ferry?",
        "  /debates/debate-should-a-bridge-replace-the-ferry/",
        "  Published on 12 April 2024 · references: 2 · comments: 2",
        "  A  Steel outlasts timetables · Ines Lindqvist · Chief Engineer · Crossings Office",
        "     “The crossing – steel outlasts timetables”",
        "     Claim: A bridge spares everybody the wait & pays for itself.",
        "  B  Slow water keeps towns alive · Tomas Brandl · Ferryman · Northbank Boats",
    ]
    assert [line[:42] for line in lines[11:13]] == [
        "  To look at",
        "  - The name “Tomas Brandl” is spelled “To",
    ]
    assert lines[-2:] == ["", "Debates added: 1. Comments added: 2."]


def test_a_dry_run_prints_the_same_and_writes_nothing(
    admin: User, capsys: pytest.CaptureFixture[str]
) -> None:
    rehearsed = output_of(capsys, FERRY, dry_run=True)
    assert Debate.objects.count() == 0
    real = output_of(capsys, FERRY)
    assert rehearsed[2] == "Would be imported: Should a bridge replace the ferry?"
    assert rehearsed[3:-1] == real[3:-1]
    assert rehearsed[-1] == (
        "This was a dry run: nothing was written. An import would add debates: 1, comments: 2."
    )


def test_a_second_run_says_that_nothing_was_changed(admin: User, capsys: pytest.CaptureFixture[str]) -> None:
    output_of(capsys, FERRY)
    assert output_of(capsys, FERRY) == [
        "Posts read: 5. Debates found: 1.",
        "",
        "Here already: Should a bridge replace the ferry?",
        "  /debates/debate-should-a-bridge-replace-the-ferry/",
        "",
        "Nothing was changed.",
    ]


def test_posts_that_became_nothing_are_listed(
    admin: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = output_of(capsys, written(tmp_path, *pair(), introduction(9, "Alone?")))
    assert lines[-5:] == [
        "",
        "Other posts to look at",
        "- “Alone?” looks like part of a debate, but it could not be paired with other posts.",
        "",
        "Debates added: 1. Comments added: 0.",
    ]


def test_an_export_without_debates_is_no_fault(
    admin: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert output_of(capsys, written(tmp_path)) == [
        "Posts read: 0. Debates found: 0.",
        "",
        "Nothing was changed.",
    ]


def test_the_editor_who_is_named_is_recorded(admin: User, capsys: pytest.CaptureFixture[str]) -> None:
    ed = make_user("Ed", Role.EDITOR)
    output_of(capsys, FERRY, by="ed@example.org")
    assert [change.by for change in StatusChange.objects.all()] == [ed]


@pytest.mark.parametrize("by", ["vera@example.org", "nobody@example.org", "not an address"])
def test_somebody_who_is_no_editor_cannot_sign(admin: User, vera: User, by: str) -> None:
    with pytest.raises(CommandError, match=r"There is no such editor\."):
        call_command("import_wxr", FERRY, by=by)


def test_without_any_administrator_it_says_what_to_do(db: None) -> None:
    with pytest.raises(CommandError, match=r"Make one with “manage\.py createsuperuser”"):
        call_command("import_wxr", FERRY)


def test_a_file_that_cannot_be_read_is_named_plainly(admin: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as missing:
        call_command("import_wxr", tmp_path / "none.xml")
    with pytest.raises(CommandError) as folder:
        call_command("import_wxr", tmp_path)
    assert (str(missing.value), str(folder.value)) == (
        "The file can't be read: No such file or directory.",
        "The file can't be read: Is a directory.",
    )


@pytest.mark.parametrize("bad", [b"", b"hello", b"<html></html>", FERRY.read_bytes()[:5000], b"\x00" * 100])
def test_a_file_that_is_no_export_is_refused_and_nothing_is_written(
    admin: User, tmp_path: Path, bad: bytes
) -> None:
    file = tmp_path / "export.xml"
    file.write_bytes(bad)
    with pytest.raises(CommandError):
        call_command("import_wxr", file)
    assert (Debate.objects.count(), ImportedPost.objects.count()) == (0, 0)
