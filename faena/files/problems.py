"""The sentence for each reason to refuse a picture; the row keeps the code."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

PROBLEMS: Final[dict[str, Any]] = {
    "empty": _("The file is empty. Choose another picture."),
    "heavy": _("The picture is larger than 15 MB. Send a smaller one."),
    "kind": _("This is not a picture that we can read. Send a JPEG, PNG, WebP, HEIC or AVIF."),
    "avif": _("AVIF pictures cannot be read here. Send a JPEG, PNG, WebP or HEIC."),
    "large": _("The picture has too many pixels: at most 40 megapixels and 12,000 on a side. Send a smaller one."),
    "animated": _("The picture moves. Send one that stands still."),
    "damaged": _("The picture is damaged and could not be read. Take or send it again."),
    "costly": _("The picture took too much work to read. Send a smaller one."),
    "lost": _("The picture was lost before it was read. Send it again."),
    "unkept": _("The picture could not be stored. Everything else is as it was; try again in a while."),
}
