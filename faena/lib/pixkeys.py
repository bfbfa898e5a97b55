"""The keys by which PIX finds an account (BACEN, Manual de Padrões para Iniciação do Pix): each has a kind. Eleven
digits may be a CPF as well as a phone, and the wrong one pays a stranger: what is not unmistakable is not guessed."""

import re
from typing import Final
from uuid import UUID

from stdnum.br import cnpj, cpf

CPF, CNPJ, PHONE, EMAIL, RANDOM = KINDS = ("cpf", "cnpj", "phone", "email", "random")
LONGEST: Final = 77
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_NATIONAL = re.compile(r"[1-9][1-9](?:9\d{8}|[2-5]\d{7})")  # area code, then a mobile or a fixed number
_LIKE_A_PHONE = re.compile(r"\+|\(|-\d{4}$")
_SIGNS = re.compile(r"[\s().\-/]")


class PixKeyDoubt(ValueError):
    """It may be a key of more than one kind, or of another kind than was meant: the kind has to be chosen."""


def read_key(typed: str, kind: str = "") -> tuple[str, str]:
    """Kind and key as the bank knows them: an e-mail address in lower case, a phone +5511987654374, a CPF or CNPJ
    without signs, a random key (UUID). Without a kind it has to be unmistakable: bare digits are a CPF or CNPJ if their
    check digits say so and no phone is written like that. Raises PixKeyDoubt, or ValueError for what is no key."""
    may_be = _readings(typed.strip())
    if kind:
        if kind not in may_be:
            raise ValueError(typed)
        return kind, may_be[kind]
    if len(may_be) > 1 or (PHONE in may_be and not _LIKE_A_PHONE.search(typed.strip())):
        raise PixKeyDoubt(typed)
    for only in may_be.items():
        return only
    raise ValueError(typed)


def shown_key(kind: str, key: str) -> str:
    """As people write it: 390.533.447-05, +55 11 98765-4374."""
    if kind == CPF:
        return str(cpf.format(key))
    if kind == CNPJ:
        return str(cnpj.format(key))
    return f"{key[:3]} {key[3:5]} {key[5:-4]}-{key[-4:]}" if kind == PHONE else key


def _readings(text: str) -> dict[str, str]:
    """Each kind that the text may be, with the key that it would be."""
    if "@" in text:
        is_address = _EMAIL.fullmatch(text) and len(text) <= LONGEST and text.isascii()
        return {EMAIL: text.lower()} if is_address else {}
    if len(text) == len(str(UUID(int=0))):
        try:
            return {RANDOM: str(UUID(text))}
        except ValueError:
            return {}
    bare, found = _SIGNS.sub("", text), {}
    if phone := _phone(bare):
        found[PHONE] = phone
    if not _LIKE_A_PHONE.search(text):
        found |= {kind: str(of.compact(bare)) for kind, of in ((CPF, cpf), (CNPJ, cnpj)) if of.is_valid(bare)}
    if re.fullmatch(r"\d{3}\.\d{3}\.\d{3}-\d{2}", text):
        found.pop(PHONE, None)
    return found


def _phone(bare: str) -> str:
    """In E.164; "" for what nobody in Brazil can be called by. Without "+" the country's 55 may be there or not."""
    if bare.startswith("+"):
        national = bare.removeprefix("+55") if bare.startswith("+55") else ""
    else:
        national = bare.removeprefix("55") if len(bare) > 11 else bare
    return f"+55{national}" if _NATIONAL.fullmatch(national) else ""
