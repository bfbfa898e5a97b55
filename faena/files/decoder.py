"""The decoder: a program of its own that reads what a stranger sent, under limits of memory and time.

    python -m faena.files.decoder SOURCE FULL THUMB

It writes two WebP pictures made from the pixels alone, upright, in sRGB, without any of the data that cameras add,
and prints one line of JSON: {"width": 2048, "height": 1536} or {"problem": "damaged"}, a code of files.problems.
It knows neither Django nor the database nor any secret."""

import contextlib
import io
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from faena.files.headers import read_header
from faena.files.limits import CPU_SECONDS, FULL_SIDE, MEMORY, MOST_PIXELS, MOST_SIDE, QUALITY, THUMB_SIDE

FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
BRANDS: Final = {"image/heic": b"heic", "image/avif": b"avif"}
BIGGEST_OUTPUT: Final = 64 * 2**20


class Refused(Exception):
    """The picture is not taken; the argument is the code of why."""


def main(source: str, full: str, thumb: str) -> None:
    limit()
    try:
        answer: dict[str, object] = make(source, full, thumb)
    except Refused as refused:
        answer = {"problem": str(refused)}
    except MemoryError:
        answer = {"problem": "costly"}
    print(json.dumps(answer))  # noqa: T201  # the answer to the program that called


def limit() -> None:
    """Bound what this process may use, where the system can do that."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 2))
        resource.setrlimit(resource.RLIMIT_FSIZE, (BIGGEST_OUTPUT, BIGGEST_OUTPUT))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(10)  # people who wait for a page come first


def make(source: str, full: str, thumb: str) -> dict[str, object]:
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    try:
        say_its_brand(source)
        picture = from_pixels(read(source))
    except (Refused, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("large") from error
    except UnidentifiedImageError as error:
        raise Refused("kind") from error
    except Exception as error:  # a codec may raise anything over a broken file
        raise Refused("damaged") from error
    picture.save(full, "WEBP", quality=QUALITY, method=4)
    size = picture.size
    picture.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    picture.save(thumb, "WEBP", quality=QUALITY, method=4)
    return {"width": size[0], "height": size[1]}


def say_its_brand(source: str) -> None:
    """Write the compatible brand by which a HEIC or AVIF was recognised in the place of the major one: the codecs look
    there alone. The file is this program's own copy."""
    with Path(source).open("r+b") as stream:
        header = read_header(stream)
        if header and header.kind in BRANDS and not header.is_animated:
            stream.seek(8)
            stream.write(BRANDS[header.kind])


def read(source: str) -> Image.Image:
    """The picture, upright, at most FULL_SIDE long; as small as early as possible, because pixels are memory."""
    image: Image.Image = Image.open(source, formats=FORMATS)
    if max(image.size) > MOST_SIDE or image.width * image.height > MOST_PIXELS:
        raise Refused("large")
    if image.format in ("PNG", "WEBP", "AVIF") and getattr(image, "n_frames", 1) > 1:
        raise Refused("animated")
    image.draft(None, (FULL_SIDE, FULL_SIDE))  # a JPEG is read at a fraction of its size
    image.load()
    image = plain_mode(image)
    image.thumbnail((FULL_SIDE, FULL_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    with contextlib.suppress(ValueError, SyntaxError, KeyError, TypeError):  # orientation from broken camera data
        ImageOps.exif_transpose(image, in_place=True)
    return image


def plain_mode(image: Image.Image) -> Image.Image:
    """One of L, RGB, RGBA, CMYK: the modes that can be made smaller without harm."""
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def from_pixels(image: Image.Image) -> Image.Image:
    """A fresh picture that shares nothing with the file but its colours. Transparency stays where there is some."""
    image = to_srgb(image)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    fresh = Image.new(mode, image.size)
    fresh.paste(image.convert(mode))
    return fresh


def to_srgb(image: Image.Image) -> Image.Image:
    """Colours as every screen shows them; a profile that cannot be used is left out."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        ours, theirs = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, theirs, ours, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


if __name__ == "__main__":
    main(*sys.argv[1:4])
