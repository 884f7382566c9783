"""The chain is the published one, and any change to it is found at its first place."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.stances.seal import (
    Break,
    Fault,
    Walk,
    canonical_json,
    cast_leaf,
    commitment,
    erase_leaf,
    first_hash,
    hour_of,
    next_hash,
    opens,
    walk,
)

DEBATE = 1
VOTER = "64fcc95dfb307943410ef31bd1a03d7596d465a41cf615adaf6292cc465ddca7"
SALT = bytes.fromhex("000102030405060708090a0b0c0d0e0f")
COMMITMENT = "427c953788f7ac4f330b142a421f3f4a04f37dbf427c8da7173e8d14f9a3d87d"
FIRST = "e73fce8de300491c42bfa010b5dca31f0d7d50c207851905b7836d2494af183b"
WORKED = [
    (
        {
            "c": COMMITMENT,
            "hour": "2025-01-01T10",
            "kind": "cast",
            "phase": "post",
            "seq": 1,
            "tier": "verified",
        },
        "81e8abe0eb8631e8f7f9eed831edb583546150cbf2aac37e0e05740be7120824",
    ),
    (
        {
            "c": "",
            "hour": "2025-01-02T09",
            "kind": "erase",
            "phase": "post",
            "ref": 1,
            "seq": 2,
            "tier": "verified",
        },
        "44c4d0899738d4cf8c400ce9252dcdec4e2268dccf2de647ef71fe2419f3adc4",
    ),
]


def casting(seq, text="x"):
    commits = hashlib.sha256(f"{text}{seq}".encode()).hexdigest()
    return cast_leaf(seq=seq, commitment=commits, phase="post", tier="verified", hour="2026-03-01T10")


def erasing(seq, ref):
    return erase_leaf(seq=seq, ref=ref, phase="post", tier="verified", hour="2026-03-01T11")


def chained(leaves):
    head, sealed = first_hash(DEBATE), []
    for leaf in leaves:
        head = next_hash(head, leaf)
        sealed.append((leaf, head))
    return sealed


def broken(sealed):
    found = walk(DEBATE, sealed).broken
    return found and (found.place, found.fault)


# ------------------------------------------------------------------ the worked numbers


def test_the_commitment_is_the_worked_one_and_opens():
    assert commitment(SALT, option="a", voter=VOTER) == COMMITMENT
    assert opens(COMMITMENT, SALT, option="a", voter=VOTER)


@pytest.mark.parametrize(
    ("salt", "option", "voter"),
    [(SALT, "b", VOTER), (bytes(16), "a", VOTER), (SALT, "a", VOTER[:-1])],
)
def test_a_commitment_opens_to_nothing_else(salt, option, voter):
    assert not opens(COMMITMENT, salt, option=option, voter=voter)


def test_a_commitment_that_is_no_text_of_ours_opens_to_nothing():
    assert not opens("é", SALT, option="a", voter=VOTER)


def test_the_chain_is_the_worked_one():
    assert first_hash(DEBATE) == FIRST
    leaves = [
        cast_leaf(seq=1, commitment=COMMITMENT, phase="post", tier="verified", hour="2025-01-01T10"),
        erase_leaf(seq=2, ref=1, phase="post", tier="verified", hour="2025-01-02T09"),
    ]
    assert chained(leaves) == WORKED
    assert walk(DEBATE, WORKED) == Walk(head=WORKED[1][1], casts=1, erased=1, broken=None)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
        ({"é": "山"}, '{"é":"山"}'.encode()),
        ({"x": 'a"\n'}, b'{"x":"a\\"\\n"}'),
    ],
)
def test_canonical_json_is_written_in_one_way(value, written):
    assert canonical_json(value) == written


@settings(deadline=None)
@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.integers() | st.booleans()))
def test_canonical_json_does_not_depend_on_the_order_and_reads_back(value):
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)
    assert json.loads(canonical_json(value)) == value


# ------------------------------------------------------------------ walking


def test_an_empty_chain_holds_and_its_head_names_the_debate():
    assert walk(DEBATE, []) == Walk(head=FIRST, casts=0, erased=0, broken=None)
    assert first_hash(2) != FIRST


def test_a_chain_of_another_debate_does_not_hold():
    assert walk(2, WORKED).broken == Break(1, Fault.HASH)


def test_leaves_are_read_one_by_one_and_not_beyond_the_first_break():
    read = []

    def reading():
        for leaf, head in chained([casting(1), casting(3), casting(3)]):
            read.append(leaf["seq"])
            yield leaf, head

    assert walk(DEBATE, reading()).broken == Break(2, Fault.ORDER)
    assert read == [1, 3]


@settings(deadline=None)
@given(st.integers(1, 8), st.data())
def test_any_change_of_one_leaf_is_found_at_its_place(length, data):
    sealed = chained(casting(seq) for seq in range(1, length + 1))
    place = data.draw(st.integers(1, length))
    leaf, head = sealed[place - 1]
    field = data.draw(st.sampled_from(sorted(leaf)))
    sealed[place - 1] = ({**leaf, field: data.draw(st.text() | st.integers() | st.none())}, head)
    if sealed[place - 1][0][field] != leaf[field]:
        found = walk(DEBATE, sealed)
        assert found.broken.place == place
        assert found.length == place - 1


@settings(deadline=None)
@given(st.integers(2, 8), st.data())
def test_a_leaf_that_is_left_out_or_moved_is_found(length, data):
    sealed = chained(casting(seq) for seq in range(1, length + 1))
    place = data.draw(st.integers(1, length - 1))
    assert broken(sealed[: place - 1] + sealed[place:]) == (place, Fault.ORDER)
    swapped = [*sealed[: place - 1], sealed[place], sealed[place - 1], *sealed[place + 1 :]]
    assert broken(swapped) == (place, Fault.ORDER)


def test_a_changed_answer_is_found_even_where_its_own_hash_was_made_anew():
    sealed = chained([casting(1), casting(2), casting(3)])
    other = casting(2, text="another")
    sealed[1] = (other, next_hash(sealed[0][1], other))
    assert broken(sealed) == (3, Fault.HASH)


def test_what_is_cut_off_at_the_end_shows_in_the_head_alone():
    sealed = chained([casting(1), casting(2)])
    assert broken(sealed[:1]) is None
    assert walk(DEBATE, sealed[:1]).head != walk(DEBATE, sealed).head


@pytest.mark.parametrize(
    ("leaves", "place"),
    [
        ([casting(1), erasing(2, ref=2)], 2),
        ([casting(1), erasing(2, ref=3), casting(3)], 2),
        ([casting(1), erasing(2, ref=0)], 2),
        ([casting(1), erasing(2, ref=-1)], 2),
        ([casting(1), erasing(2, ref="1")], 2),
        ([casting(1), erasing(2, ref=True)], 2),
        ([casting(1), erasing(2, ref=1), erasing(3, ref=1)], 3),
        ([casting(1), erasing(2, ref=1), erasing(3, ref=2)], 3),
    ],
)
def test_only_an_earlier_cast_can_be_erased_and_only_once(leaves, place):
    assert broken(chained(leaves)) == (place, Fault.REFERENCE)


@pytest.mark.parametrize(
    "leaf",
    [
        {**casting(1), "kind": "vote"},
        {**casting(1), "kind": ["cast"]},
        {**casting(1), "c": ""},
        {**casting(1), "c": "F" * 64},
        {**casting(1), "hour": "2026-03-01T10:15"},
        {**casting(1), "hour": "٢٠٢٦-03-01T10"},
        {**casting(1), "tier": "\ud800"},
        {**casting(1), "voter": VOTER},
        {**casting(1), "ref": 1},
        {field: value for field, value in casting(1).items() if field != "tier"},
        {**erasing(1, ref=1), "c": COMMITMENT},
    ],
)
def test_a_leaf_with_other_fields_or_forms_is_found(leaf):
    assert broken([(leaf, FIRST)]) == (1, Fault.SHAPE)


@pytest.mark.parametrize("seq", [True, 1.0, "1", None, 0, 2])
def test_the_number_of_a_leaf_is_exactly_its_place(seq):
    assert broken([({**casting(1), "seq": seq}, FIRST)]) == (1, Fault.ORDER)


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=30))
def test_a_chain_that_was_made_by_the_rules_holds_and_is_counted(events):
    leaves, standing = [], []
    for erases in events:
        seq = len(leaves) + 1
        if erases and standing:
            leaves.append(erasing(seq, ref=standing.pop()))
        else:
            leaves.append(casting(seq))
            standing.append(seq)
    found = walk(DEBATE, chained(leaves))
    assert (found.broken, found.length) == (None, len(leaves))
    assert found.casts - found.erased == len(standing)


# ------------------------------------------------------------------ the parts


def test_the_hour_is_that_of_utc_and_hides_the_minute():
    brussels = timezone(timedelta(hours=1))
    assert hour_of(datetime(2025, 1, 1, 0, 59, 59, tzinfo=brussels)) == "2024-12-31T23"
    assert hour_of(datetime(2025, 1, 1, 10, 0, tzinfo=UTC)) == "2025-01-01T10"


@pytest.mark.parametrize(
    "refused",
    [
        lambda: commitment(SALT[:15], option="a", voter=VOTER),
        lambda: next_hash("no hash", casting(1)),
        lambda: hour_of(datetime(2025, 1, 1, 10)),  # noqa: DTZ001 - a moment without a zone is the point
        lambda: canonical_json(float("nan")),
    ],
)
def test_what_cannot_be_sealed_is_refused(refused):
    with pytest.raises(ValueError, match=r"."):
        refused()


def test_what_json_does_not_know_is_refused():
    with pytest.raises(TypeError):
        canonical_json({"option": b"a"})
