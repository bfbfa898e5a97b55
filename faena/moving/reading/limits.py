"""The measures of a file that is brought. Apart from everything else because the reader of workbooks, which runs
without Django, reads them."""

from typing import Final

MOST_BYTES: Final = 50 * 2**20  # of an upload
MOST_UNPACKED: Final = 500 * 2**20
MOST_ROWS: Final = 1_000_000  # of a table
MOST_COLUMNS: Final = 200
MOST_TABLES: Final = 200
MOST_LINE: Final = 2**20  # characters of a line of text
MOST_CELL: Final = 32_767  # characters, as spreadsheets have it
MOST_VALUE: Final = 16 * 2**20  # characters of a value of a dump
HEADER_WITHIN: Final = 20  # rows

# Of the reader's own process. A million rows of eight short cells take about 1 GB there.
MEMORY: Final = 2 * 2**30
CPU_SECONDS: Final = 240
WALL_SECONDS: Final = 900  # on a busy machine
MOST_ANSWER: Final = 2 * 2**30  # bytes
