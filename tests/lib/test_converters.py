"""What a part of an address may be."""

import pytest

from faena.lib.converters import TokenConverter
from faena.lib.sealing import new_token


@pytest.mark.parametrize(
    "written",
    ["{}", "{}.", "{}),", "«{}»", "\u200b{}\ufeff", "{}\u00ad", "{}/.", "{}/_", "{}/)\u200b", "*{}*", "{} "],
)
def test_a_token_is_read_without_what_stands_beside_it(written):
    """M24: whatever letters it begins and ends with."""
    for token in (new_token(), "-abc_", "_x-"):
        assert TokenConverter().to_python(written.format(token)) == token
