"""M5: a PIX key has a kind, chosen or unmistakable; a phone is never kept as somebody's CPF."""

import pytest

from faena.lib.pixkeys import PixKeyDoubt, read_key, shown_key

RANDOM = "123e4567-e89b-12d3-a456-426655440000"


@pytest.mark.parametrize(
    ("typed", "kind", "key"),
    [
        (" Pagos@Provedor.com.br ", "email", "pagos@provedor.com.br"),
        ("+55 (11) 99555-0101", "phone", "+5511995550101"),
        ("(11) 98765-4374", "phone", "+5511987654374"),
        ("11 98765-4374", "phone", "+5511987654374"),
        ("+5511987654374", "phone", "+5511987654374"),
        ("(11) 3456-7890", "phone", "+551134567890"),
        ("390.533.447-05", "cpf", "39053344705"),
        ("39053344705", "cpf", "39053344705"),
        ("119.876.543-74", "cpf", "11987654374"),
        ("11.222.333/0001-81", "cnpj", "11222333000181"),
        ("12.ABC.345/01DE-35", "cnpj", "12ABC34501DE35"),
        (RANDOM.upper(), "random", RANDOM),
    ],
)
def test_what_is_unmistakable_is_known_by_itself(typed, kind, key):
    """M5: the digits of (11) 98765-4374 have the check digits of a CPF."""
    assert read_key(typed) == (kind, key)
    assert read_key(typed, kind) == (kind, key)
    assert read_key(shown_key(kind, key)) == (kind, key)


@pytest.mark.parametrize("typed", ["11987654374", "11995550101", "5511987654374", "1134567890"])
def test_what_may_be_a_phone_has_to_be_chosen(typed):
    """M5: a CPF, or a phone, or a CPF with a digit that is wrong."""
    with pytest.raises(PixKeyDoubt):
        read_key(typed)

    assert read_key(typed, "phone")[1] in ("+5511987654374", "+5511995550101", "+551134567890")


def test_the_kind_that_was_chosen_holds():
    """M5."""
    assert read_key("11987654374", "cpf") == ("cpf", "11987654374")
    assert read_key("11987654374", "phone") == ("phone", "+5511987654374")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("390.533.447-06", ""),
        ("+1 212 555 0100", ""),
        ("a@b", ""),
        ("chave", ""),
        ("x" * 36, ""),
        ("(11) 98765-4374", "cpf"),
        ("39053344705", "phone"),
        ("ana@example.com", "cpf"),
        ("39053344705", "cnpj"),
        ("(11) 1234-5678", "phone"),
        ("(00) 98765-4374", ""),
    ],
)
def test_what_is_no_key_is_refused(typed, kind):
    """M5."""
    with pytest.raises(ValueError, match=r".*"):
        read_key(typed, kind)
