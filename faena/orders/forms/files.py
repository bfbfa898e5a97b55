"""What is attached to an order."""

from django import forms
from django.utils.translation import gettext_lazy as _

from faena.files.forms import AttachmentsField
from faena.ui.forms import FaenaForm


class AttachFilesForm(FaenaForm):
    """Attachments; for the workshop alone unless they are made visible."""

    attachments = AttachmentsField(required=True)
    is_visible = forms.BooleanField(label=_("The customer may see them"), required=False)
