"""Where the technicians in Brazil go: a week of visits around today."""

# ruff: noqa: E501  # a table: one visit a line

from faena.agenda.models import Visit
from faena.upkeep.demo.brazil.care import FIELD
from faena.upkeep.demo.country import Away, Trip

FAILED, CANCELLED = Visit.State.FAILED, Visit.State.CANCELLED
TRIPS = [
    Trip(-3, 10.0, 10, "Repair", "technician", (5, 11.0), note="Conector novo na roseta. Sinal normal."),
    Trip(-3, 14.5, 18, "Repair", "technician2", (5, 15.0), ends=FAILED, note="Ninguém abriu o portão e o telefone não atende."),
    Trip(-2, 9.0, 0, "Installation", "technician2", (3, 10.5), "Installation", note="Cabo pela fachada. Roteador ao lado do quadro.", notes="Levar a escada grande."),
    Trip(-2, 14.0, 7, "Repair", "technician", (4, 9.5), "Router and Wi-Fi", note="Repetidor no corredor. O sinal chega à sala de cirurgia."),
    Trip(-2, "morning", 15, "Repair", "technician", (4, 10.0), ends=CANCELLED, note="O cliente reiniciou o aparelho e já navega."),
    Trip(-1, 9.0, 20, "Remove equipment", "technician2", (2, 12.2), "Cancellation", note="ONT retirada. O roteador já estava no balcão."),
    Trip(-1, 11.0, 5, "Repair", "technician", (3, 16.0), note="Fonte queimada, trocada."),
    Trip(-1, 15.0, 17, "Installation", "technician2", (4, 14.0), note="Instalado e testado com a cliente."),
    Trip(0, 8.5, 13, "Repair", "technician", (1, 11.0), "Connection that drops", note="Antena realinhada.", notes="É enlace de rádio: levar o cinto de segurança."),
    Trip(0, 9.5, 3, "Move to another address", "technician2", (3, 11.0), "Move to another address", note="Ponto mudado para os fundos da loja."),
    Trip(0, 11.0, 7, "Repair", "technician", (0, 8.4), "No connection", note="Fibra cortada na laje, emendada.", notes="Clínica: avisar na recepção."),
    Trip(0, 14.0, 2, "Installation", "technician", (2, 10.0), note="Instalado."),
    Trip(0, 15.5, 19, "Repair", "technician2", (1, 9.8), note="Wi-Fi em outro canal."),
    Trip(0, "afternoon", 12, "Repair", FIELD, (1, 15.0), "Slow connection"),
    Trip(0, 17.5, 16, "Remove equipment", "technician2", (2, 15.5), note="Retirado."),
    Trip(1, 9.0, 0, "Repair", "technician", (0, 9.0), "No connection", notes="A luz LOS está vermelha."),
    Trip(1, 10.5, 1, "Repair", "technician2", (0, 9.2), "Router and Wi-Fi", notes="Rede de visitantes na recepção."),
    Trip(1, "morning", 0, "Bring or fetch a device", "technician2", (0, 9.1), of_order=True, notes="Cobrar antes de entregar."),
    Trip(1, 14.0, 6, "Installation", FIELD, (1, 16.2)),
    Trip(2, 8.5, 12, "Move to another address", "technician", (0, 9.5), "Move to another address"),
    Trip(2, "evening", 14, "Repair", FIELD, (1, 17.0), notes="Só pode depois das seis."),
    Trip(3, 9.0, 10, "Installation", "technician", (1, 10.2)),
    Trip(3, 13.0, 18, "Repair", "technician2", (1, 10.4)),
    Trip(5, "afternoon", 2, "Remove equipment", "technician2", (1, 12.0)),
]  # fmt: skip
AWAY = [Away(1, 15, 17, "technician2", "Médico")]
