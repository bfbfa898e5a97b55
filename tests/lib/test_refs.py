"""A light pointer to a thing of a room above."""

from faena.cash.models import Charge
from faena.lib.refs import LONGEST_LABEL, Ref


def test_a_row_remembers_what_it_points_to():
    charge = Charge(ref=Ref("order", 7, "OS-000007"))

    assert charge.ref == Ref("order", 7, "OS-000007")
    assert (str(charge.ref), str(Ref("order", 7))) == ("OS-000007", "order 7")


def test_a_row_may_point_to_nothing():
    charge = Charge(ref=Ref("order", 7))
    charge.ref = None

    assert (charge.ref, charge.ref_kind, charge.ref_id) == (None, "", None)


def test_a_long_name_is_cut_where_it_is_kept():
    """An invitation of somebody whose name has 80 letters was a server error on PostgreSQL."""
    ref = Ref("user", 1, "W" * 80)

    assert len(ref.short) == LONGEST_LABEL
    assert Charge(ref=ref).ref_label == ref.short
    assert ref.label == "W" * 80
