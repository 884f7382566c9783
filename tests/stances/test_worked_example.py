"""The example on the page about the seal is the published one."""

from debates.stances.worked_example import WorkedExample, worked_example


def test_the_example_is_the_published_one() -> None:
    voter = "64fcc95dfb307943410ef31bd1a03d7596d465a41cf615adaf6292cc465ddca7"
    assert worked_example() == WorkedExample(
        salt="000102030405060708090a0b0c0d0e0f",
        option="a",
        voter=voter,
        text=f'{{"option":"a","voter":"{voter}"}}',
        commitment="427c953788f7ac4f330b142a421f3f4a04f37dbf427c8da7173e8d14f9a3d87d",
    )
