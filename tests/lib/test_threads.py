"""Language, zone, prefix and connections belong to their thread."""

from concurrent.futures import ThreadPoolExecutor
from zoneinfo import ZoneInfo

from django.db import connections
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation

from faena.lib.locales import active_country, numbers_of
from faena.lib.threads import KEPT


def test_all_of_them_are_kept_so():
    assert {type(getattr(owner, name)).__module__ for owner, name in KEPT} == {"_thread"}


def test_what_one_thread_sets_another_does_not_see():
    def seen():
        return translation.get_language(), str(timezone.get_current_timezone()), get_script_prefix(), active_country()

    with ThreadPoolExecutor(1) as other:
        before = other.submit(seen).result()
        prefix = get_script_prefix()
        try:
            set_script_prefix("/shop/")
            with translation.override("pt-br"), timezone.override(ZoneInfo("Asia/Tokyo")), numbers_of("MX"):
                assert seen() == ("pt-br", "Asia/Tokyo", "/shop/", "MX")
                assert other.submit(seen).result() == before
        finally:
            set_script_prefix(prefix)


def test_each_thread_has_its_connection():
    with ThreadPoolExecutor(1) as other:
        assert other.submit(lambda: id(connections["default"])).result() != id(connections["default"])
