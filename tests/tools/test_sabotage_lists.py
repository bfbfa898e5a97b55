"""What `dev.py sabotage` is told of defences whose fall nobody sees is true of the program and of the table of grants
as they are now."""

from faena.gate.grants import Scope
from faena.gate.roles import Role
from tests.expected import GRANTED
from tests.sabotage import defences
from tests.sabotage.doubled import DOUBLED
from tests.sabotage.explained import ALL_BEHIND, EVERYBODY, EXPLAINED


def test_each_is_a_defence_that_there_is():
    named = [name.split()[1] for name in [*DOUBLED, *EXPLAINED] if ".py:" in name]
    files = sorted({f"faena/{path.partition(':')[0]}" for path in named})
    known = {one.name for one in defences.told_apart([*defences.of_the_table(), *defences.of_the_code(files)])}

    assert DOUBLED.keys() - known == set()
    assert EXPLAINED.keys() - known == set()
    assert DOUBLED.keys() & EXPLAINED.keys() == set()


def test_each_role_that_comes_so_far_has_what_is_asked_there():
    """Where this is red a role can be kept out now: the name is taken off the list and gets a test."""
    wrong = []
    for name, (doors, asked) in ALL_BEHIND.items():
        let_in = [role for role in Role.values if any(GRANTED[door][role] is not Scope.NONE for door in doors)]
        wrong += [(name, role) for role in let_in if GRANTED[asked][role] is not Scope.ALL]
    for name, asked in EVERYBODY.items():
        wrong += [(name, role) for role in Role.values if GRANTED[asked][role] is Scope.NONE]

    assert wrong == []
