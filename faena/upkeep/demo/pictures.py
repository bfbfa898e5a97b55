"""Photos for the demo, drawn: a green board with chips, a cracked screen, things on a bench. Nobody's pictures."""

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


def laptop(seed: int) -> SimpleUploadedFile:
    """A laptop, open."""
    picture, pen, dice = _bench(seed, (112, 124, 138))
    pen.rounded_rectangle([360, 200, 1240, 780], 30, fill=(30, 32, 36), outline=(66, 70, 76), width=8)
    pen.rectangle([400, 240, 1200, 740], fill=(46, 62 + dice.randint(0, 30), 96))
    pen.polygon([(360, 790), (1240, 790), (1400, 980), (200, 980)], fill=(176, 182, 188), outline=(90, 94, 100))
    for row in range(5):
        pen.line([(330 - row * 18, 820 + row * 30), (1270 + row * 18, 820 + row * 30)], fill=(58, 62, 68), width=16)
    return _photo(picture, f"laptop-{seed}.jpg")


def radio(seed: int) -> SimpleUploadedFile:
    """A hand-held radio."""
    picture, pen, _dice = _bench(seed, (112, 106, 94))
    pen.rounded_rectangle([880, 90, 930, 420], 20, fill=(34, 36, 40))
    pen.rounded_rectangle([600, 330, 1000, 1110], 50, fill=(44, 46, 50), outline=(24, 26, 28), width=8)
    pen.rounded_rectangle([660, 420, 940, 600], 14, fill=(150, 176, 120))
    for row in range(6):
        pen.line([(690, 690 + row * 50), (910, 690 + row * 50)], fill=(20, 22, 24), width=18)
    return _photo(picture, f"radio-{seed}.jpg")


def keyboard(seed: int) -> SimpleUploadedFile:
    """A musical keyboard."""
    picture, pen, _dice = _bench(seed, (150, 138, 128))
    pen.rounded_rectangle([120, 380, 1480, 860], 24, fill=(28, 28, 32))
    for key in range(22):
        left = 160 + key * 58
        pen.rectangle([left, 560, left + 54, 830], fill=(240, 238, 232), outline=(120, 118, 112))
        if key % 7 not in (2, 6):
            pen.rectangle([left + 38, 560, left + 76, 720], fill=(18, 18, 20))
    return _photo(picture, f"keyboard-{seed}.jpg")


def router(seed: int) -> SimpleUploadedFile:
    """A router with its aerials."""
    picture, pen, _dice = _bench(seed, (196, 186, 168))
    for x in (430, 680, 920, 1170):
        pen.rounded_rectangle([x - 18, 220, x + 18, 720], 14, fill=(40, 42, 46))
    pen.rounded_rectangle([300, 680, 1300, 900], 40, fill=(246, 246, 244), outline=(150, 148, 142), width=6)
    for x in range(400, 900, 70):
        pen.ellipse([x, 780, x + 20, 800], fill=(70, 160, 90))
    return _photo(picture, f"router-{seed}.jpg")


def scale(seed: int) -> SimpleUploadedFile:
    """A scale of a shop."""
    picture, pen, _dice = _bench(seed, (184, 170, 144))
    pen.rounded_rectangle([330, 360, 1270, 450], 20, fill=(196, 200, 204), outline=(120, 124, 128), width=6)
    pen.polygon([(430, 470), (1170, 470), (1260, 900), (340, 900)], fill=(236, 234, 228), outline=(120, 118, 112))
    pen.rectangle([560, 560, 1040, 700], fill=(64, 84, 60))
    return _photo(picture, f"scale-{seed}.jpg")


def microscope(seed: int) -> SimpleUploadedFile:
    """A microscope."""
    picture, pen, _dice = _bench(seed, (122, 134, 142))
    pen.rounded_rectangle([520, 980, 1120, 1060], 30, fill=(226, 228, 230))
    pen.arc([560, 300, 1100, 1020], 270, 90, fill=(226, 228, 230), width=90)
    pen.line([(640, 260), (820, 700)], fill=(236, 238, 240), width=120)
    pen.line([(600, 180), (650, 290)], fill=(50, 54, 58), width=90)
    pen.rectangle([640, 780, 960, 820], fill=(50, 54, 58))
    return _photo(picture, f"microscope-{seed}.jpg")


def _bench(seed: int, colour: tuple[int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw, Random]:
    """What a thing is photographed on, a little different each time."""
    dice = Random(seed)  # noqa: S311  # a picture, not a secret
    shade = dice.randint(-14, 14)
    picture = Image.new("RGB", SIZE, tuple(part + shade for part in colour))
    pen = ImageDraw.Draw(picture)
    pen.ellipse([200, 820, 1400, 1160], fill=tuple(part + shade - 18 for part in colour))
    return picture, pen, dice


def _photo(picture: Image.Image, name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
