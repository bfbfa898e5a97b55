"""Where the technicians in Venezuela go: a week of visits around today."""

# ruff: noqa: E501  # a table: one visit a line

from faena.agenda.models import Visit
from faena.upkeep.demo.country import Away, Trip
from faena.upkeep.demo.venezuela.care import FIELD

FAILED, CANCELLED = Visit.State.FAILED, Visit.State.CANCELLED
TRIPS = [
    Trip(-3, 10.0, 10, "Repair", "technician", (5, 11.0), note="Conector nuevo en la roseta. Señal normal."),
    Trip(-3, 14.5, 18, "Repair", "technician2", (5, 15.0), ends=FAILED, note="Nadie abrió el portón y el teléfono no contesta."),
    Trip(-2, 9.0, 0, "Installation", "technician2", (3, 10.5), "Installation", note="Cable por la fachada. Router junto a la caja.", notes="Llevar escalera larga."),
    Trip(-2, 14.0, 7, "Repair", "technician", (4, 9.5), "Router and Wi-Fi", note="Repetidor en el pasillo. Llega señal al quirófano."),
    Trip(-2, "morning", 15, "Repair", "technician", (4, 10.0), ends=CANCELLED, note="El cliente reinició el equipo y ya navega."),
    Trip(-1, 9.0, 20, "Remove equipment", "technician2", (2, 12.2), "Cancellation", note="Retirada la ONT. El router ya estaba en el mostrador."),
    Trip(-1, 11.0, 5, "Repair", "technician", (3, 16.0), note="Fuente quemada, cambiada."),
    Trip(-1, 15.0, 17, "Installation", "technician2", (4, 14.0), note="Instalado y probado con el cliente."),
    Trip(0, 8.5, 13, "Repair", "technician", (1, 11.0), "Connection that drops", note="Antena realineada.", notes="Es un enlace de radio: llevar arnés."),
    Trip(0, 9.5, 3, "Move to another address", "technician2", (3, 11.0), "Move to another address", note="Punto mudado al fondo del local."),
    Trip(0, 11.0, 7, "Repair", "technician", (0, 8.4), "No connection", note="Fibra cortada en la azotea, empalmada.", notes="Clínica: avisar en recepción."),
    Trip(0, 14.0, 2, "Installation", "technician", (2, 10.0), note="Instalado."),
    Trip(0, 15.5, 19, "Repair", "technician2", (1, 9.8), note="Wi-Fi en otro canal."),
    Trip(0, "afternoon", 12, "Repair", FIELD, (1, 15.0), "Slow connection"),
    Trip(0, 17.5, 16, "Remove equipment", "technician2", (2, 15.5), note="Retirado."),
    Trip(1, 9.0, 0, "Repair", "technician", (0, 9.0), "No connection", notes="La luz LOS está roja."),
    Trip(1, 10.5, 1, "Repair", "technician2", (0, 9.2), "Router and Wi-Fi", notes="Red de invitados en la recepción."),
    Trip(1, "morning", 0, "Bring or fetch a device", "technician2", (0, 9.1), of_order=True, notes="Cobrar antes de entregar."),
    Trip(1, 14.0, 6, "Installation", FIELD, (1, 16.2)),
    Trip(2, 8.5, 12, "Move to another address", "technician", (0, 9.5), "Move to another address"),
    Trip(2, "evening", 14, "Repair", FIELD, (1, 17.0), notes="Solo puede después de las seis."),
    Trip(3, 9.0, 10, "Installation", "technician", (1, 10.2)),
    Trip(3, 13.0, 18, "Repair", "technician2", (1, 10.4)),
    Trip(5, "afternoon", 2, "Remove equipment", "technician2", (1, 12.0)),
]  # fmt: skip
AWAY = [Away(1, 15, 17, "technician2", "Médico")]
