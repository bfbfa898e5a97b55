"""Pictures of every kind that people and attackers send, made when they are asked for."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">10.4806 -66.9036 SECRETPLACE</x:xmpmeta>'
# What cameras, editors and attackers leave in a picture; none of it may be in what we make.
MARKS = [b"SECRET", b"<script", b"Exif", b"EXIF", b"xmpmeta", b"XMP ", b"ICCP", b"GPS", b"PK\x03\x04"]
GPS_TAG, ORIENTATION_TAG, MODEL_TAG = 0x8825, 0x0112, 0x0110


def sent(contents: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    """As it arrives in a request. Its name and kind are what the sender claims."""
    return SimpleUploadedFile(name, contents, kind)


def scene(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Red in the upper left quarter, blue elsewhere: shows which way is up."""
    image = Image.new("RGB", size, "blue")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill="red")
    return image.convert(mode)


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def camera_data() -> Image.Exif:
    """Where and with what it was taken, and a script that hopes to be shown."""
    exif = Image.Exif()
    exif[MODEL_TAG] = "SECRETPHONE <script>alert(1)</script>"
    exif.get_ifd(GPS_TAG).update({1: "N", 2: (10.0, 28.0, 50.0), 3: "W", 4: (66.0, 54.0, 13.0)})
    return exif


def jpeg(**options: Any) -> bytes:
    return written(scene(), "JPEG", quality=95, subsampling=0, **options)


def turned(orientation: int) -> bytes:
    """As a phone stores a picture taken while it was held in one of the eight ways: upright only after turning."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    image = scene()
    stored = image.transpose(undo[orientation]) if orientation in undo else image
    return written(stored, "JPEG", quality=95, subsampling=0, exif=exif)


def of_a_phone(kind: str) -> bytes:
    """12 megapixels, upright only after turning, with all that a camera adds and a tail that no picture needs."""
    exif = camera_data()
    exif[ORIENTATION_TAG] = 6
    image = scene(size=(3000, 4000)).transpose(Image.Transpose.ROTATE_90)
    pillow_heif.register_heif_opener()
    words = {} if kind == "PNG" else {"xmp": XMP}
    return written(image, kind, quality=90, exif=exif.tobytes(), **words) + b"<script>SECRETPLACE</script>"


def is_red(pixel: Any) -> bool:
    return bool(pixel[0] > 180 and pixel[2] < 80)


def heic(image: Image.Image | None = None, **options: Any) -> bytes:
    pillow_heif.register_heif_opener()
    return written(image or scene(), "HEIF", quality=80, **options)


def rebranded(whole: bytes, major: bytes) -> bytes:
    """With another major brand; the compatible ones stay."""
    return whole[:8] + major + whole[12:]


def avif(**options: Any) -> bytes:
    return written(scene(), "AVIF", quality=60, **options)


def png_with_texts() -> bytes:
    texts = PngInfo()
    texts.add_text("Comment", "SECRETPLACE <script>")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return written(scene(), "PNG", pnginfo=texts, exif=camera_data())


def cut(whole: bytes) -> bytes:
    """What arrives when the connection breaks half way."""
    return whole[: len(whole) // 2]


def empty_png(width: int, height: int) -> bytes:
    """A PNG whose header promises so many pixels, with hardly any data behind it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def bomb() -> bytes:
    """13,000 × 13,000 black pixels in half a megabyte."""
    return written(Image.new("L", (13_000, 13_000)), "PNG")


def lying_bomb() -> bytes:
    """Passes the look at the header with its first size; the data behind holds another, enormous one."""
    small, large = empty_png(100, 100), empty_png(50_000, 50_000)
    return small[:33] + large[8:]


def moving(kind: str) -> bytes:
    frames = [scene(), Image.new("RGB", (120, 80), "green")]
    return written(frames[0], kind, save_all=True, append_images=frames[1:])


def with_profile(mode: str = "RGB") -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return written(scene(mode), "JPEG", icc_profile=profile)


GOOD: dict[str, Callable[[], bytes]] = {
    "plain JPEG": jpeg,
    "progressive JPEG": lambda: jpeg(progressive=True),
    "JPEG with GPS": lambda: jpeg(exif=camera_data()),
    "JPEG with XMP": lambda: jpeg(xmp=XMP),
    "JPEG with a comment": lambda: jpeg(comment=b"SECRETPLACE"),
    "JPEG with HTML behind it": lambda: jpeg() + b"<html><script>SECRETPLACE</script>",
    "JPEG with script inside and behind": lambda: jpeg(comment=b"*/=1;alert(SECRETPLACE)/*") + b"*/;alert(SECRETPLACE)",
    "JPEG with a ZIP behind it": lambda: jpeg() + b"PK\x03\x04SECRETPLACE",
    "JPEG with a colour profile": with_profile,
    "JPEG with a broken profile": lambda: jpeg(icc_profile=b"SECRETPLACE" * 20),
    "grey JPEG": lambda: written(scene("L"), "JPEG"),
    "CMYK JPEG": lambda: written(scene("CMYK"), "JPEG"),
    "MPO": lambda: written(scene(), "MPO", save_all=True, append_images=[scene()]),
    "plain PNG": lambda: written(scene(), "PNG"),
    "PNG with texts": png_with_texts,
    "palette PNG": lambda: written(scene("P"), "PNG"),
    "black and white PNG": lambda: written(scene("1"), "PNG"),
    "16-bit PNG": lambda: written(Image.new("I;16", (120, 80), 40_000), "PNG"),
    "transparent PNG": lambda: written(Image.new("RGBA", (120, 80), (255, 0, 0, 40)), "PNG"),
    "plain WebP": lambda: written(scene(), "WEBP"),
    "lossless WebP": lambda: written(scene(), "WEBP", lossless=True),
    "transparent WebP": lambda: written(Image.new("RGBA", (120, 80), (255, 0, 0, 40)), "WEBP"),
    "WebP with GPS and XMP": lambda: written(scene(), "WEBP", exif=camera_data(), xmp=XMP),
    "HEIC": heic,
    "HEIC with GPS": lambda: heic(exif=camera_data().tobytes(), xmp=XMP),
    "HEIC of another major brand": lambda: rebranded(heic(), b"XYZ1"),
    "AVIF": avif,
    "AVIF with GPS": lambda: avif(exif=camera_data().tobytes(), xmp=XMP),
    "AVIF of another major brand": lambda: rebranded(avif(), b"mif1"),
    "one pixel": lambda: written(Image.new("RGB", (1, 1)), "PNG"),
    "a long strip": lambda: written(Image.new("RGB", (12_000, 3)), "PNG"),
}
# Refused in the request: what it is, and a part of the sentence.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "16 MB": (lambda: jpeg() + b"\0" * 16 * 2**20, "15 MB"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not a picture"),
    "HTML": (lambda: b"<!doctype html><script>alert(1)</script>", "not a picture"),
    "GIF": (lambda: written(scene("P"), "GIF"), "not a picture"),
    "GIF with script": (lambda: b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", "not a picture"),
    "BMP": (lambda: written(scene(), "BMP"), "not a picture"),
    "TIFF": (lambda: written(scene(), "TIFF"), "not a picture"),
    "PDF": (lambda: b"%PDF-1.7\n/OpenAction /JS (app.alert(1))", "not a picture"),
    "EPS": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n", "not a picture"),
    "Photoshop": (lambda: b"8BPS\0\1" + b"\0" * 100, "not a picture"),
    "only an AVIF's beginning": (lambda: b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B", "not a picture"),
    "MP4": (lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "not a picture"),
    "Python": (lambda: b"import os; os.system('id')\n", "not a picture"),
    "only a JPEG's beginning": (lambda: jpeg()[:20], "not a picture"),
    "a JPEG without a picture": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 9 + b"\xff\xd9", "not a picture"),
    "no pixels": (lambda: empty_png(0, 10), "not a picture"),
    "13,000 square bomb": (bomb, "too many pixels"),
    "50,000 square header": (lambda: empty_png(50_000, 50_000), "too many pixels"),
    "65,000 on a side": (lambda: empty_png(65_000, 1), "too many pixels"),
    "moving PNG": (lambda: moving("PNG"), "moves"),
    "moving WebP": (lambda: moving("WEBP"), "moves"),
    "moving AVIF": (lambda: moving("AVIF"), "moves"),
}
# Passes the look at its header and is found out by the decoder: what it is, and the code of the problem.
FOUND_OUT: dict[str, tuple[Callable[[], bytes], str]] = {
    "half a JPEG": (lambda: cut(jpeg()), "damaged"),
    "half a PNG": (lambda: cut(written(Image.effect_noise((90, 90), 90), "PNG")), "damaged"),
    "half a WebP": (lambda: cut(written(Image.effect_noise((90, 90), 90), "WEBP")), "damaged"),
    "half an AVIF": (lambda: avif()[:-40], "damaged"),
    "half a HEIC": (lambda: heic()[:-40], "damaged"),
    "PNG without data": (lambda: empty_png(100, 100), "damaged"),
    "a header that lies": (lying_bomb, "large"),
}
