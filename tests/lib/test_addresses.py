"""Whose address counts: the one that our own proxies vouch for, never the one that a client writes."""

import pytest

from faena.lib.addresses import client_address


def test_without_proxies_the_header_means_nothing():
    meta = {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}

    assert client_address(meta, 0) == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("198.51.100.1", 1, "198.51.100.1"),
        ("1.1.1.1, 198.51.100.1", 1, "198.51.100.1"),
        ("1.1.1.1, 198.51.100.1, 10.0.0.2", 2, "198.51.100.1"),
        ("junk, 198.51.100.1", 1, "198.51.100.1"),
        ("", 1, "10.0.0.1"),
        ("198.51.100.1", 2, "10.0.0.1"),
        ("not an address", 1, "unknown"),
    ],
)
def test_the_client_stands_as_far_from_the_right_as_there_are_proxies(forwarded, proxies, address):
    assert client_address({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}, proxies) == address


def test_one_household_of_ipv6_counts_as_one():
    here = client_address({"REMOTE_ADDR": "2001:db8:1:2:aaaa::1"}, 0)
    there = client_address({"REMOTE_ADDR": "2001:db8:1:2:bbbb::2"}, 0)
    neighbour = client_address({"REMOTE_ADDR": "2001:db8:1:3::1"}, 0)

    assert here == there == "2001:db8:1:2::/64"
    assert neighbour != here


def test_an_ipv4_address_in_ipv6_clothes_is_itself():
    assert client_address({"REMOTE_ADDR": "::ffff:203.0.113.9"}, 0) == "203.0.113.9"
