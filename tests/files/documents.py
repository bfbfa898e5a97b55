"""Attachments of every kind that people and attackers send, made when they are asked for."""

import io
import struct
import zipfile
from collections.abc import Callable

from tests.files.corpus import avif, heic, jpeg

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"


def packed(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    """A ZIP with these members; `first` is stored as it is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        if first:
            pack.writestr(zipfile.ZipInfo(first[0]), first[1], zipfile.ZIP_STORED)
        for name in names:
            pack.writestr(name, "<x/>")
    return stream.getvalue()


def openxml(*parts: str) -> bytes:
    return packed("[Content_Types].xml", "_rels/.rels", *parts)


def opendocument(kind: str = ODT, *more: str) -> bytes:
    return packed("content.xml", "META-INF/manifest.xml", *more, first=("mimetype", kind.encode()))


def box(name: bytes, contents: bytes) -> bytes:
    return struct.pack(">I", len(contents) + 8) + name + contents


def film(brand: bytes = b"mp42", *boxes: bytes) -> bytes:
    start = box(b"ftyp", brand + b"\0\0\0\0" + brand + b"isom")
    return start + b"".join(boxes or (box(b"mdat", b"\0" * 40), box(b"moov", b"\0" * 20)))


def webm(doctype: bytes = b"webm") -> bytes:
    return b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82" + bytes([0x80 | len(doctype)]) + doctype + b"\0" * 40


def a_list_too_long() -> bytes:
    """The end of a ZIP that promises more members than any office file has."""
    return b"PK\x03\x04" + b"\0" * 60 + b"PK\x05\x06" + struct.pack("<4HIIH", 0, 0, 60_000, 60_000, 900, 0, 0)


def bomb() -> bytes:
    """A document one of whose parts would become 200 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("[Content_Types].xml", "<x/>")
        with pack.open("word/document.xml", "w") as part:
            for _ in range(200):
                part.write(b"\0" * 2**20)
    return stream.getvalue()


# What it is → how it is made, its media type.
GOOD: dict[str, tuple[Callable[[], bytes], str]] = {
    "PDF": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "application/pdf"),
    "text": (lambda: "Señal −31 dBm\r\n\tfin\n".encode(), "text/plain"),
    "text with a mark of its order": (lambda: b"\xef\xbb\xbfa;b\r\n1;2\r\n", "text/plain"),
    "a sign across two pieces": (lambda: b"a" * (2**16 - 1) + "ñ".encode(), "text/plain"),
    "Word": (lambda: openxml("word/document.xml", "word/media/image1.png"), WORD),
    "Excel": (lambda: openxml("xl/workbook.xml", "xl/printerSettings/printerSettings1.bin"), SHEET),
    "PowerPoint": (lambda: openxml("ppt/presentation.xml"), SLIDES),
    "LibreOffice": (opendocument, ODT),
    "MP4": (film, "video/mp4"),
    "MOV": (lambda: film(b"qt  "), "video/quicktime"),
    "3GP": (lambda: film(b"3gp4"), "video/3gpp"),
    "WebM": (webm, "video/webm"),
    "a bomb that nobody unpacks": (bomb, WORD),
}
# What it is → how it is made, a part of the sentence.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "a text of 11 MB": (lambda: b"a" * 11 * 2**20, "10 MB"),
    "a photo": (jpeg, "as a photo"),
    "a HEIC": (heic, "as a photo"),
    "an AVIF": (avif, "as a photo"),
    "HTML": (lambda: b"\n <!doctype html><script>alert(1)</script>", "not taken"),
    "HTML behind a mark": (lambda: b"\xef\xbb\xbf<html>", "not taken"),
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not taken"),
    "XML": (lambda: b"<?xml version='1.0'?><x/>", "not taken"),
    "a shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", "not taken"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0\n", "not taken"),
    "RTF": (lambda: b"{\\rtf1 x}", "not taken"),
    "a program of Windows": (lambda: b"MZ\x90\0\x03\0\0\0", "not taken"),
    "a program of Linux": (lambda: b"\x7fELF\x02\x01\x01\0", "not taken"),
    "text of Windows": (lambda: "Señal".encode("cp1252"), "not taken"),
    "text in UTF-16": (lambda: "Hola".encode("utf-16"), "not taken"),
    "half a sign": (lambda: "Señ".encode()[:-1], "not taken"),
    "text with a NUL": (lambda: b"a\0b", "not taken"),
    "text with a command for the terminal": (lambda: b"\x1b[31mred", "not taken"),
    "an old Word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office"),
    "Word with macros": (lambda: openxml("word/document.xml", "word/vbaProject.bin"), "macros"),
    "macros in capitals": (lambda: openxml("xl/workbook.xml", "xl/VBAPROJECT.BIN"), "macros"),
    "Excel with old macros": (lambda: openxml("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "macros"),
    "LibreOffice with macros": (lambda: opendocument(ODT, "Basic/Standard/Module1.xml"), "macros"),
    "any ZIP": (lambda: packed("a.txt"), "not taken"),
    "a JAR": (lambda: packed("META-INF/MANIFEST.MF", "A.class"), "not taken"),
    "an office file of two programs": (lambda: openxml("word/document.xml", "xl/workbook.xml"), "not taken"),
    "a binary Excel": (lambda: openxml("xl/workbook.bin"), "not taken"),
    "a template of LibreOffice": (lambda: opendocument(f"{ODT}-template"), "not taken"),
    "a ZIP with a long list": (a_list_too_long, "not taken"),
    "a ZIP cut off": (lambda: openxml("word/document.xml")[:-30], "not taken"),
    "a program with a ZIP behind it": (lambda: b"MZ" + openxml("word/document.xml"), "not taken"),
    "sound": (lambda: film(b"M4A "), "not taken"),
    "a film without a film": (lambda: film(b"mp42", box(b"mdat", b"\0" * 40)), "not taken"),
    "only a film's beginning": (lambda: film()[:20], "not taken"),
    "Matroska": (lambda: webm(b"matroska"), "not taken"),
}
