"""A photo as a phone takes it: two megapixels, some hundred kB, another one each time."""

import random
import secrets
from functools import cache
from io import BytesIO

SIZE = (1600, 1200)


@cache
def _photos() -> list[bytes]:
    from PIL import Image

    made = []
    for _ in range(4):
        small = Image.frombytes("RGB", (160, 120), random.randbytes(160 * 120 * 3))
        file = BytesIO()
        small.resize(SIZE, Image.Resampling.BICUBIC).save(file, "JPEG", quality=85)
        made.append(file.getvalue())
    return made


def a_photo() -> bytes:
    """Bytes after the end of a JPEG are no part of it."""
    return random.choice(_photos()) + secrets.token_bytes(16)
