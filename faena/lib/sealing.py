"""Secrets at rest and in links: what is sealed can be read again only with the installation's key, what is hashed not
at all.

Every purpose has a key of its own, derived from SECRET_KEY (HKDF, RFC 5869). A retired key listed in
SECRET_KEY_FALLBACKS still opens what it sealed, so that SECRET_KEY can be changed without losing a printed QR.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# 31 signs that no eye confuses (no 0 O, 1 I L): 10 of them are 49.5 bits.
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 10
_TOKEN_BYTES: Final = 24


def seal(text: str, *, purpose: str = "link") -> str:
    """Encrypt and sign; twice the same text gives two different results."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str = "link") -> str | None:
    """The text that was sealed for this purpose, or None for anything else."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError):
        return None


def new_token() -> str:
    """192 random bits for a link, in characters that a URL carries as they are."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token: 64 hex digits of its SHA-256. A token is too long to be guessed from it."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def new_code() -> str:
    """A code that a person types from paper."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def format_code(code: str) -> str:
    """`ABCDE-23456`: easier to read from paper."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def normalise_code(text: str) -> str:
    """A code as it was made, however it was typed."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())[: 2 * CODE_LENGTH]


def code_hash(code: str) -> str:
    """What is kept of a code, 64 hex digits. Keyed: a code is short enough to be tried out on a stolen database."""
    return _code_hash(code, settings.SECRET_KEY)


def code_hashes(code: str) -> list[str]:
    """The hashes by which a typed code may be found: by today's key and by the retired ones."""
    return [_code_hash(code, key) for key in _keys()]


def key_fingerprints() -> list[str]:
    """By what the keys are known without being told: 16 hex digits each, today's first and then the retired ones."""
    return [_derive(key, "fingerprint").hex()[:16] for key in _keys()]


def _code_hash(code: str, key: str) -> str:
    return hmac.digest(_derive(key, "code"), normalise_code(code).encode(), "sha256").hex()


def _box(purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derive(key, f"seal {purpose}"))) for key in _keys()])


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


@lru_cache(maxsize=64)
def _derive(key: str, purpose: str) -> bytes:
    info = f"faena {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key.encode())
