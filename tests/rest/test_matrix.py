"""Every operation × role × token: who is let in, who is not, and what nobody may reach."""

import pytest

from faena.gate.grants import GRANTS, Perm, Scope
from tests.rest.calling import Api
from tests.rest.operations import operations
from tests.world import PEOPLE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engine("sqlite", "who may is decided in Python, before anything of the thing is asked"),
]
GONE = 2**62  # a key that nothing has
each = pytest.mark.parametrize("one", operations(), ids=str)


def sent(api, one, keys):
    """With an empty body: what comes after the door refuses it, and nothing is written."""
    path = one.at(keys)
    match one.method:
        case "GET":
            return api.get(path)
        case "PATCH":
            return api.patch(path, {}, version=1)
        case "DELETE":
            return api.delete(path, version=1)
    return api.post(path, {}, version=1)


@each
def test_the_door_asks_role_and_token_before_anything_is_read(one, world):
    """403 names the permission, whatever the address and the body are."""
    keys = dict.fromkeys(one.keys, GONE)
    others = [perm for perm in Perm if perm is not one.perm]
    assert sent(Api(None), one, keys).status_code == 401

    for who in PEOPLE:
        user = world.people[who]
        short = sent(Api(user, *others), one, keys)
        assert (short.status_code, short.json()["permission"]) == (403, str(one.perm)), who
        whole = sent(Api(user), one, keys)
        if GRANTS[one.perm][user.role] is Scope.NONE:
            assert (whole.status_code, whole.json()["permission"]) == (403, str(one.perm)), who
        else:
            assert whole.status_code < 500, (who, whole.content)
            assert whole.json().get("permission") != str(one.perm), who
            if one.keys:
                assert whole.status_code in (404, 422, 400, 409), (who, whole.status_code)
