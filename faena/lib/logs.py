"""What a log may hold: an address that opens something by itself is written without its token."""

import logging
import re
from typing import Final

# The link of a customer and its label on the device, an invitation, the set-up and a recovered password.
_OPENS: Final = re.compile(r"(/(?:t|l|invitation|setup|password/reset)/)[^/\s?\"']{12,}")


class WithoutTokens(logging.Formatter):
    """The finished line, its traceback too, with `…` in place of every token."""

    def format(self, record: logging.LogRecord) -> str:
        return _OPENS.sub(r"\1…", super().format(record))
