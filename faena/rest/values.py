"""The shapes that every room's routes are made of: what is sent (In), what is answered (Out), and their parts."""

from typing import Annotated, Any, Self

from django.db.models import Model
from ninja import File
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]
Moment = AwareDatetime  # RFC 3339; on the way in with its zone
MOST = 2**53 - 1  # the largest whole number that every program reads from JSON as it is
Amount = Annotated[int, Field(ge=-MOST, le=MOST)]
NO_FILES: Any = File([])  # the default of `photos: list[UploadedFile] = NO_FILES`
__all__ = ["NO_FILES", "Action", "Amount", "In", "Key", "Label", "Moment", "Money", "Out", "Version"]


class In(BaseModel):
    """What a call sends: no other names than these, and no text with NUL, which no database of ours keeps."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="after")
    @classmethod
    def _has_no_nul(cls, value: Any) -> Any:
        if _holds_nul(value):
            raise ValueError("A text cannot hold the sign NUL.")
        return value


def _holds_nul(value: Any) -> bool:
    """Somewhere inside; models within have looked themselves."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(one) for pair in value.items() for one in pair)
    return isinstance(value, list | tuple | set | frozenset) and any(map(_holds_nul, value))


class Out(BaseModel):
    """What a call is answered."""


class Label(Out):
    """Another thing: its key, and how people call it."""

    id: int
    label: str

    @classmethod
    def of(cls, row: Model | None) -> Self | None:
        return None if row is None else cls(id=row.pk, label=str(row))


class Money(Out):
    """Whole minor units of a currency: 1050 and "USD" are 10.50 dollars."""

    amount: int
    currency: str

    @classmethod
    def of(cls, amount: int | None, currency: str) -> Self | None:
        return None if amount is None else cls(amount=amount, currency=currency)


class Action(Out):
    """What can be done with a thing now. why_not: the sentence that would refuse it; "" when it is possible."""

    key: str
    method: str
    url: str
    why_not: str
