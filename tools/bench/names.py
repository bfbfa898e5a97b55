"""What people, firms, places and things of the filled shop are called, and what is said there: many names with accents,
few that are common and twenty thousand that are rare."""

import random


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    "José María Ana Luis Carlos Juan Pedro Jesús Ángel Inés Sofía Lucía Martín Andrés Raúl Óscar Héctor Víctor "
    "Rocío Mónica Verónica Sebastián Nicolás Tomás Joaquín Agustín Belén Concepción Ramón Simón Gastón Zoë João "
    "Antônio Conceição Luísa Estêvão Márcia Flávio Cláudia Patrícia Sérgio Mário Júlio César Vinícius Letícia "
    "Débora Fábio Renée Yelitza Wilmer Yusmary Douglas Kelvin Yorman Norelys Betzabé Milagros Coromoto Yamileth "
    "Greisy Elvis Franklin Jhonny Deivis Oriana Valeria Camila Isabella Valentina Gabriel Samuel Daniel David "
    "Elías Isaac Moisés Abel"
)
LAST = _words(
    "Peña Núñez Muñoz Pérez González Rodríguez García Hernández López Martínez Sánchez Ramírez Gómez Díaz Álvarez "
    "Jiménez Fernández Vásquez Gutiérrez Suárez Domínguez Chávez Ávila Córdova Zúñiga Briceño Ibáñez Güell Müller "
    "Guimarães Magalhães Araújo Simões Lourenço Assunção Gusmão Brandão Falcão Leitão Rincón Pabón Colmenares "
    "Urdaneta Zambrano Montilla Barreto Quintana Bermúdez Páez Duarte Alcántara Ríos Semprún Noguera Hidalgo "
    "Abreu Cedeño Salazar Marcano Villalobos Bracho Finol Morillo Petit Arteaga Chourio Faría Leal Medina Oberto "
    "Prieto Quintero Romero Soto Toro Uzcátegui Vílchez Yépez"
)
FIRMS = _words(
    "Inversiones Comercial Distribuidora Servicios Ferretería Panadería Clínica Farmacia Óptica Taller "
    "Restaurante Colegio Librería Electrónica Transporte"
)
STREETS = [
    "Bolívar",
    "Sucre",
    "Miranda",
    "Los Mangos",
    "La Acacia",
    "El Samán",
    "Las Flores",
    "Páez",
    "Urdaneta",
    "Andrés Bello",
    "Los Próceres",
    "La Candelaria",
]
DISTRICTS = [
    "La Loma",
    "Centro",
    "Los Samanes",
    "La Trinidad",
    "El Hatillo",
    "Sabana Grande",
    "Altamira",
    "Catia",
    "Petare",
    "Chacao",
]
CITIES = {"Caracas": 50, "Maracaibo": 20, "Valencia": 12, "Barquisimeto": 10, "Mérida": 8, "Cumaná": 6, "São Paulo": 4}
DEVICES = [
    ("Laptop", "Lenovo", "ThinkPad T480"),
    ("Laptop", "HP", "EliteBook 840"),
    ("Teléfono", "Samsung", "Galaxy A54"),
    ("Teléfono", "Apple", "iPhone 12"),
    ("Consola", "Sony", "PlayStation 5"),
    ("Router", "Huawei", "HG8145V5"),
    ("Impresora", "Epson", "L3250"),
    ("Tablet", "Xiaomi", "Pad 6"),
]
REASONS = [
    "No enciende.",
    "El teclado repite letras.",
    "Pantalla rota, se ve una línea verde.",
    "Se apaga solo después de unos minutos.",
    "No carga; probado con otro cargador.",
    "No da imagen por HDMI.",
    "Muy lento desde la última actualización.",
    "Se mojó con café.",
]
NOTES = [
    "",
    "",
    "Se cambió la pieza y se probó una hora.",
    "El repuesto llega el jueves.",
    "Le llamamos para confirmar.",
    "Se revisó la fuente: tensión baja.",
]
WORK_DONE = "Se cambió la pieza, se limpió y se probó todo."
REQUESTS = [
    "Sin servicio desde anoche.",
    "La conexión va lenta por las noches.",
    "No puedo entrar al correo.",
    "Pide cambio de plan.",
    "La factura vino dos veces.",
    "El router no enciende.",
    "Quiere mudar el servicio a otra dirección.",
    "Se cae cada media hora.",
]
COMMENTS = [
    "Se le pidió reiniciar el equipo.",
    "No contesta el teléfono; se intenta mañana.",
    "Señal −24 dBm en la roseta, dentro de lo normal.",
    "Usa el Wi-Fi de 2,4 GHz en toda la casa.",
    "Pidió que la visita sea por la tarde.",
    "Se escaló a la torre norte.",
    "El técnico confirma que el cable está cortado en el poste.",
    "Cliente muy molesto, prometida respuesta hoy.",
]
SOLUTIONS = [
    "Conector sucio en la roseta. Se limpió y se midió: −19 dBm.",
    "Se cambió el canal del Wi-Fi.",
    "Reinicio y nueva configuración del router.",
    "Pago ubicado y aplicado.",
    "Se explicó la factura.",
    "Cable nuevo desde el poste.",
]
_SYLLABLES = _words(
    "ba be bi bo ca ce co da de di do fa fe ga go la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se "
    "si so ta te ti to va ve vi za zo"
)
_RARE = 20_000


def rare_names(dice: random.Random) -> list[str]:
    """Names that few people have: of two to four syllables."""
    return ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))).capitalize() for _ in range(_RARE)]
