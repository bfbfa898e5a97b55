"""The measures of a picture and of an attachment. Apart from everything else because the decoder, which runs without
Django, reads them."""

from typing import Final

MOST_AT_ONCE: Final = 10  # pictures
MOST_BYTES: Final = 15 * 2**20  # of an upload
MOST_PIXELS: Final = 40_000_000
MOST_SIDE: Final = 12_000

FULL_SIDE: Final = 2048  # of what is kept
THUMB_SIDE: Final = 480
QUALITY: Final = 84
STORED_KIND: Final = "image/webp"

# Address space of the decoder's own process (the worker does not grow). 40 megapixels are 160 MB as RGBA; a WebP of
# that size is held four times over and was measured at 700 MB.
MEMORY: Final = 1024 * 2**20
CPU_SECONDS: Final = 20
WALL_SECONDS: Final = 45  # on a busy machine
MOST_ATTEMPTS: Final = 3

MOST_DOCUMENT_BYTES: Final = 10 * 2**20
MOST_VIDEO_BYTES: Final = 50 * 2**20
MOST_ATTACHED_AT_ONCE: Final = 5
MOST_ATTACHED_TOGETHER: Final = 60 * 2**20
