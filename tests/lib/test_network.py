"""Addresses of machines in any spelling."""

import pytest

from faena.lib.network import read_mac

KEPT = "AC:84:C6:12:34:56"


@pytest.mark.parametrize(
    "text", [KEPT, "ac-84-c6-12-34-56", "ac84.c612.3456", "AC84C6123456", " ac 84 c6 12 34 56 ", "ac:84:c6:12:34:56"]
)
def test_a_mac_is_kept_in_one_spelling(text):
    """C4."""
    assert read_mac(text) == KEPT


@pytest.mark.parametrize("text", ["", "  ", ":"])
def test_nothing_is_no_mac(text):
    assert read_mac(text) == ""


@pytest.mark.parametrize(
    "text", ["AC:84:C6:12:34", "AC:84:C6:12:34:5G", "AC:84:C6:12:34:56:78", "router", "١٢٣٤٥٦٧٨٩٠١٢"]
)
def test_what_is_no_mac_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        read_mac(text)
