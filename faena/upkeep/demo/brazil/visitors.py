"""Who comes to the demo shop in Brazil: plainly invented people and companies."""

from faena.customers.actions import AddressFacts, ContactFacts
from faena.upkeep.demo.country import Visitor

CITY, STATE = "São Paulo", "SP"
VISITORS = [
    Visitor("Maria Fernanda Rios", "br_cpf", of_seller=True),
    Visitor(
        "Cacau Claro Comércio de Doces Ltda.",
        "br_cnpj",
        of_seller=True,
        contact=ContactFacts(
            "Iracema Barreto",
            "Financeiro",
            "(11) 95551-0181",
            email="financeiro@cacauclaro.example",
            receives_invoices=True,
        ),
        address=AddressFacts(
            "Rua das Jabuticabas, 400, sala 41",
            "Escritório",
            "Jardim das Mangueiras",
            CITY,
            STATE,
            "04999-410",
            landmark="Em frente à praça",
        ),
    ),
    Visitor("José Gregório de Alcântara", "br_cpf"),
    Visitor(
        "Padaria Espiga Dourada",
        "br_cnpj",
        contact=ContactFacts("Seu Anselmo", "Dono", "(11) 95551-0122"),
        address=AddressFacts("Rua dos Ipês, 73, loja 1", "Loja", "Centro", CITY, STATE, "04999-073"),
    ),
    Visitor("João Pedro Peçanha", "br_cpf", of_seller=True),
    Visitor("Jaciara Andrade"),
    Visitor("Beatriz Zanoni da Conceição Ursulino de Oliveira", "br_cpf"),
    Visitor(
        "Clínica Veterinária Vale Claro",
        "br_cnpj",
        contact=ContactFacts(
            "Dra. Milena Tavares",
            "Direção",
            "(11) 95551-0177",
            email="direcao@valeclaro.example",
            receives_invoices=True,
        ),
        address=AddressFacts("Rua das Paineiras, 18", "Clínica", "Vale Claro", CITY, STATE, "04999-018"),
    ),
    Visitor("Luís Antônio Cavalcanti", "br_cpf"),
    Visitor("Emily Hartwell", "", "en"),
    Visitor("Ronaldo Itagiba", "br_cpf"),
    Visitor("Escola de Música Som Cabal", "br_cnpj", of_seller=True),
    Visitor("Carmem Elisa Montanari", "br_cpf", email="carmem.montanari@correio.example"),
    Visitor("Wilson Chaves"),
    Visitor("Gabriela Sottomayor", "br_cpf", of_seller=True),
    Visitor("Farmácia Bom Vizinho", "br_cnpj"),
    Visitor("Ivan Dário Pedrosa", "br_cpf"),
    Visitor("Lúcia Anzolin"),
    Visitor("Transportes Condor Azul Ltda.", "br_cnpj"),
    Visitor("Nélson Uchoa", "br_cpf"),
    Visitor("Rosângela Pitanga", "br_cpf", of_seller=True),
    Visitor("Yamila Contreras Rojas", "other", "es"),
    # Nélson Uchoa once more, registered twice: a pair to merge.
    Visitor("Nélson José Uchoa", email="nelson.uchoa@correio.example"),
]
