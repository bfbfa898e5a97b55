"""Who comes to the demo shop in Venezuela: plainly invented people and companies."""

from faena.customers.actions import AddressFacts, ContactFacts
from faena.upkeep.demo.country import Visitor

VISITORS = [
    Visitor("María Fernanda Ríos", "ve_cedula", of_seller=True),
    Visitor(
        "Inversiones Cacao Claro, C.A.",
        "ve_rif",
        of_seller=True,
        contact=ContactFacts(
            "Yelitza Barreto",
            "Administración",
            "0414 555 0181",
            email="admin@cacaoclaro.example",
            receives_invoices=True,
        ),
        address=AddressFacts(
            "Av. Bolívar, torre Mijao, piso 4", "Oficina", "Los Samanes", "Caracas", landmark="Frente a la plaza"
        ),
    ),
    Visitor("José Gregorio Alcántara", "ve_cedula"),
    Visitor(
        "Panadería La Espiga Dorada",
        "ve_rif",
        contact=ContactFacts("Don Anselmo", "Dueño", "0416 555 0122"),
        address=AddressFacts("Calle 7 con carrera 3, local 1", "Local", "Centro", "Guarenas"),
    ),
    Visitor("João Peña de Souza", "br_cpf", "pt-br", phone="+5511955500004", of_seller=True),
    Visitor("Ñusta Quispe Andrade"),
    Visitor("Beatriz Zambrano de la Concepción Urdaneta", "ve_cedula"),
    Visitor(
        "Clínica Veterinaria Los Samanes",
        "ve_rif",
        contact=ContactFacts(
            "Dra. Milagros Tovar",
            "Dirección médica",
            "0424 555 0177",
            email="direccion@lossamanes.example",
            receives_invoices=True,
        ),
    ),
    Visitor("Luís Antônio Cavalcanti", "br_cpf", "pt-br", phone="+5511955500008"),
    Visitor("Emily Hartwell", "", "en"),
    Visitor("Ronald Itriago", "ve_cedula"),
    Visitor("Escuela de Música Son Cabal", "ve_rif", of_seller=True),
    Visitor("Carmen Elisa Montilla", "ve_cedula", email="carmen.montilla@correo.example"),
    Visitor("Wilmer Chirinos"),
    Visitor("Gabriela Sotillo", "ve_cedula", of_seller=True),
    Visitor("Farmacia El Buen Vecino", "ve_rif"),
    Visitor("Iván Darío Peroza", "ve_cedula"),
    Visitor("Lucía Anzola"),
    Visitor("Transporte Cóndor Azul, C.A.", "ve_rif"),
    Visitor("Nelson Urbaneja", "ve_cedula"),
    Visitor("Rosángela Piñango", "ve_cedula", of_seller=True),
    Visitor("Mateus Oliveira Prado", "br_cpf", "pt-br", phone="+5511955500021"),
    # Nelson Urbaneja once more, registered twice: a pair to merge.
    Visitor(
        "Nelson José Urbaneja",
        email="nelson.urbaneja@correo.example",
        contact=ContactFacts("Aura Urbaneja", "Hermana", "0414 555 0139"),
        address=AddressFacts("Vereda 6, casa 14", "Casa", "La Candelaria", "Caracas", landmark="Al lado del abasto"),
    ),
]
