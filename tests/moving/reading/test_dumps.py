"""Dumps are read as MySQL writes them, however they are cut into pieces, and never executed."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faena.moving.reading import dumps
from faena.moving.reading.lines import Unreadable
from faena.moving.reading.tables import contents_of, lines_of
from tests.moving import samples

TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
TRICKY = st.text(alphabet="'\\\"`;,()\n\r-#/* abNULL0x", max_size=30)
VALUES = st.one_of(st.none(), TEXTS, TRICKY)
ROWS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(VALUES, min_size=width, max_size=width), min_size=1, max_size=6)
)


def written(text: str, encoding: str = "utf-8") -> list[dumps.Dumped]:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "dump.sql"
        place.write_bytes(text.encode(encoding))
        return list(dumps.rows_of_dump(place, encoding))


@given(rows=ROWS, lists_columns=st.booleans(), piece=st.sampled_from((7, 64, 2**20)))
def test_every_row_comes_back_as_it_was_written(rows: list[list[str | None]], lists_columns: bool, piece: int) -> None:
    columns = [f"c{at}" for at in range(len(rows[0]))]
    text = samples.dump({"other": (["a"], [["x"]]), "t": (columns, rows)}, lists_columns=lists_columns)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dumps, "_PIECE", piece)
        found = [row for row in written(text) if row.table == "t"]

    assert [row.values for row in found] == [tuple(row) for row in rows]
    assert {row.columns for row in found} == {tuple(columns)}


@given(text=st.one_of(st.text(max_size=200), st.text(alphabet="INSERTO VALUES('a',);`\\-#/*\n", max_size=200)))
def test_whatever_is_no_dump_gives_rows_or_a_sentence(text: str) -> None:
    try:
        written("INSERT INTO t VALUES " + text.encode("utf-8", "replace").decode())
    except Unreadable as error:
        assert error.sentence  # noqa: PT017  # rows, or a sentence


def test_values_of_every_sort() -> None:
    text = (
        "CREATE TABLE IF NOT EXISTS `shop`.`t` (`a` enum('x','y)') DEFAULT NULL, `b` decimal(10,2), KEY `k` (`a`));\n"
        "/*!40000 ALTER TABLE `t` DISABLE KEYS */;\n-- INSERT INTO t VALUES ('no','no');\n"
        "INSERT INTO `t` VALUES ('it''s', -1.50),(_binary 'x', 0xFF),(NULL,1e3) , (\"y\",TRUE);\n"
        "REPLACE INTO `t` (`b`, `a`) VALUES (7, 'z') ON DUPLICATE KEY UPDATE b = 'it;s';\nINSERT INTO u VALUE ('w');\n"
    )

    rows = written(text)

    assert [(row.table, row.columns, row.values) for row in rows] == [
        ("t", ("a", "b"), ("it's", "-1.50")),
        ("t", ("a", "b"), ("x", "0xFF")),
        ("t", ("a", "b"), (None, "1e3")),
        ("t", ("a", "b"), ("y", "1")),
        ("t", ("b", "a"), ("7", "z")),
        ("u", ("1",), ("w",)),
    ]


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9, 0.99])
def test_a_dump_that_was_cut_is_refused_as_a_whole(tmp_path: Path, share: float) -> None:
    text = samples.dump({"t": (["a", "b"], [["x" * 50, "y" * 50]] * 20)}, lists_columns=False)
    path = tmp_path / "dump.sql"
    path.write_text(text[: int(len(text) * share)], encoding="utf-8")

    with pytest.raises(Unreadable, match="cut"):
        contents_of(path, path.name)


def test_passwords_are_never_read_into_a_row(tmp_path: Path) -> None:
    for path, table in ((samples.mapos(tmp_path / "a"), "clientes"), (samples.mkauth(tmp_path / "b"), "sis_cliente")):
        lines = list(lines_of(path, path.name, table))

        assert lines
        assert "canary" not in str(lines)
