"""What came to the counter in Venezuela in a month, the oldest first: who, what, why, and how far it got."""

# ruff: noqa: E501  # a table: one job a line

from faena.customers.actions import DeviceFacts
from faena.upkeep.demo import pictures
from faena.upkeep.demo.country import Got, Job, part


def _phone(brand: str, model: str, serial: str, kind: str = "Teléfono") -> DeviceFacts:
    return DeviceFacts(kind, brand, model, serial)


def _laptop(brand: str, model: str, serial: str) -> DeviceFacts:
    return DeviceFacts("Laptop", brand, model, serial)


A54 = _phone("Samsung", "Galaxy A54", "356938035643809")
IPHONE13 = _phone("Apple", "iPhone 13", "353010111111110")
ELITEBOOK = _laptop("HP", "EliteBook 840", "5CG1234ABC")
T480 = _laptop("Lenovo", "ThinkPad T480", "PF1ABCDE")
SCALE = DeviceFacts("Balanza", "Systel", "Cuora", "CU-88121")
SCREEN, BOARD, LAPTOP, RADIO = pictures.screen, pictures.board, pictures.laptop, pictures.radio
KEYBOARD, ROUTER, MICROSCOPE, WEIGHER = pictures.keyboard, pictures.router, pictures.microscope, pictures.scale

JOBS = [
    Job(30, 9.3, 6, T480, "El teclado repite letras.", value=55_00, advance=20_00, parts=(part("Teclado T480 español", 28_00, 3),), work="Teclado nuevo y limpieza interna.", photos=(BOARD,), accessories="Cargador", signs="paper"),
    Job(29, 10.1, 7, DeviceFacts("Ecógrafo", "Mindray", "DP-10", "MD-77120"), "La sonda no hace contacto.", found=180_00, work="Conector de la sonda reemplazado y calibrado.", accessories="Sonda, cable de poder", mine=1),
    Job(28, 11.5, 10, _phone("Xiaomi", "Redmi Note 11", "867530900000118"), "No carga; hay que mover el cable.", value=18_00, parts=(part("Pin de carga USB-C", 6_00, days=30),), work="Pin de carga cambiado.", condition="Golpe en la esquina"),
    Job(28, 15.2, 15, DeviceFacts("Impresora fiscal", "Bixolon", "SRP-812", "BX-55120"), "Corta el papel a la mitad.", value=40_00, advance=40_00, work="Cuchilla ajustada y lubricada.", mine=1),
    Job(27, 9.8, 12, _phone("Motorola", "Moto G60", "351756110000423"), "Se calienta y se apaga.", found=32_00, parts=(part("Batería JK50", 14_00, 6),), work="Batería nueva, prueba de carga de dos horas."),
    Job(26, 10.4, 3, SCALE, "Marca mal el peso.", found=45_00, work="Celda de carga limpia y calibrada con pesas patrón.", signs="paper", mine=1),
    Job(26, 14.0, 9, _laptop("Apple", "MacBook Air M1", "C02XK0AAJK7L"), "The trackpad clicks by itself.", found=95_00, parts=(part("Trackpad A2337", 48_00, 3),), work="Trackpad replaced; battery checked, 91 % health.", photos=(BOARD,)),
    Job(25, 9.2, 16, DeviceFacts("Televisor", "LG", "43UP7500", "LG-430912"), "Tiene sonido pero no imagen.", found=70_00, advance=30_00, parts=(part("Tira de luces LED 43″", 9_50, 3, count=3),), work="Tres tiras LED nuevas."),
    Job(25, 16.1, 13, _phone("Tecno", "Spark 10", "350443900000771"), "Olvidó el patrón y no tiene la cuenta.", value=15_00, cannot=True, work="El equipo pide la cuenta de Google de otra persona: no se desbloquea.", signs="paper"),
    Job(24, 10.6, 11, DeviceFacts("Amplificador", "Fender", "Frontman 15", "FM-15093"), "Zumba y se corta el sonido.", value=38_00, work="Potenciómetro y cable de entrada reemplazados.", accessories="Cable de poder", mine=1),
    Job(23, 11.9, 18, DeviceFacts("GPS", "Queclink", "GV300", "GV-300881"), "No reporta posición.", value=25_00, work="Antena reemplazada, reporta cada minuto.", mine=1),
    Job(22, 9.5, 14, IPHONE13, "Pantalla con líneas verdes.", value=160_00, advance=80_00, parts=(part("Pantalla OLED iPhone 13", 88_00, 6),), work="Pantalla original instalada, Face ID probado.", photos=(SCREEN,), unlock="147258"),
    Job(21, 13.4, 2, _laptop("HP", "EliteBook 840", "5CG1234AXQ"), "Disco lleno, muy lenta.", value=60_00, parts=(part("SSD NVMe 500 GB", 42_00, 12),), work="Sistema pasado a un SSD nuevo, datos copiados.", accessories="Cargador, bolso"),
    Job(20, 10.2, 8, DeviceFacts("Console", "Microsoft", "Xbox Series S", "XS-40921"), "Desliga sozinho após meia hora.", found=48_00, work="Limpeza interna e pasta térmica nova.", photos=(BOARD,), mine=1),
    Job(19, 15.7, 0, _phone("Samsung", "Galaxy Tab A8", "R52N90AAA", "Tableta"), "Se cayó; el vidrio está partido.", value=75_00, advance=25_00, parts=(part("Vidrio táctil Tab A8", 31_00, 3), part("Adhesivo", 2_00, charged=False)), work="Vidrio cambiado.", photos=(SCREEN,)),
    Job(18, 9.1, 19, _laptop("Dell", "Inspiron 3501", "7HX2K33"), "Bisagra rota.", value=35_00, work="Bisagra derecha reparada con resina y tornillos.", signs="paper"),
    Job(17, 11.0, 5, _phone("Honor", "X8", "860987000000334"), "No se oye en las llamadas.", value=20_00, parts=(part("Auricular superior", 5_00, days=60),), work="Auricular cambiado."),
    Job(16, 14.8, 20, _phone("Samsung", "Galaxy S21", "355112100000905"), "Cayó al agua.", found=0, cannot=True, work="Placa con corrosión total: no conviene reparar. Sin costo.", photos=(BOARD,)),
    Job(15, 10.9, 1, DeviceFacts("Servidor", "Dell", "PowerEdge T40", "T40-2210"), "Un disco del arreglo avisa de fallo.", value=120_00, advance=60_00, parts=(part("Disco SATA 2 TB", 74_00, 12),), work="Disco cambiado y arreglo reconstruido sin pérdida.", mine=1),
    Job(14, 9.6, 10, _phone("Xiaomi", "Redmi Note 11", "867530900000118"), "La cámara trasera no enfoca.", value=26_00, parts=(part("Cámara trasera 50 MP", 13_00, 3),), work="Módulo de cámara cambiado.", bounced="El banco devolvió el pago."),
    Job(13, 16.4, 21, _laptop("Acer", "Nitro 5", "NHQ7R11"), "Faz muito barulho e esquenta.", value=42_00, work="Ventoinhas limpas, pasta térmica trocada.", mine=1),
    Job(12, 10.0, 4, _phone("Apple", "iPhone 11", "352908110000556", "Celular"), "Não reconhece o chip.", found=55_00, work="Leitor de chip ressoldado.", photos=(BOARD,)),
    Job(11, 12.2, 17, DeviceFacts("Consola", "Nintendo", "Switch OLED", "XTW-400118"), "El control izquierdo se mueve solo.", value=24_00, parts=(part("Palanca analógica", 4_50, 3, count=2),), work="Dos palancas nuevas."),
    Job(10, 9.9, 6, T480, "Ahora no carga la batería.", value=30_00, work="Puerto de carga resoldado. La batería está bien.", accessories="Cargador"),
    Job(9, 11.4, 15, DeviceFacts("Punto de venta", "Newland", "N910", "N9-70034"), "No imprime el recibo.", value=22_00, work="Cabezal térmico limpio.", mine=1),
    Job(8, 15.0, 12, _phone("Motorola", "Moto G60", "351756110000423"), "Duplicada por error.", voided="Se abrió dos veces: el equipo entró con otra orden.", got=Got.RECEIVED, signs=""),
    # still in the house
    Job(9, 10.3, 2, DeviceFacts("Consola", "Sony", "PlayStation 5", "AJ15829430"), "No da imagen por HDMI.", Got.READY, value=60_00, advance=20_00, parts=(part("Puerto HDMI PS5", 9_00, 3),), photos=(BOARD, BOARD), note="Puerto HDMI nuevo, probada una hora.", promised=-1),
    Job(8, 9.4, 16, _laptop("Asus", "VivoBook 15", "M2N0CX05"), "No enciende.", Got.READY, found=85_00, advance=30_00, note="Circuito de carga reparado. Puede retirarla.", photos=(LAPTOP,), mine=1),
    Job(7, 11.2, 20, _phone("Infinix", "Hot 30", "353322400000672"), "Pantalla rota.", Got.READY, value=45_00, advance=45_00, note="Lista para retirar.", signs="paper", photos=(SCREEN,)),
    Job(7, 14.5, 11, DeviceFacts("Teclado musical", "Yamaha", "PSR-E373", "YM-373009"), "Varias teclas no suenan.", Got.WAITS_FOR_PART, value=58_00, advance=20_00, note="La membrana llega esta semana.", promised=1, mine=1, photos=(KEYBOARD,)),
    Job(6, 10.8, 18, DeviceFacts("Radio", "Motorola", "DEP450", "DEP-90021"), "No transmite.", Got.WAITS_FOR_PART, found=64_00, note="Pedimos el módulo de potencia.", promised=-1, photos=(RADIO,)),
    Job(5, 9.7, 14, _laptop("HP", "Pavilion 14", "5CD9921XYZ"), "Pantalla oscura; se ve con linterna.", Got.BEGUN, value=90_00, advance=40_00, photos=(LAPTOP, BOARD), promised=-1, note="El flex de la pantalla estaba roto."),
    Job(4, 12.6, 3, SCALE, "Otra vez marca mal, dentro de la garantía.", Got.BEGUN, value=0, note="Revisamos sin costo.", signs="paper", promised=1, mine=1, photos=(WEIGHER,)),
    Job(4, 15.9, 8, _phone("Samsung", "Galaxy S22", "350881200000142", "Celular"), "A tela acende mas não responde.", Got.ASKED, found=110_00, note="Tela original: US$ 110.", photos=(SCREEN,), promised=3),
    Job(3, 9.2, 1, ELITEBOOK, "No enciende después de un bajón de luz.", Got.ASKED, found=140_00, note="Fuente interna quemada.", photos=(LAPTOP, BOARD), promised=2, accessories="Cargador"),
    Job(3, 16.3, 21, DeviceFacts("Roteador", "TP-Link", "Archer C6", "TP-220981"), "Reinicia a cada dez minutos.", Got.DIAGNOSED, promised=1, mine=1, photos=(ROUTER,)),
    Job(2, 10.5, 4, DeviceFacts("Celular", "Apple", "iPhone 13", "353010111111226"), "Bateria acaba em duas horas.", Got.DIAGNOSED, value=70_00, advance=30_00, photos=(SCREEN,), promised=1),
    Job(1, 9.6, 0, A54, "La pantalla está rota y no responde al tacto.", Got.BEGUN, value=85_00, advance=40_00, parts=(part("Módulo de pantalla A54", 38_00, 3),), photos=(SCREEN, BOARD), note="Llegó el módulo original.", promised=1, accessories="Funda", condition="Rayones en la tapa", unlock="2580"),
    Job(1, 14.1, 19, _laptop("Lenovo", "IdeaPad 3", "PF3K20AA"), "Se derramó café sobre el teclado.", Got.DIAGNOSED, promised=2, photos=(LAPTOP,)),
    Job(1, 16.0, 13, _phone("Tecno", "Camon 20", "350443900000998"), "No se oye el altavoz.", Got.RECEIVED, value=16_00, signs="", promised=0, photos=(SCREEN,)),
    Job(0, 9.3, 5, _phone("Xiaomi", "Redmi Note 12", "867530900000001"), "Se mojó y se apaga solo.", Got.RECEIVED, mine=None, signs="", photos=(SCREEN,)),
    Job(0, 10.2, 9, _laptop("Apple", "MacBook Pro 13", "C02ZZ1ABMD6M"), "Battery swollen, the case does not close.", Got.RECEIVED, mine=None, accessories="Cargador", photos=(LAPTOP,)),
    Job(0, 11.1, 7, DeviceFacts("Microscopio", "Leica", "DM500", "LC-50021"), "La luz parpadea.", Got.RECEIVED, value=35_00, advance=15_00, mine=1, promised=4, photos=(MICROSCOPE,)),
]  # fmt: skip
