"""What several rooms' calls send alike."""

from typing import Annotated

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator


def _is_email(text: str) -> str:
    """As the forms of pages check it."""
    if text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
    return text


Email = Annotated[str, AfterValidator(_is_email)]  # "" for none
