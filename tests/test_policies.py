"""Every policy that answers a verdict is asked for every role and every state, by a test that says so.

A test says so by `@pytest.mark.matrix("may_edit")`: the policy of the room whose folder it is in.
"""

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from accounts.verdicts import Verdict

ROOT = Path(__file__).resolve().parent.parent


def rooms() -> dict[str, list[ModuleType]]:
    """Answer the policies of each room that has some: one file, or a package of several."""
    found: dict[str, list[ModuleType]] = {}
    for pattern in ("accounts/policies.py", "debates/*/policies.py", "debates/*/policies/*.py"):
        for file in ROOT.glob(pattern):
            parts = file.relative_to(ROOT).with_suffix("").parts
            room = parts[parts.index("policies") - 1]
            found.setdefault(room, []).append(import_module(".".join(parts)))
    return found


def policies() -> Iterator[str]:
    """Answer every function that answers a verdict, as `room.function`."""
    for room, modules in rooms().items():
        for module in modules:
            for name, function in inspect.getmembers(module, inspect.isfunction):
                answers = inspect.signature(function).return_annotation
                if answers is Verdict and function.__module__ == module.__name__:
                    yield f"{room}.{name}"


def matrices() -> Iterator[tuple[str, str]]:
    """Answer the policies that tests say they ask, as `room.function`, each with the test."""
    for file in ROOT.glob("tests/*/**/test_*.py"):
        room = file.relative_to(ROOT).parts[1]
        for test in ast.walk(ast.parse(file.read_text())):
            if isinstance(test, ast.FunctionDef):
                for name in claimed(test):
                    yield f"{room}.{name}", f"{file.name}::{test.name}"
                    assert name in asked(test), f"{test.name} says that it asks {name}, and does not"


def claimed(test: ast.FunctionDef) -> Iterator[str]:
    """Answer the names in the marks of this test."""
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.matrix":
            yield from (ast.literal_eval(name) for name in mark.args)


def asked(test: ast.FunctionDef) -> set[str]:
    """Answer every name that the body of this test calls something by."""
    calls = (node.func for part in test.body for node in ast.walk(part) if isinstance(node, ast.Call))
    return {call.attr if isinstance(call, ast.Attribute) else ast.unparse(call) for call in calls}


def test_every_policy_has_a_matrix() -> None:
    assert {policy for policy, _test in matrices()} == set(policies())


def test_every_room_with_policies_is_found() -> None:
    assert {"accounts", "media", "outbox", "publishing", "stances"} <= set(rooms())
    assert {"accounts.may_take_part", "publishing.may_edit"} <= set(policies())


@pytest.mark.parametrize("name", ["or_sign_in", "moves_for", "is_in_writing", "fresh_reader"])
def test_what_answers_no_verdict_needs_no_matrix(name: str) -> None:
    assert name not in {policy.partition(".")[2] for policy in policies()}
