"""What an attachment is, by its content alone: a PDF, an office file, text or a video.

The name and the media type that the sender claims are not looked at. Nothing is unpacked: of a ZIP only the list of its
members is read, within limits, so that what it promises to become does not matter."""

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from faena.files.headers import boxes, brands_in, read_header

PDF, TEXT = "application/pdf", "text/plain"
MP4, MOV, WEBM, MOBILE = "video/mp4", "video/quicktime", "video/webm", "video/3gpp"
OOXML: Final = "application/vnd.openxmlformats-officedocument."
ODF: Final = "application/vnd.oasis.opendocument."
# Media type → the endings under which it is given out; the first is put behind a name with another one.
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    PDF: (".pdf",),
    TEXT: (".txt", ".csv", ".log", ".md"),
    f"{OOXML}wordprocessingml.document": (".docx",),
    f"{OOXML}spreadsheetml.sheet": (".xlsx",),
    f"{OOXML}presentationml.presentation": (".pptx",),
    f"{ODF}text": (".odt",),
    f"{ODF}spreadsheet": (".ods",),
    f"{ODF}presentation": (".odp",),
    MP4: (".mp4", ".m4v"),
    MOV: (".mov",),
    WEBM: (".webm",),
    MOBILE: (".3gp", ".3g2"),
}
ACCEPT: Final = ",".join([*(ending for endings in ENDINGS.values() for ending in endings), "video/*"])

# The main part of each OOXML package (ECMA-376) says which program it is of.
_MAIN_PARTS: Final = {
    "word/document": f"{OOXML}wordprocessingml.document",
    "xl/workbook": f"{OOXML}spreadsheetml.sheet",
    "ppt/presentation": f"{OOXML}presentationml.presentation",
}
_MACROS: Final = re.compile(r"vba(project|data)|(^|/)(macrosheets|activex)/|^(basic|scripts)/")
_VIDEO_BRANDS: Final = {
    **dict.fromkeys([b"isom", b"avc1", b"mp41", b"mp42", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"XAVC", b"dash"], MP4),
    **dict.fromkeys([b"iso%d" % number for number in range(2, 10)], MP4),
    **dict.fromkeys([b"3gp%d" % number for number in range(1, 10)], MOBILE),
    **dict.fromkeys([b"3g2a", b"3g2b", b"3g2c", b"3ge6", b"3gg6"], MOBILE),
    b"qt  ": MOV,
}
_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Office before 2007, and whatever Office encrypts
_MOST_MEMBERS: Final = 5_000
_MOST_OF_LIST: Final = 2**20  # bytes of a ZIP's central directory
_LONGEST_END: Final = 22 + 2**16  # of a ZIP: its last record, with a comment
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_RUNS: Final = ("<", "#!", "%!", "{\\rtf")  # text that a program reads as its own: pages, scripts, PostScript, RTF
_PIECE: Final = 2**16


@dataclass(frozen=True)
class Recognised:
    """kind: media type; or problem: the code in files.problems of why it is not taken."""

    kind: str = ""
    problem: str = ""


def recognise(stream: IO[bytes]) -> Recognised:
    """Leaves the stream at its beginning."""
    try:
        if read_header(stream) is not None:
            return Recognised(problem="picture")
        start = stream.read(64)
        if start.startswith(_OLE2):
            return Recognised(problem="old office")
        if start.startswith(b"PK\x03\x04"):
            return _packed(stream, start)
        kind = _kind(stream, start)
        return Recognised(kind) if kind else Recognised(problem="not taken")
    except (struct.error, IndexError):
        return Recognised(problem="not taken")
    finally:
        stream.seek(0)


def _kind(stream: IO[bytes], start: bytes) -> str:
    """Of what is no ZIP; "" when nothing is known of it."""
    if start.startswith(b"%PDF-"):
        return PDF
    if start[4:8] == b"ftyp":
        return _film(stream)
    if start.startswith(b"\x1a\x45\xdf\xa3"):  # EBML (RFC 8794), whose DocType (RFC 9559) is WebM's
        return WEBM if b"\x42\x82\x84webm" in start else ""
    return TEXT if _is_text(stream) else ""


def _film(stream: IO[bytes]) -> str:
    """By the major brand (ISO 14496-12), where there is a film behind it: sounds and pictures have other brands."""
    kind = ""
    for name, begin, end in boxes(stream):
        if name == b"ftyp":
            kind = _VIDEO_BRANDS.get(brands_in(stream, begin, end)[0], "")
        elif name == b"moov":
            return kind
    return ""


def _is_text(stream: IO[bytes]) -> bool:
    """UTF-8 without signs that only programs write, and nothing that a program would read as its own."""
    decoder, is_first = codecs.getincrementaldecoder("utf-8")(), True
    stream.seek(0)
    try:
        while piece := stream.read(_PIECE):
            text = decoder.decode(piece)
            if _CONTROLS.search(text):
                return False
            if is_first and text.lstrip("\ufeff \t\r\n").casefold().startswith(_RUNS):
                return False
            is_first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# --- ZIP ----------------------------------------------------------------------------------------------------


def _packed(stream: IO[bytes], start: bytes) -> Recognised:
    """An office file without macros, by its members; of any other ZIP nothing is taken."""
    names = {name.casefold() for name in _members(stream)}
    kind = _opendocument(stream, start) or _openxml(names)
    if not kind:
        return Recognised(problem="not taken")
    return Recognised(problem="macros") if any(map(_MACROS.search, names)) else Recognised(kind)


def _openxml(names: set[str]) -> str:
    if "[content_types].xml" not in names:
        return ""
    xml = [name for name in names if name.endswith(".xml")]
    kinds = {kind for part, kind in _MAIN_PARTS.items() if any(name.startswith(part) for name in xml)}
    return kinds.pop() if len(kinds) == 1 else ""


def _opendocument(stream: IO[bytes], start: bytes) -> str:
    """ODF 1.3 part 2: the first member is `mimetype`, neither compressed nor with anything extra."""
    method, size, length, extra = struct.unpack("<8xH8xI4xHH", start[:30])
    if method or extra or start[30:38] != b"mimetype" or length != 8 or size > 100:
        return ""
    stream.seek(38)
    kind = stream.read(size).decode("ascii", "replace")
    return kind if kind.startswith(ODF) and kind in ENDINGS else ""


def _members(stream: IO[bytes]) -> Iterator[str]:
    """The names in a ZIP's central directory (APPNOTE 4.3.12); none where it is longer than any office file's."""
    whole = stream.seek(0, 2)
    tail_at = max(0, whole - _LONGEST_END)
    stream.seek(tail_at)
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0:
        return
    number, length, begin = struct.unpack("<10xHII", tail[end : end + 20])
    if number > _MOST_MEMBERS or length > _MOST_OF_LIST or begin + length > tail_at + end:
        return
    stream.seek(begin)
    listed, place = stream.read(length), 0
    for _ in range(number):
        sign, name, extra, comment = struct.unpack("<4s24xHHH", listed[place : place + 34])
        if sign != b"PK\x01\x02":
            return
        yield listed[place + 46 : place + 46 + name].decode("utf-8", "replace")
        place += 46 + name + extra + comment
