"""The Internet that the demo shop in Brazil brings: its plans, who has one, and the neighbours."""

# ruff: noqa: E501  # a table: one sale a line

from faena.upkeep.demo.country import Internet, Neighbourhood, PlanRow, Sold

PLANS = [
    PlanRow("Fibra 300", 99_90, 300, 150, "fibre"),
    PlanRow("Fibra 600", 139_90, 600, 300, "fibre"),
    PlanRow("Empresa 800", 399_00, 800, 800, "fibre"),
    PlanRow("Rádio 50", 79_90, 50, 10, "radio"),
]
SOLD = [
    Sold(33, 1, 2, "cacau.claro", "Rua das Jabuticabas, 400, sala 41", price=359_00),
    Sold(32, 7, 2, "vale.vet", "Rua das Paineiras, 18"),
    Sold(31, 0, 0, "maria.rios", "Rua 4, 18", ends=20, why="Passa para um plano mais rápido.", gone=True),
    Sold(30, 3, 1, "espiga.dourada", "Rua dos Ipês, 73, loja 1"),
    Sold(27, 6, 0, "beatriz.zanoni", "Residencial Laranjal, ap. 52", ends=6, why="Viaja até janeiro."),
    Sold(25, 11, 1, "som.cabal", "Rua 9, 210, escola de música"),
    Sold(20, 0, 1, "maria.rios", "Rua 4, 18"),
    Sold(18, 13, 3, "wilson.chaves", "Estrada do Mirante, km 3, casa azul"),
    Sold(14, 12, 0, "carmem.montanari", "Rua 4, 31"),
    Sold(9, 20, 0, "rosangela.p", "Residencial Laranjal, ap. 21", ends=3, why="Pediu o cancelamento: vai se mudar.", gone=True),
    Sold(5, 16, 3, "ivan.pedrosa", "Estrada do Mirante, km 2"),
    Sold(1, 0, 3, "maria.oficina", "Galpão 6, distrito industrial"),
]  # fmt: skip

FIRST = (  # noqa: SIM905  # a list of names reads better without its quotes
    "Abigail Adelmo Aldair Amália Aparecida Argemiro Arlete Benedita Benício Cauã Celeste Cícero Clarice Conceição "
    "Dalva Damião Edilene Edvaldo Eliane Estêvão Eunice Fabrício Flávia Francisca Geni Genival Gláucia "
    "Heloísa Hermínia Iara Ícaro Ivone Jacira Jandira Joaquim Josué Jurandir Laís Leandro Leonor Lourdes Luzia "
    "Marli Matilde Moacir Neide Nilton Odete Osmar Otília Palmira Perla Quitéria Raimunda Ramiro Rosalva Rufino "
    "Sebastião Severina Silvana Tadeu Tainá Ubirajara Valdir Vicente Wanda Zenaide Zilda"
).split()
LAST = (  # noqa: SIM905  # a list of names reads better without its quotes
    "Abreu Aguiar Albuquerque Alencar Assunção Azevedo Barcelos Batista Bragança Calixto Camargo Carvalhal Cerqueira "
    "Damasceno Esteves Falcão Farias Figueiredo Furtado Gadelha Galvão Guimarães Holanda Jardim Lacerda Leitão "
    "Magalhães Medeiros Monteiro Nóbrega Paixão Pacheco Pimentel Queirós Quintanilha Rabelo Saldanha Siqueira "
    "Tavares Torquato Vasconcelos Vilela Xavier"
).split()

INTERNET = Internet(
    plans=PLANS,
    sold=SOLD,
    neighbourhood=Neighbourhood(
        first=FIRST,
        last=LAST,
        sectors=("Jardim das Mangueiras", "Laranjal", "Mirante", "Centro", "Vale Claro", "Recanto das Garças"),
        mobile="+551195556{:04d}",
        line="Rua {street}, {house}",
        label="Casa",
        mast="Torre Norte",
        box="Caixa {}",
    ),
    extra=[("Instalação de fibra", 120_00), ("Roteador Wi-Fi 6", 289_00)],
    mistaken="Era para cancelar a de outro cliente.",
    undone="Ficou sem sinal o mês inteiro.",
)
