"""What the first bytes of an upload say: which kind of picture it is and how large it would become.

Read by hand, because the web process must not decode anything that a stranger sent: no image library is loaded
here. The name and the media type that the browser claims are not looked at. What these bytes promise is checked
again by the decoder, which has a process and limits of its own."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

KIND_OF_BRAND = {
    **dict.fromkeys([b"heic", b"heix", b"heim", b"heis"], "image/heic"),
    b"avif": "image/avif",
}
SEQUENCE_BRANDS = {b"hevc", b"hevx", b"avis", b"msf1"}
_MOST_BRANDS = 256
_MOST_SEGMENTS = 2000
_MOST_META = 2 * 2**20
_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the JPEG markers that begin a frame and give its size
_BARE = {0x01, *range(0xD0, 0xD9)}  # markers without a length


@dataclass(frozen=True)
class Header:
    """kind: media type; width and height in pixels as the file claims; is_animated: more than one frame to play."""

    kind: str
    width: int
    height: int
    is_animated: bool = False


def read_header(stream: IO[bytes]) -> Header | None:
    """The header of a JPEG, PNG, WebP, HEIC or AVIF picture; None for anything else and for what ends too early.
    Leaves the stream at its beginning."""
    try:
        stream.seek(0)
        start = stream.read(32)
        if start[:3] == b"\xff\xd8\xff":
            return _jpeg(stream)
        if start[:8] == b"\x89PNG\r\n\x1a\n":
            return _png(stream, start)
        if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
            return _webp(start)
        if start[4:8] == b"ftyp":
            return _heif(stream)
        return None
    except (struct.error, IndexError):
        return None
    finally:
        stream.seek(0)


def _jpeg(stream: IO[bytes]) -> Header | None:
    """Walks the segments to the first frame (ITU T.81 annex B); thumbnails inside a segment are stepped over."""
    stream.seek(2)
    for _ in range(_MOST_SEGMENTS):
        byte = stream.read(1)
        if byte != b"\xff":
            return None
        while byte == b"\xff":
            byte = stream.read(1)
        if not byte:
            return None
        marker = byte[0]
        if marker in _BARE:
            continue
        (length,) = struct.unpack(">H", stream.read(2))
        if marker in _SIZES:
            height, width = struct.unpack(">xHH", stream.read(5))
            return Header("image/jpeg", width, height)
        if marker in (0xD9, 0xDA) or length < 2:
            return None
        stream.seek(length - 2, 1)
    return None


def _png(stream: IO[bytes], start: bytes) -> Header | None:
    """IHDR comes first; an animation says so (acTL) before the first pixels (IDAT)."""
    if start[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", start[16:24])
    stream.seek(8)
    for _ in range(_MOST_SEGMENTS):
        length, name = struct.unpack(">I4s", stream.read(8))
        if name == b"IDAT":
            return Header("image/png", width, height)
        if name == b"acTL":
            return Header("image/png", width, height, is_animated=True)
        stream.seek(length + 4, 1)
    return None


def _webp(start: bytes) -> Header | None:
    """RFC 9649: one of three kinds of first chunk."""
    match start[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<HH", start[26:30])
            return Header("image/webp", width & 0x3FFF, height & 0x3FFF)
        case b"VP8L":
            (bits,) = struct.unpack("<I", start[21:25])
            return Header("image/webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            width = int.from_bytes(start[24:27], "little") + 1
            height = int.from_bytes(start[27:30], "little") + 1
            return Header("image/webp", width, height, is_animated=bool(start[20] & 2))
    return None


def _heif(stream: IO[bytes]) -> Header | None:
    """ISO 14496-12 boxes: the brands, then the largest picture (`ispe`) among the properties in `meta`. The kind is of
    the first known one of the major brand and the compatible ones (ISO 23008-12): phones also write `mif1` or their own
    word first. A sequence has a major brand of its own and plays."""
    sizes: list[tuple[int, int]] = []
    brands: list[bytes] = []
    for name, begin, end in boxes(stream):
        if name == b"ftyp":
            brands = brands_in(stream, begin, end)
        elif name == b"meta":
            stream.seek(begin)
            meta = stream.read(min(end - begin, _MOST_META))
            place = meta.find(b"ispe")
            while place >= 0:
                sizes.append(struct.unpack(">II", meta[place + 8 : place + 16]))
                place = meta.find(b"ispe", place + 4)
            break
    kind = next((KIND_OF_BRAND[brand] for brand in brands if brand in KIND_OF_BRAND), "")
    if not kind and b"mif1" in brands:  # says only that it is of this family
        kind = "image/heic"
    if not kind or not sizes:
        return None
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    return Header(kind, width, height, is_animated=brands[0] in SEQUENCE_BRANDS)


def brands_in(stream: IO[bytes], begin: int, end: int) -> list[bytes]:
    """The major brand of an `ftyp` box and then its compatible ones; between them stand four bytes of version."""
    stream.seek(begin)
    box = stream.read(min(end - begin, _MOST_BRANDS))
    return [box[place : place + 4] for place in range(0, len(box) - 3, 4) if place != 4]


def boxes(stream: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Name, begin and end of the contents of each outermost box."""
    place = 0
    for _ in range(_MOST_SEGMENTS):
        stream.seek(place)
        size, name = struct.unpack(">I4s", stream.read(8))
        begin = place + 8
        if size == 1:
            (size,) = struct.unpack(">Q", stream.read(8))
            begin += 8
        if size < begin - place:
            return
        yield name, begin, place + size
        place += size
