"""Photos for the demo, drawn: a green board with chips, a cracked screen. Nobody's pictures."""

import io
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

SIZE = (1600, 1200)


def board(seed: int) -> SimpleUploadedFile:
    """An open board: traces, chips, capacitors, one of them burnt."""
    dice = Random(seed)  # noqa: S311  # a picture, not a secret
    picture = Image.new("RGB", SIZE, (18, dice.randint(70, 96), 62))
    pen = ImageDraw.Draw(picture)
    for _ in range(90):
        x, y = dice.randrange(0, SIZE[0], 20), dice.randrange(0, SIZE[1], 20)
        length = dice.randrange(80, 500, 20)
        ends = (x + length, y) if dice.random() < 0.5 else (x, y + length)
        pen.line([(x, y), ends], fill=(52, 128, 92), width=4)
    for _ in range(16):
        x, y = dice.randrange(40, SIZE[0] - 300), dice.randrange(40, SIZE[1] - 220)
        w, h = dice.randrange(60, 240, 20), dice.randrange(50, 180, 10)
        for pin in range(x, x + w, 14):
            pen.rectangle([pin, y - 10, pin + 6, y + h + 10], fill=(186, 190, 184))
        pen.rectangle([x, y, x + w, y + h], fill=(28, 30, 34), outline=(60, 62, 66), width=3)
        pen.ellipse([x + 8, y + 8, x + 22, y + 22], fill=(70, 72, 76))
    x, y = dice.randrange(300, 1200), dice.randrange(300, 900)
    for ring in range(60, 0, -6):
        pen.ellipse([x - ring, y - ring, x + ring, y + ring], fill=(70 - ring, 44 - ring // 2, 30 - ring // 3))
    return _photo(picture, f"board-{seed}.jpg")


def screen(seed: int) -> SimpleUploadedFile:
    """A cracked screen on a bench."""
    dice = Random(seed)  # noqa: S311  # a picture, not a secret
    picture = Image.new("RGB", SIZE, (164, 132, 96))
    pen = ImageDraw.Draw(picture)
    for y in range(0, SIZE[1], 6):
        shade = dice.randint(-8, 8)
        pen.line([(0, y), (SIZE[0], y)], fill=(164 + shade, 132 + shade, 96 + shade), width=6)
    pen.rounded_rectangle([520, 90, 1080, 1110], 60, fill=(20, 22, 26), outline=(90, 94, 100), width=8)
    pen.rounded_rectangle([548, 150, 1052, 1050], 20, fill=(34, 44, 66))
    x, y = dice.randrange(620, 980), dice.randrange(300, 900)
    for _ in range(26):
        corner = (dice.randrange(548, 1052), dice.randrange(150, 1050))
        middle = ((x + corner[0]) // 2 + dice.randint(-40, 40), (y + corner[1]) // 2 + dice.randint(-40, 40))
        pen.line([(x, y), middle, corner], fill=(206, 214, 224), width=dice.randint(1, 4))
    return _photo(picture, f"screen-{seed}.jpg")


def _photo(picture: Image.Image, name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
