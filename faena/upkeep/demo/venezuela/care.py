"""What subscribers in Venezuela ask for, and what is done with it: a month of tickets."""

# ruff: noqa: E501  # a table: one ticket a line

from functools import partial

from faena.customers.actions import DeviceFacts
from faena.tickets.models import Priority, Ticket
from faena.upkeep.demo.country import Care, CareCase
from faena.upkeep.demo.handling import (
    NO_SOLUTION,
    answered,
    close,
    comment,
    date,
    forward,
    heard,
    reopen,
    status,
    take,
    tried,
    workshop,
)
from faena.upkeep.demo.pictures import board

URGENT, HIGH, LOW = Priority.URGENT, Priority.HIGH, Priority.LOW
PHONE, WHATSAPP, COUNTER, MAIL, WEB = Ticket.Channel
FIELD = "Técnicos de campo"
# position → who has it, by the beginning of the e-mail
POSITIONS = {
    "Soporte": ["operator", "technician"],
    "Cobranzas": ["admin", "operator"],
    FIELD: ["technician", "technician2"],
}
# branch or type, by its English → the position that its tickets go to
GOES_TO = {
    "Support": "Soporte",
    "Changes": "Soporte",
    "Billing": "Cobranzas",
    "Move to another address": FIELD,
    "Installation": FIELD,
}
SCRIPTS = {
    "No connection": "¿Qué luces tiene encendidas el equipo?\n¿Ya lo desconectó treinta segundos?\n¿Falla por cable, por Wi-Fi o en los dos?",
    "Slow connection": "Pida una prueba de velocidad por cable, con un solo equipo conectado.",
    "Payment that does not show": "Anote el banco, la fecha, el monto y la referencia.",
}
BOARD = partial(board, 31)
ROUTER = DeviceFacts("Router", "Huawei", "HG8145V5", "HWTC0A17F3C2")
CARE_CASES = [
    CareCase(27, 9.5, 12, "No connection", "Sin servicio desde anoche.", WHATSAPP, then=(
        take(0.3, "technician"), tried(0.6, "technician", "Potencia óptica en la roseta", "−29 dBm, muy débil", BOARD),
        status(0.1, "technician", "Waiting for a visit", visible=True),
        close(5, "technician", "Conector sucio en la roseta. Se limpió y se midió: −19 dBm."))),
    CareCase(24, 10.1, 0, "Slow connection", "Los videos se cortan de noche.", then=(
        take(0.4, "operator"), status(0.1, "operator", "Waiting for the customer's answer"),
        comment(2.5, "operator", "Usa el Wi-Fi de 2,4 GHz en toda la casa."), status(0.1, "operator", "Being handled"),
        close(0.6, "operator", "Se separaron las redes de 2,4 y 5 GHz y el router pasó a la sala.", closed_as="Router and Wi-Fi"))),
    CareCase(21, 9.4, 6, "Cancellation", "Pregunta qué pasa con su plan mientras está de viaje.", then=(
        take(1, "operator"), comment(0.4, "operator", "Se le explicó la suspensión sin costo hasta noventa días.", visible=True),
        close(2, "operator", "No quiere cancelar: se suspendió el plan por el viaje.", closed_as="Change of plan"))),
    CareCase(19, 15.2, 7, "No connection", "Se fue en la recepción.", then=(
        take(0.2, "technician"), tried(0.4, "technician", "Reinicio del router por teléfono", "Volvió el servicio"),
        close(0.2, "technician", "El router estaba colgado. Se reinició."))),
    CareCase(16, 11.4, 3, "Question about an invoice", "Dice que le cobraron dos veces.", MAIL, then=(
        take(1, "admin"), forward(0.5, "admin", "operator", "Pide que lo llamen hoy; la factura está bien."),
        close(1.5, "operator", "Eran dos meses distintos. Se le enviaron los dos recibos."))),
    CareCase(13, 9.2, 1, "Connection that drops", "Se cae cada tarde.", then=(
        take(0.2, "technician"), tried(1, "technician", "Ping de una hora al equipo", "Pierde 4 % después de las 15:00"),
        forward(0.5, "technician", FIELD, "Hay que revisar el empalme de la torre."),
        take(1, "technician2"), status(0.2, "technician2", "Waiting for another company"),
        close(9, "technician2", "La torre no da permiso para entrar al cuarto de cables.", outcome=NO_SOLUTION),
        reopen(4, "admin", "La torre dio el permiso."), status(0.5, "technician2", "Being handled", visible=True),
        close(7, "technician2", "Empalme rehecho en el cuarto de cables del piso 4."))),
    CareCase(9, 16.1, 11, "Password change", "Olvidó la clave del Wi-Fi.", then=(
        take(0.1, "operator"), close(0.2, "operator", "Se cambió la clave por teléfono."))),
    CareCase(6, 15.4, 7, "Router and Wi-Fi", "En el quirófano no llega la señal.", then=(
        take(0.5, "technician"), comment(0.3, "technician", "La pared tiene plomo: hace falta un punto de acceso dentro."),
        status(0.1, "technician", "Waiting for the customer's answer", visible=True))),
    CareCase(5, 10.0, 13, "No connection", "No tiene luz en el equipo.", then=(
        take(0.3, "technician"), close(0.5, "technician", "Era un corte de luz del sector.", outcome=NO_SOLUTION),
        reopen(3, "master", "Volvió la luz y sigue sin servicio."), tried(0.4, "technician", "Otro cargador", "El equipo no enciende"),
        forward(0.2, "technician", FIELD, "Hay que llevarle otro equipo."),
        workshop(0.3, "technician", ROUTER, "No enciende, tampoco con otro cargador."))),
    CareCase(4, 10.2, 3, "Move to another address", "El punto de venta se muda a la caja nueva, al fondo del local.", COUNTER, then=(
        take(2, "technician2"), date(0.2, "admin", 9, "La caja nueva se entrega la otra semana."), status(0.1, "technician2", "Waiting for a visit"))),
    CareCase(3, 9.9, 0, "Installation", "Plan nuevo en el galpón 6. Hay que pasar el cable por la fachada.", COUNTER, to="technician2"),
    CareCase(2, 9.5, 16, "Agreement to pay", "Paga la mitad este viernes y la otra el 15.", to="admin"),
    CareCase(2, 11.1, 1, "Change of plan", "Quiere pasar a 1 Gbps si hay en su edificio. Pide el precio por escrito.", MAIL, by="seller", then=(
        comment(0.4, "seller", "Es buen cliente: si hay descuento, mejor."), take(1, "operator"), status(0.1, "operator", "Being handled"))),
    CareCase(2, 11.8, 20, "Cancellation", "Entregó el router en el mostrador. Falta confirmar la baja.", COUNTER, LOW),
    CareCase(1, 9.1, 3, "Payment that does not show", "Pagó por Pago Móvil el lunes. Referencia 004417.", WHATSAPP),
    CareCase(1, 9.2, 13, "Connection that drops", "De noche, cuando llueve. Es el enlace de radio.", WHATSAPP, to=FIELD),
    CareCase(1, 10.3, 1, "Router and Wi-Fi", "Piden una red de invitados para la recepción.", by="seller"),
    CareCase(1, 10.6, 11, "Question about an invoice", "Le llegó con otro nombre comercial.", MAIL, by="admin"),
    CareCase(1, 14.3, 12, "Slow connection", "Mide 20 Mbps de los 100, por cable.", WHATSAPP, subject="Va a la quinta parte de lo contratado", then=(
        take(0.4, "technician"), tried(0.3, "technician", "Velocidad por cable desde su equipo", "21 Mbps de bajada, 20 de subida", BOARD, visible=True),
        status(0.2, "technician", priority=HIGH))),
    CareCase(1, 14.6, 7, "Connection that drops", "Todos los días, de ocho a once de la noche, se cae el Internet de todo el edificio.\nSon 48 apartamentos reclamando.", subject="El Internet del edificio se cae de noche, de 8 a 11", then=(
        take(0.1, "operator"), answered(0.1, "operator", "Buenas tardes. Ya abrimos su caso. ¿La luz roja «LOS» del equipo se enciende cuando se cae?"),
        heard(0.5, "operator", "Sí, se enciende la roja y a la media hora vuelve sola."), status(0.1, "operator", "Being handled"),
        tried(0.6, "operator", "Señal en la ONT antes y durante la caída", "−27,8 dBm; a las 20:30 bajó a −31: empalme con falla en la caja CTO-14"),
        comment(0.2, "operator", "Pedir fibra y caja nuevas al depósito antes de ir."), answered(0.3, "operator", "Encontramos la falla: es un empalme de la calle. Mañana va un técnico con fibra y caja nuevas.", confirmed=False),
        heard(0.4, "operator", "¡Gracias! El conserje, señor Raimundo, les abre el armario.", PHONE), status(0.1, "operator", "Waiting for a visit", visible=True))),
    CareCase(1, 16.0, 11, "Password change", "Quiere otra clave del Wi-Fi antes del lunes.", WEB, LOW),
    CareCase(0, 8.2, 7, "No connection", "Toda la clínica, desde las siete. La luz PON parpadea en rojo.", priority=URGENT, to="technician"),
    CareCase(0, 8.9, 0, "No connection", "La luz LOS está roja.", WHATSAPP),
    CareCase(0, 9.3, 12, "Move to another address", "Se muda en la misma calle, a la casa 40.", by="technician"),
]  # fmt: skip

CARE = Care(POSITIONS, GOES_TO, SCRIPTS, CARE_CASES)
