"""The sentence for each reason to refuse a picture, of which the row keeps the code, or an attachment."""

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
    "erased": _("This file was erased, with everything that was known of its customer."),
    "unkept": _("The picture could not be stored. Everything else is as it was; try again in a while."),
}

ATTACHMENT_PROBLEMS: Final[dict[str, Any]] = {
    "empty": _("The file is empty. Choose another one."),
    "heavy": _("The file is larger than 10 MB. Send a smaller one."),
    "long": _("The file is larger than 50 MB. Send a shorter video."),
    "together": _("The files are larger than 60 MB together. Send some of them afterwards."),
    "unkept": _("The file could not be stored. Everything else is as it was; try again in a while."),
    "picture": _("This is a picture. Send it as a photo."),
    "old office": _(
        "Files of an old Office (.doc, .xls, .ppt) and those with a password are not taken. Save it as .docx, .xlsx, "
        ".pptx or PDF and send that."
    ),
    "macros": _("This file has macros, which are not taken. Save it without them or as PDF and send that."),
    "not taken": _(
        "This kind of file is not taken. Send a PDF, a text in UTF-8, a file of Word, Excel, PowerPoint or "
        "LibreOffice, or a video as MP4, MOV or WebM."
    ),
}
