"""Serial numbers and IMEI: how they are compared, and what people write where there is none."""

from typing import Final

from faena.lib.text import fold

LONGEST_KEY: Final = 60

# Words, folded, of which nothing but "there is none" can be said: `S/N`, `sin número de serie`, `não consta`.
_SAY_NOTHING: Final = frozenset(
    word
    for words in (
        # what it is called
        "s n sn ns nr nro no num numero number de do da del of the serial seriales serie series imei imei1 imei2 id",
        # short for none: n/a, s/d, n/t, n/c, n/i
        "a d t c i p na nd nt nc ni np sd ss si tbd tba nil null",
        # Spanish
        "sin ninguno ninguna nulo nula tiene posee hay aplica se ve lee sabe ilegible ilegibles legible visible",
        "borrado borrada raspado raspada desconocido desconocida danado danada pendiente por verificar",
        "confirmar vacio vacia disponible dato datos trae perdido",
        # Portuguese
        "sem nao nenhum nenhuma tem possui consta informado informada ilegivel legivel visivel apagado apagada",
        "desconhecido desconhecida danificado danificada pendente vazio vazia disponivel identificado identificada",
        # English
        "none not without unknown illegible unreadable readable available applicable specified missing blank empty",
        "worn off pending lost to be filled by oem o e m default string system test",
    )
    for word in words.split()
)
_SHORTEST_BEHIND_A_NAME: Final = 4  # "SN-77" is a serial, "IMEI: 0000" is none


def serial_key(serial: str) -> str:
    """A serial or IMEI as it is compared: no case, spaces or punctuation. "" for what tells no device from another:
    nothing, dashes, `S/N`, `sin serial`, `0000`, `123456`."""
    words = fold(serial).split()
    said = "".join(word for word in words if word not in _SAY_NOTHING)
    key = "".join(words)
    is_bare = said == key
    if not said or ((is_bare or len(said) >= _SHORTEST_BEHIND_A_NAME) and _is_made_up(said)):
        return ""
    return key[:LONGEST_KEY]


def is_placeholder(serial: str) -> bool:
    """Whether something stands there, and it is no serial."""
    return bool(serial.strip()) and not serial_key(serial)


def _is_made_up(signs: str) -> bool:
    """One sign again and again, or counted: 0000, xxxx, 1234, 0123456789012345."""
    if len(set(signs)) == 1:
        return True
    counted = "0123456789" * (LONGEST_KEY // 10 + 2)
    return signs.isdecimal() and len(signs) > 2 and signs[0] in "01" and counted[int(signs[0]) :].startswith(signs)
