"""Which methods are cash, cards and phones is guessed by what shops call them, once; under Settings it is corrected."""

from typing import Any

from django.db import migrations

from faena.lib.text import fold

# In the order in which they are asked: a "transferencia por pago movil" is by phone.
WORDS = {
    "cash": ("efectivo", "cash", "dinheiro", "especie", "billete", "contado"),
    "mobile": ("movil", "mobile", "pix", "nequi", "daviplata", "yape", "plin"),
    "card": ("tarjeta", "card", "cartao", "punto de venta", "debito", "credito", "datafono"),
    "transfer": ("transfer", "zelle", "deposito", "banco", "bank"),
}


def guess(apps: Any, schema_editor: Any) -> None:
    for method in apps.get_model("cash", "PaymentMethod").objects.filter(kind="other"):
        name = fold(method.name)
        method.kind = next((kind for kind, words in WORDS.items() if any(word in name for word in words)), "other")
        method.save(update_fields=["kind"])


def forget(apps: Any, schema_editor: Any) -> None:
    apps.get_model("cash", "PaymentMethod").objects.update(kind="other")


class Migration(migrations.Migration):
    dependencies = [("cash", "0007_change")]

    operations = [migrations.RunPython(guess, forget)]
