"""An import that is killed, in short: `python -m tests.faults.killing 100` is the long form."""

from tests.faults.killing import kill


def test_an_import_that_is_killed_leaves_one_whole_release_and_nothing_else() -> None:
    toll = kill(3, seed=7)
    assert not toll.wrong and toll.killed + toll.ended == 3
