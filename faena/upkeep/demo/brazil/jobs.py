"""What came to the counter in Brazil in a month, the oldest first: who, what, why, and how far it got."""

# ruff: noqa: E501  # a table: one job a line

from faena.customers.actions import DeviceFacts
from faena.upkeep.demo import pictures
from faena.upkeep.demo.country import Got, Job, part


def _phone(brand: str, model: str, serial: str) -> DeviceFacts:
    return DeviceFacts("Celular", brand, model, serial)


def _laptop(brand: str, model: str, serial: str) -> DeviceFacts:
    return DeviceFacts("Notebook", brand, model, serial)


A54 = _phone("Samsung", "Galaxy A54", "356938035643817")
POSITIVO = _laptop("Positivo", "Motion C4128", "PM4C128A7")
SCALE = DeviceFacts("Balança", "Toledo", "Prix 3", "PX-88121")
SCREEN, BOARD, LAPTOP, RADIO = pictures.screen, pictures.board, pictures.laptop, pictures.radio
KEYBOARD, ROUTER, MICROSCOPE, WEIGHER = pictures.keyboard, pictures.router, pictures.microscope, pictures.scale

JOBS = [
    Job(30, 9.3, 6, POSITIVO, "O teclado repete letras.", value=280_00, advance=100_00, parts=(part("Teclado ABNT2", 119_90, 3),), work="Teclado novo e limpeza interna.", photos=(BOARD,), accessories="Carregador", signs="paper"),
    Job(29, 10.1, 7, DeviceFacts("Ultrassom", "Mindray", "DP-10", "MD-77120"), "A sonda não faz contato.", found=1250_00, work="Conector da sonda trocado e calibrado.", accessories="Sonda, cabo de força", mine=1),
    Job(28, 11.5, 10, _phone("Xiaomi", "Redmi Note 11", "867530900000126"), "Não carrega; é preciso mexer no cabo.", value=90_00, parts=(part("Conector de carga USB-C", 29_90, days=30),), work="Conector de carga trocado.", condition="Batida no canto"),
    Job(28, 15.2, 15, DeviceFacts("Impressora de cupom", "Elgin", "i9", "EL-55120"), "Corta o papel pela metade.", value=220_00, advance=220_00, work="Guilhotina ajustada e lubrificada.", mine=1),
    Job(27, 9.8, 12, _phone("Motorola", "Moto G60", "351756110000431"), "Esquenta e desliga.", found=180_00, parts=(part("Bateria JK50", 74_90, 6),), work="Bateria nova, teste de carga de duas horas."),
    Job(26, 10.4, 3, SCALE, "Marca o peso errado.", found=240_00, work="Célula de carga limpa e calibrada com pesos padrão.", signs="paper", mine=1),
    Job(26, 14.0, 9, _laptop("Apple", "MacBook Air M1", "C02XK0AAJK8M"), "O trackpad clica sozinho.", found=520_00, parts=(part("Trackpad A2337", 248_00, 3),), work="Trackpad trocado; bateria conferida, 91 % de saúde.", photos=(BOARD,)),
    Job(25, 9.2, 16, DeviceFacts("Televisor", "LG", "43UP7500", "LG-430913"), "Tem som, mas não tem imagem.", found=390_00, advance=150_00, parts=(part("Barra de LED 43″", 49_50, 3, count=3),), work="Três barras de LED novas."),
    Job(25, 16.1, 13, _phone("Multilaser", "G Max 2", "350443900000789"), "Esqueceu o padrão e não tem a conta.", value=80_00, cannot=True, work="O aparelho pede a conta Google de outra pessoa: não se desbloqueia.", signs="paper"),
    Job(24, 10.6, 11, DeviceFacts("Amplificador", "Meteoro", "Space 160", "MT-15093"), "Zumbe e o som corta.", value=210_00, work="Potenciômetro e cabo de entrada trocados.", accessories="Cabo de força", mine=1),
    Job(23, 11.9, 18, DeviceFacts("Rastreador", "Queclink", "GV300", "GV-300882"), "Não informa a posição.", value=140_00, work="Antena trocada, informa a cada minuto.", mine=1),
    Job(22, 9.5, 14, _phone("Apple", "iPhone 13", "353010111111128"), "Tela com linhas verdes.", value=890_00, advance=400_00, parts=(part("Tela OLED iPhone 13", 489_00, 6),), work="Tela original instalada, Face ID testado.", photos=(SCREEN,), unlock="147258"),
    Job(21, 13.4, 2, _laptop("Dell", "Vostro 3510", "5CG1234AXR"), "Disco cheio, muito lento.", value=330_00, parts=(part("SSD NVMe 500 GB", 229_00, 12),), work="Sistema passado para um SSD novo, dados copiados.", accessories="Carregador, bolsa"),
    Job(20, 10.2, 8, DeviceFacts("Console", "Microsoft", "Xbox Series S", "XS-40922"), "Desliga sozinho após meia hora.", found=260_00, work="Limpeza interna e pasta térmica nova.", photos=(BOARD,), mine=1),
    Job(19, 15.7, 0, DeviceFacts("Tablet", "Samsung", "Galaxy Tab A8", "R52N90AAB"), "Caiu; o vidro está trincado.", value=420_00, advance=150_00, parts=(part("Vidro touch Tab A8", 169_00, 3), part("Adesivo", 9_90, charged=False)), work="Vidro trocado.", photos=(SCREEN,)),
    Job(18, 9.1, 19, _laptop("Dell", "Inspiron 3501", "7HX2K34"), "Dobradiça quebrada.", value=190_00, work="Dobradiça direita reparada com resina e parafusos.", signs="paper"),
    Job(16, 14.8, 20, _phone("Samsung", "Galaxy S21", "355112100000913"), "Caiu na água.", found=0, cannot=True, work="Placa com corrosão total: não compensa reparar. Sem custo.", photos=(BOARD,)),
    Job(15, 10.9, 1, DeviceFacts("Servidor", "Dell", "PowerEdge T40", "T40-2211"), "Um disco do arranjo avisa falha.", value=680_00, advance=300_00, parts=(part("Disco SATA 2 TB", 419_00, 12),), work="Disco trocado e arranjo refeito sem perda.", mine=1),
    Job(14, 9.6, 10, _phone("Xiaomi", "Redmi Note 11", "867530900000126"), "A câmera traseira não foca.", value=150_00, parts=(part("Câmera traseira 50 MP", 69_90, 3),), work="Módulo da câmera trocado.", bounced="O banco devolveu o pagamento."),
    Job(13, 16.4, 21, _laptop("Acer", "Nitro 5", "NHQ7R12"), "Faz muito barulho e esquenta.", value=230_00, work="Ventoinhas limpas, pasta térmica trocada.", mine=1),
    Job(12, 10.0, 4, _phone("Apple", "iPhone 11", "352908110000564"), "Não reconhece o chip.", found=290_00, work="Leitor de chip ressoldado.", photos=(BOARD,)),
    Job(10, 9.9, 6, POSITIVO, "Agora não carrega a bateria.", value=160_00, work="Conector de carga ressoldado. A bateria está boa.", accessories="Carregador"),
    Job(9, 11.4, 15, DeviceFacts("Maquininha", "PAX", "D195", "PX-70034"), "Não imprime o comprovante.", value=120_00, work="Cabeça térmica limpa.", mine=1),
    Job(8, 15.0, 12, _phone("Motorola", "Moto G60", "351756110000431"), "Aberta duas vezes por engano.", voided="O aparelho entrou com outra ordem.", got=Got.RECEIVED, signs=""),
    # still in the house
    Job(9, 10.3, 2, DeviceFacts("Console", "Sony", "PlayStation 5", "AJ15829431"), "Sem imagem no HDMI.", Got.READY, value=350_00, advance=100_00, parts=(part("Conector HDMI PS5", 45_00, 3),), photos=(BOARD, BOARD), note="Conector HDMI novo, testado por uma hora.", promised=-1),
    Job(8, 9.4, 16, _laptop("Asus", "VivoBook 15", "M2N0CX06"), "Não liga.", Got.READY, found=460_00, advance=150_00, note="Circuito de carga reparado. Pode retirar.", photos=(LAPTOP,), mine=1),
    Job(7, 14.5, 11, DeviceFacts("Teclado musical", "Yamaha", "PSR-E373", "YM-373010"), "Várias teclas não tocam.", Got.WAITS_FOR_PART, value=310_00, advance=100_00, note="A membrana chega esta semana.", promised=1, mine=1, photos=(KEYBOARD,)),
    Job(6, 10.8, 18, DeviceFacts("Rádio", "Intelbras", "RPD 7000", "RPD-90021"), "Não transmite.", Got.WAITS_FOR_PART, found=340_00, note="Pedimos o módulo de potência.", promised=-1, photos=(RADIO,)),
    Job(5, 9.7, 14, _laptop("Lenovo", "IdeaPad 3i", "5CD9921XYY"), "Tela escura; dá para ver com lanterna.", Got.BEGUN, value=490_00, advance=200_00, photos=(LAPTOP, BOARD), promised=-1, note="O flat da tela estava rompido."),
    Job(4, 12.6, 3, SCALE, "Marca errado de novo, dentro da garantia.", Got.BEGUN, value=0, note="Conferimos sem custo.", signs="paper", promised=1, mine=1, photos=(WEIGHER,)),
    Job(4, 15.9, 8, _phone("Samsung", "Galaxy S22", "350881200000150"), "A tela acende, mas não responde.", Got.ASKED, found=590_00, note="Tela original: R$ 590,00.", photos=(SCREEN,), promised=3),
    Job(3, 9.2, 1, _laptop("HP", "EliteBook 840", "5CG1234ABD"), "Não liga depois de uma queda de energia.", Got.ASKED, found=1480_00, note="Fonte interna queimada.", photos=(LAPTOP, BOARD), promised=2, accessories="Carregador"),
    Job(3, 16.3, 21, DeviceFacts("Roteador", "TP-Link", "Archer C6", "TP-220982"), "Reinicia a cada dez minutos.", Got.DIAGNOSED, promised=1, mine=1, photos=(ROUTER,)),
    Job(2, 10.5, 4, _phone("Apple", "iPhone 13", "353010111111235"), "A bateria acaba em duas horas.", Got.DIAGNOSED, value=380_00, advance=150_00, photos=(SCREEN,), promised=1),
    Job(1, 9.6, 0, A54, "A tela está quebrada e não responde ao toque.", Got.BEGUN, value=450_00, advance=200_00, parts=(part("Módulo de tela A54", 199_00, 3),), photos=(SCREEN, BOARD), note="Chegou o módulo original.", promised=1, accessories="Capinha", condition="Riscos na tampa", unlock="2580"),
    Job(1, 14.1, 19, _laptop("Lenovo", "IdeaPad 3", "PF3K20AB"), "Caiu café no teclado.", Got.DIAGNOSED, promised=2, photos=(LAPTOP,)),
    Job(1, 16.0, 13, _phone("Multilaser", "H5", "350443900001003"), "O alto-falante está mudo.", Got.RECEIVED, value=85_00, signs="", promised=0, photos=(SCREEN,)),
    Job(0, 9.3, 5, _phone("Xiaomi", "Redmi Note 12", "867530900000019"), "Molhou e desliga sozinho.", Got.RECEIVED, mine=None, signs="", photos=(SCREEN,)),
    Job(0, 10.2, 9, _laptop("Apple", "MacBook Pro 13", "C02ZZ1ABMD7N"), "Bateria estufada, a tampa não fecha.", Got.RECEIVED, mine=None, accessories="Carregador", photos=(LAPTOP,)),
    Job(0, 11.1, 7, DeviceFacts("Microscópio", "Leica", "DM500", "LC-50022"), "A luz pisca.", Got.RECEIVED, value=190_00, advance=80_00, mine=1, promised=4, photos=(MICROSCOPE,)),
]  # fmt: skip
