"""Fields by which a form takes pictures and attachments in. kit.photo_field draws them, pictures with the phone's
camera beside the gallery."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from faena.files.attachments import check_attachment, check_together
from faena.files.kinds import ACCEPT as ACCEPT_ATTACHED
from faena.files.limits import MOST_AT_ONCE, MOST_ATTACHED_AT_ONCE, MOST_ATTACHED_TOGETHER, MOST_BYTES, MOST_VIDEO_BYTES
from faena.files.pictures import ACCEPT, check_picture
from faena.files.problems import ATTACHMENT_PROBLEMS
from faena.lib.errors import RuleBroken
from faena.lib.text import clean


class PictureInput(forms.FileInput):
    """`data-most`: how many bytes one file may have, `data-count`: how many files; the page says so before it sends."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, "data-most": MOST_BYTES, "data-count": 1, **(attrs or {})})


class PicturesInput(PictureInput):
    """Several at once; the camera's input carries the same name, so its picture is one of them."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else [files[name]] if name in files else []


class PictureField(forms.FileField):
    """One picture: cleans to the upload for files.actions.receive_picture, or None."""

    widget = PictureInput
    check: ClassVar[Callable[..., object]] = staticmethod(check_picture)

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if isinstance(upload, UploadedFile):
            try:
                self.check(upload)
            except RuleBroken as refused:
                raise ValidationError(refused.sentence, code="file") from refused
        return upload


class PicturesField(PictureField):
    """Any number of pictures up to `most`: cleans to a list of uploads, empty when there is none."""

    widget = PicturesInput
    default_error_messages = {
        "most": ngettext_lazy(
            "Send at most %(most)d picture at once.", "Send at most %(most)d pictures at once.", "most"
        )
    }

    def __init__(self, *, most: int = MOST_AT_ONCE, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = self.widget.attrs["data-count"] = most

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = [upload for upload in data or [] if upload]
        if not uploads and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) > self.most:
            raise ValidationError(self.error_messages["most"], code="most", params={"most": self.most})
        return [self._one(upload, is_alone=len(uploads) == 1) for upload in uploads]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)

    def _one(self, upload: Any, *, is_alone: bool) -> Any:
        """Among several, the refused one is named."""
        try:
            return super().clean(upload, None)
        except ValidationError as error:
            if is_alone:
                raise
            name = clean(upload.name)[:60]
            raise ValidationError([f"{name}: {sentence}" for sentence in error.messages], code="file") from error


class AttachmentsInput(PicturesInput):
    """`data-together`: how many bytes all of them may have."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        sizes = {"data-most": MOST_VIDEO_BYTES, "data-together": MOST_ATTACHED_TOGETHER}
        super().__init__({"accept": ACCEPT_ATTACHED, **sizes, **(attrs or {})})


class AttachmentsField(PicturesField):
    """PDF, text, office files and short videos: cleans to a list of uploads for files.actions.receive_attachments."""

    widget = AttachmentsInput
    check = staticmethod(check_attachment)
    default_error_messages = {
        "most": ngettext_lazy(
            "Attach at most %(most)d file at once.", "Attach at most %(most)d files at once.", "most"
        ),
        "together": ATTACHMENT_PROBLEMS["together"],
    }

    def __init__(self, **kwargs: Any) -> None:
        facts = {
            "label": _("Attachments"),
            "required": False,
            "help_text": _(
                "PDF, text, Word, Excel, PowerPoint or LibreOffice up to 10 MB; a video (MP4, MOV, WebM) up to 50 MB."
            ),
        }
        super().__init__(most=MOST_ATTACHED_AT_ONCE, **(facts | kwargs))

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        uploads = super().clean(data, initial)
        try:
            check_together(uploads)
        except RuleBroken as refused:
            raise ValidationError(refused.sentence, code="together") from refused
        return uploads
