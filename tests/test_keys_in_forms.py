"""A form that carries the key of a row which it did not offer: another seller's, one that is no longer in use, one that
never was. It is answered with a sentence or as if nothing were there, and changes nothing (W31)."""

import pytest
from django import forms
from django.utils import timezone

from faena.accounts.models import User
from faena.company.models import CatalogueRow
from tests import routes as house
from tests.fingerprint import fingerprint
from tests.forms_in_pages import forms_of
from tests.test_bad_input import plausible, press
from tests.world import signed_in_as

pytestmark = pytest.mark.slow("each form of each page that names a row, by three roles")

NEVER = 2_000_000_000
PAGES = [route for route in house.routes() if route.door and route.door.kind == "staff"]


@pytest.fixture
def world(world):
    """In which the newest row of every small list is no longer offered, and who came last has left."""
    for model in CatalogueRow.__subclasses__():
        model.objects.filter(pk=model.objects.latest("pk").pk).update(retired_at=timezone.now())
    User.objects.filter(pk=User.objects.latest("pk").pk).update(is_active=False)
    return world


@pytest.fixture
def built(monkeypatch):
    """Each form that a page makes, while it makes it."""
    found, made = [], forms.BaseForm.__init__

    def noted(form, *args, **kwargs):
        made(form, *args, **kwargs)
        found.append(form)

    monkeypatch.setattr(forms.BaseForm, "__init__", noted)
    return found


def not_offered(field) -> list[int]:
    """Keys of rows of its kind that this field does not offer, the oldest and the newest, and of none."""
    rows = field.queryset.model._base_manager.exclude(pk__in=field.queryset.values("pk")).order_by("pk")
    ends = [rows.values_list("pk", flat=True).first(), rows.values_list("pk", flat=True).last()]
    return [*dict.fromkeys(pk for pk in ends if pk is not None), NEVER]


def fields_of(built) -> dict[str, forms.ModelChoiceField]:
    """Those of the page that choose a row, by the name that the browser sends."""
    return {
        form.add_prefix(name): field
        for form in built
        for name, field in form.fields.items()
        if isinstance(field, forms.ModelChoiceField)
    }


@pytest.mark.parametrize("who", ["owner", "seller", "technician"])
def test_a_key_that_was_not_offered_is_refused(who, world, built):
    browser, before = signed_in_as(world.browsers[who]), fingerprint()
    tried, wrong = set(), []
    for route in PAGES:
        built.clear()
        url = world.things.url(route)
        page = browser.get(url)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        chosen = fields_of(built)
        for form in forms_of(page.content.decode(), url) if chosen else ():
            for name in [name for name in chosen if name in form.fields and form.method == "post"]:
                for key in not_offered(chosen[name]):
                    answer = press(browser, form.action, plausible(form) | {name: [str(key)]}, look=True)
                    tried.add((form.action, name))
                    if answer.status_code not in {404, 409, 422} or answer.after != before:
                        wrong.append(f"{form.action} {name}={key}: {answer.status_code}")

    assert wrong == []
    assert len(tried) > LEAST[who]


LEAST = {"owner": 15, "seller": 1, "technician": 5}  # forms and fields
