"""How passwords are hashed: Argon2id as OWASP's Password Storage sheet asks for (19 MiB, two passes, one lane).

Django's own setting takes 100 MiB and eight lanes for each sign-in: eight people, or one stranger who does not even
have an account, would take a small server's memory."""

import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """A password is the same from every keyboard: `ñ` may arrive as one sign or as a letter and its mark. It is kept
    composed (NFC, RFC 8265); what was kept as it was typed still opens."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """As many hashes as `verify` makes: an e-mail that nobody has, for which one is made in vain, is answered
        after the same time as a wrong password."""
        kept, *_in_vain = [super(Argon2, self).encode(form, salt) for form in spellings(password)]
        return kept

    def verify(self, password: str, encoded: str) -> bool:
        """Each is tried, whichever was right."""
        right = [super(Argon2, self).verify(form, encoded) for form in spellings(password)]
        return any(right)


def composed(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def spellings(password: str) -> list[str]:
    """What the same password may have been typed as, composed first; one of most, which are the same in each."""
    return list(dict.fromkeys((composed(password), unicodedata.normalize("NFD", password), password)))
