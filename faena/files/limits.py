"""The measures of a picture. Apart from everything else because the decoder, which runs without Django, reads them."""

from typing import Final

MOST_BYTES: Final = 15 * 2**20  # of an upload
MOST_PIXELS: Final = 40_000_000
MOST_SIDE: Final = 12_000

FULL_SIDE: Final = 2048  # of what is kept
THUMB_SIDE: Final = 480
QUALITY: Final = 84
STORED_KIND: Final = "image/webp"

# 40 megapixels are 160 MB as RGBA, and a WebP or HEIC is held two to three times while it is read, beside 250 MB that
# Python and the codecs reserve. Virtual memory of the decoder's process, not of the worker.
MEMORY: Final = 1024 * 2**20
SECONDS: Final = 20
MOST_ATTEMPTS: Final = 3
