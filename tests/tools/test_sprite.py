"""The icon sprite holds what icons.txt names, and nothing that a strict CSP would refuse."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tools import SetupError, sprite


def test_each_named_icon_is_one_symbol(tmp_path: Path) -> None:
    target = tmp_path / "icons.svg"

    sprite.draw(target)

    symbols = ElementTree.parse(target).getroot().findall("{http://www.w3.org/2000/svg}symbol")
    assert [symbol.get("id") for symbol in symbols] == sprite.names()
    assert "style" not in target.read_text()


def test_an_icon_that_does_not_exist_is_named() -> None:
    with pytest.raises(SetupError, match="wrench-of-gold"):
        sprite.read_drawings(["wrench", "wrench-of-gold"])
