"""Words that were replaced on the pages do not come back."""

import re

import pytest
from django.conf import settings

OLD = {
    "es": [
        "Nada le espera", "Todavía nadie tiene que ir.", "Por hacer o no", "De cualquiera", "Cobrados o no",
        "Entrada: todas", "Con reversados", "Qué es", "Añadir estatus", "Impresos", "Esto no es para su rol",
        "Corregir la recepción",
    ],
    "pt_BR": ["Nada espera por você", "Ninguém assumiu nos meus cargos", "Digita-se em", "O que é", "Impressos"],
    "en": [
        "Nothing waits for you", "Nobody has to go there yet.", "Any way", "What it is", "Paper",
        "The intake is corrected", "Nobody took them yet", "Collect", "Look at them", "Monthly run",
    ],
}  # fmt: skip


def _texts(language, which):
    """Every text of a .po file, whole: those of the program ("msgid") or their translations ("msgstr")."""
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
    found = re.findall(rf'^{which}(?:_plural|\[\d\])? ((?:".*"\n)+)', path.read_text(encoding="utf-8"), re.M)
    return {"".join(re.findall(r'^"(.*)"$', text, re.M)) for text in found}


@pytest.mark.parametrize("language", OLD)
def test_m40_the_words_of_before_are_gone(language):
    """M40: none of the replaced texts is one of the program's or its translations."""
    texts = _texts("es", "msgid") if language == "en" else _texts(language, "msgstr")

    assert len(texts) > 1000
    assert not texts & set(OLD[language])
    if language == "en":
        assert not [text for text in texts if text.startswith("left: ")]
