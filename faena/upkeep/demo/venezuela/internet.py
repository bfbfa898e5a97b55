"""The Internet that the demo shop in Venezuela brings: its plans, who has one, and the neighbours."""

from faena.upkeep.demo.country import Internet, Neighbourhood, PlanRow, Sold

PLANS = [
    PlanRow("Fibra 100", 25_00, 100, 50, "fibre"),
    PlanRow("Fibra 300", 40_00, 300, 150, "fibre"),
    PlanRow("Empresa 500", 120_00, 500, 500, "fibre"),
    PlanRow("Radio 20", 15_00, 20, 5, "radio"),
]
SOLD = [
    Sold(33, 1, 2, "cacao.claro", "Av. Bolívar, torre Mijao, piso 4", price=110_00),
    Sold(32, 7, 2, "samanes.vet", "Av. Los Samanes, quinta Aurora"),
    Sold(31, 0, 0, "maria.rios", "Calle 4, casa 18", ends=20, why="Se pasa a un plan más rápido.", gone=True),
    Sold(30, 3, 1, "espiga.dorada", "Calle 7 con carrera 3, local 1"),
    Sold(27, 6, 0, "beatriz.zambrano", "Res. El Naranjal, apto. 5-B", ends=6, why="De viaje hasta enero."),
    Sold(25, 11, 1, "son.cabal", "Calle 9, escuela de música"),
    Sold(20, 0, 1, "maria.rios", "Calle 4, casa 18"),
    Sold(18, 13, 3, "wilmer.chirinos", "Sector La Loma, casa azul"),
    Sold(14, 12, 0, "carmen.montilla", "Calle 4, casa 31"),
    Sold(9, 20, 0, "rosangela.p", "Res. El Naranjal, apto. 2-A", ends=3, why="Pidió la baja: se muda.", gone=True),
    Sold(5, 16, 3, "ivan.peroza", "Sector La Loma, vereda 2"),
    Sold(1, 0, 3, "maria.taller", "Galpón 6, zona industrial"),
]  # fmt: skip

FIRST = (  # noqa: SIM905  # a list of names reads better without its quotes
    "Abril Adán Aitana Alirio Amparo Anahí Arturo Belkis Benigno Brígida Camilo Carlota Celeste Cirilo Clemencia "
    "Dalia Damián Delfina Edgardo Eliseo Elvira Emiliano Estrella Eudes Fabiola Fermín Flor Gisela Gladys "
    "Gonzalo Heriberto Hilda Ignacio Inés Isaura Jacinto Josefa Julián Leandro Leonor Libia Lorenzo Magaly "
    "Marcial Mireya Nancy Néstor Nieves Olegario Orlando Palmira Pastor Perla Ramiro Rebeca Rufino Sabina "
    "Salvador Simona Tadeo Tibisay Ubaldo Valeria Vicente Xiomara Yadira Zoraida"
).split()
LAST = (  # noqa: SIM905  # a list of names reads better without its quotes
    "Abreu Aguaje Albornoz Arrieta Barboza Bracho Briceño Carvajal Chacín Cedeño Dávila Escalona Farías "
    "Fuenmayor Gámez Godoy Guaita Hidalgo Infante Jaimes Lárez Linares Maestre Manaure Marín Mijares Noguera "
    "Oropeza Padrón Paredes Perdomo Quijada Ramos Requena Salazar Semprún Tovar Uzcátegui Valbuena Yánez Zabala "
    "Zerpa"
).split()

INTERNET = Internet(
    plans=PLANS,
    sold=SOLD,
    neighbourhood=Neighbourhood(
        first=FIRST,
        last=LAST,
        sectors=("Los Samanes", "El Naranjal", "La Loma", "Centro", "Valle Claro", "Las Garzas"),
        mobile="+58416556{:04d}",
        line="Calle {street}, casa {house}",
        label="Casa",
        mast="Torre Norte",
        box="Caja {}",
    ),
    extra=[("Instalación de fibra", 30_00), ("Router Wi-Fi 6", 45_00)],
    mistaken="Se anuló la de otro cliente.",
    undone="Estuvo sin servicio todo el mes.",
)
