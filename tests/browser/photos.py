"""Photos as phones make them: 12 megapixels, turned by a flag, with the place where they were taken."""

import io

import pillow_heif
from PIL import Image

SIZE = (4032, 3024)
SECRET_XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>private words</x:xmpmeta>"
TURNED = 6  # the camera was held upright
GPS = {1: "N", 2: (10.0, 30.0, 15.0), 3: "W", 4: (66.0, 54.0, 30.0)}


def jpeg() -> bytes:
    """Orientation 6, GPS and XMP inside."""
    picture, out = scene(), io.BytesIO()
    exif = picture.getexif()
    exif[0x0112] = TURNED
    exif[0x010F] = "Private Camera"
    exif.get_ifd(0x8825).update(GPS)
    picture.save(out, "JPEG", quality=85, exif=exif, xmp=SECRET_XMP)
    return out.getvalue()


def heic() -> bytes:
    """What an iPhone sends."""
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    scene().save(out, "HEIF", quality=60)
    return out.getvalue()


def scene() -> Image.Image:
    """Wide, red on the left and blue on the right, so that turning it shows."""
    picture = Image.new("RGB", SIZE, (180, 40, 40))
    picture.paste((40, 60, 180), (SIZE[0] // 2, 0, *SIZE))
    grain = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 40).resize(SIZE).convert("RGB")
    return Image.blend(picture, grain, 0.2)
