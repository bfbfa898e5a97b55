"""The cases that a scanned QR or a typed code means, for those who work here: ended and revoked links too, since the
paper stays with the device."""

from faena.customers.models import AccessLink
from faena.lib.refs import Ref
from faena.lib.scanned import token_of
from faena.lib.sealing import CODE_ALPHABET, CODE_LENGTH, normalise_code


def cases_of(text: str) -> list[Ref]:
    """By the address in the QR, or by the code that is printed beside it."""
    if token := token_of(text):
        links = AccessLink.objects.for_token(token)
    elif len(code := normalise_code(text)) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET):
        links = AccessLink.objects.for_code(text)
    else:
        return []
    return list({ref: None for link in links if (ref := link.ref)})
