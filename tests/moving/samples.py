"""Files in the shapes that companies bring, with people who were made up for the tests. Documents hold by their check
digits (lib/taxid.py makes them)."""

import gzip
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from faena.lib.taxid import example, format_tax_id

CPF = [example("br_cpf", seed) for seed in range(8)]
CNPJ = [example("br_cnpj", seed) for seed in range(4)]
RIF = [example("ve_rif", seed) for seed in range(4)]


def cpf(at: int) -> str:
    """123.456.789-09"""
    return format_tax_id("br_cpf", CPF[at])


def cnpj(at: int) -> str:
    return format_tax_id("br_cnpj", CNPJ[at])


def cpf_without_zeros(zeros: int) -> str:
    """A CPF that begins with so many zeros, without them."""
    found = (example("br_cpf", seed) for seed in range(100_000))
    return next(one for one in found if len(one.lstrip("0")) == 11 - zeros).lstrip("0")


def text_file(path: Path, rows: Sequence[Sequence[str]], delimiter: str = ";", encoding: str = "utf-8") -> Path:
    """Quoted where it has to be; lines end as on Windows."""
    lines = (delimiter.join(_quoted(cell, delimiter) for cell in row) for row in rows)
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def _quoted(cell: str, delimiter: str) -> str:
    if not any(sign in cell for sign in (delimiter, '"', "\n", "\r")):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def workbook(
    path: Path,
    sheets: dict[str, Sequence[Sequence[Any]]],
    *,
    first_column: int = 0,
    hidden_sheets: Sequence[str] = (),
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    merged: Sequence[str] = (),
) -> Path:
    """XLSX. Rows that are hidden by their number, columns by their index, of the first sheet; days as date cells."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        as_day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row, first_column):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, as_day)
                    elif cell not in ("", None):
                        sheet.write(number, column, cell)
            if name in hidden_sheets:
                sheet.hide()
            if at == 0:
                for number in hidden_rows:
                    sheet.set_row(number - 1, None, None, {"hidden": True})
                for column in hidden_columns:
                    sheet.set_column(column, column, None, None, {"hidden": True})
                for cells in merged:
                    sheet.merge_range(cells, rows[int("".join(filter(str.isdigit, cells.split(":")[0]))) - 1][0])
    return path


def open_document(path: Path, name: str, rows: Sequence[Sequence[str | float]]) -> Path:
    """ODS, as little as a reader needs."""
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{spaces}:office:1.0" xmlns:table="{spaces}:table:1.0" '
        f'xmlns:text="{spaces}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="{name}">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        if not value:
            return "<table:table-cell/>"
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
    said = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {said}><text:p>{value}</text:p></table:table-cell>"


def dump(tables: dict[str, tuple[Sequence[str], Sequence[Sequence[str | None]]]], *, lists_columns: bool = True) -> str:
    """As MySQL writes it: a statement for each row with the names of columns, or one for all rows without."""
    parts = ["-- MySQL dump 10.13\n/*!40101 SET NAMES latin1 */;\n" if not lists_columns else "#\n# TABLES\n#\n"]
    for name, (columns, rows) in tables.items():
        kinds = ",\n".join(f"  `{column}` varchar(255) DEFAULT NULL" for column in columns)
        parts.append(
            f"DROP TABLE IF EXISTS `{name}`;\nCREATE TABLE `{name}` (\n{kinds},\n  PRIMARY KEY (`{columns[0]}`)\n);\n"
        )
        if lists_columns:
            names = ", ".join(f"`{column}`" for column in columns)
            parts.extend(f"INSERT INTO `{name}` ({names}) VALUES ({_values(row)});\n" for row in rows)
        else:
            parts.append(f"INSERT INTO `{name}` VALUES {','.join(f'({_values(row)})' for row in rows)};\n")
    return "".join(parts)


def _values(row: Sequence[str | None]) -> str:
    return ", ".join("NULL" if value is None else literal(value) for value in row)


def literal(text: str) -> str:
    """A string of MySQL, as mysqldump writes it."""
    signs = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}
    return "'" + "".join(signs.get(sign, sign) for sign in text) + "'"


def zipped(path: Path, name: str, text: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return path


def gzipped(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(gzip.compress(text.encode(encoding)))
    return path


# --- the twelve shapes ------------------------------------------------------------------------------------------


def workshop(path: Path) -> Path:
    """By hand: titles in merged cells, header in row 3, hidden row and column, sheets that are no lists."""
    header = ["N°", "Nombre y Apellido ", "C.I. / RIF", "Teléfonos", "Dirección", "Correo", "Equipo", "Marca", "Modelo",
              "Serial/IMEI", "Fecha ingreso", "Monto", "Abono"]  # fmt: skip
    wrong = RIF[1][:-1] + str((int(RIF[1][-1]) + 1) % 10)
    rows: list[list[Any]] = [
        ["TALLER LA TUERCA ALEGRE", *[""] * 12],
        ["DATOS DEL CLIENTE", *[""] * 12],
        header,
        [1, "Fermina Urdaneta", "7447551", "0412-5550901 / 0212-5550902", "Av. Uno, Maracay", "fermina@example.com",
         "Teléfono", "Samsung", "A14", "353211110000099", "12/03/2026", "45,50", "20"],
        [2, "EJEMPLO HERMANOS, C.A.", RIF[0], "02435550910", "Zona Sur", "ventas@example.com", "Laptop", "HP", "15-dw",
         "5CD0X", date(2026, 3, 14), 120, 120],
        [3, "Yelitza Ejemplo", "V-12.109.493", "4145550903", "", "no tiene", "Tablet", "Samsung", "A7", "",
         date(2026, 4, 3), "por revisar", ""],
        [4, "sr. Beto (el de la esquina)", "", "0424 555 09 04", "", "", "Consola", "Sony", "PS4", "", "31/02/2026",
         "35,00", "0"],
        [5, "Fermina Urdaneta", 7447551.0, "0412-5550901", "", "", "Teléfono", "Xiaomi", "12", "869000000000099",
         "15/04/2026", "1.250,00", "500,00"],
        [6, "Servicios Inventados CA", wrong, "0243-555.09.06 ext 12", "", "admin@example,com", "Impresora", "Epson",
         "L3150", 353211110000099.0, "02-05-26", "$60", "60$"],
        [],
        [7, "Plácido Zeta", "14191999", "04125550907", "Calle 3", "P.ZETA@EXAMPLE.COM", "Televisor", "LG", "43", "",
         46150, 80, 40],
        ["", "", "", "", "", "", "", "", "", "", "TOTAL", 200, 220],
    ]  # fmt: skip
    sheets = {"CLIENTES": rows, "Hoja2": [["apuntes: llamar"]], "vieja": [["Nombre", "Cedula"], ["No Traer", "V1"]]}
    return workbook(
        path, sheets, hidden_sheets=["vieja"], hidden_rows=[6], hidden_columns=[5], merged=["A1:M1", "A2:F2"]
    )


PROVIDER_HEADER = ["Cód.", "Nome/Razão Social", "CPF/CNPJ", "Telefone", "E-mail", "Endereço", "Nº", "Bairro",
"Cidade/UF", "CEP",
                   "Plano", "Valor (R$)", "Venc.", "Login PPPoE", "Situação"]  # fmt: skip


def provider(path: Path) -> Path:
    """What a Brazilian Excel saves as CSV: cp1252, semicolons, lines before the header."""
    ten, nine = cpf_without_zeros(1), cpf_without_zeros(2)
    rows = [
        ["PROVEDOR INVENTADO LTDA", *[""] * 14],
        ["Relação de clientes em 01/11/2026", *[""] * 14],
        [""] * 15,
        PROVIDER_HEADER,
        ["0001", "João Açucena Exemplo", cpf(0), "(35) 99999-0901 / (35) 3555-0901", "joao@example.com",
         "R. das Flores", "120",
         "Centro", "Itajubá/MG", "37500-001", "FIBRA 300 MEGA", "R$ 99,90", "10", "joao.a", "ATIVO"],
        ["0002", "Conceição Araújo", f'="{ten}"', "35 99999-0902", "", "Av. Paraná", "S/N", "Boa Vista", "Itajubá - MG",
         "37500002", "FIBRA 300 MEGA", "99,9", "Dia 10", "conceicao", "Ativo"],
        ["0003", "MERCADO EXEMPLO ME", "3,64063E+13", "3535550903", "mercado@example.com", "Rua São José", "45-A",
         "Centro",
         "Itajubá", "37500-003", "EMPRESARIAL 500", "R$ 1.249,00", "5", "mercado", "ATIVO"],
        ["0004", "Sebastião Exemplo", nine, "999990904", "sebastiao@example", "Sítio Água", "KM 7", "Zona Rural",
         "Delfim Moreira/MG", "", "RADIO 20M", "59,90", "31", "sebastiao", "BLOQUEADO"],
        ["0005", "Conceição Araujo", format_tax_id("br_cpf", ten.zfill(11)), "35999990902", "", "Av Paraná", "SN",
         "Boa Vista",
         "Itajubá/MG", "37500002", "FIBRA 500 MEGA", "129,90", "10", "conceicao2", "ATIVO"],
        ["0006", "Ívia Exemplo", "111.111.111-11", "35 9 9999 0906", "ivia@example.com", "Rua Um", "1", "Centro",
         "Itajubá/MG",
         "37500004", "FIBRA 300 MEGA", "99,90", "15", "ivia", "CANCELADO em 03/09/26"],
        ["0007", 'Padaria "Pão & Verso"; Ltda', cnpj(0), "35 3555-0907", "padaria@example.com", "Praça", "9", "Centro",
         "Itajubá/MG", "37500005", "EMPRESARIAL 500", "1249", "5", "padaria", "ATIVO"],
        ["", "TOTAL", *[""] * 8, "7 clientes", "R$ 2.887,50", "", "", ""],
    ]  # fmt: skip
    return text_file(path, rows, encoding="cp1252")


def orderry(path: Path) -> Path:
    header = ["ID de contacto", "Nombre", "Apellidos", "Teléfono", "Dirección", "Email", "Persona jurídica",
    "Proveedor",
              "Etiquetas", "Notas", "Saldo"]  # fmt: skip
    rows = [
        header,
        [451, "Rosa", "Ejemplo", "584145550901,582125550902", "Calle 8", "rosa@example.com", "", "", "vip", "Por chat",
         -35.5],
        [452, "Comercial Ejemplo C.A.", "", "58 241-5550903", "", "", "Sí", "", "", "", 0],
        [453, "", "Sin Nombre", "584145550904", "", "", "", "", "", "", 12],
        [454, "Pantallas Ejemplo", "", "584145550905", "", "", "Sí", "Sí", "", "", -900],
        [455, "Odilo", "Ejemplo", "+58 414 5550906, 0414-5550907, 0243-5550908", "", "a@example.com, b@example.com",
         "", "",
         "", "", ""],
    ]  # fmt: skip
    return workbook(path, {"Contactos": rows})


def repairq(path: Path) -> Path:
    header = ["Customer ID", "Loyalty Card", "Company Name", "Last Name", "First Name", "Primary Phone", "Alt Phone",
    "SMS Phone", "Address Line 1", "Address Line 2", "City", "State", "Zip", "Country", "Contact Method", "Email",
    "Tax Exempt", "Created"]  # fmt: skip
    twice = ["8904", "", "", "Ejemplo", "Leo", "0414-5550904", *[""] * 9, "leo@example.com", "N", "06/01/2025"]
    rows = [
        header,
        ["8901", "", "", "Ejemplo", "Irma", "(0412) 555-0901", "", "04125550901", "Cra. 4 #10-22", "Apto 3",
         "Barquisimeto", "LA",
         "3001", "VE", "SMS", "irma@example.com", "N", "03/14/2025"],
        ["8902", "", "Ferretería Ejemplo", "", "", "0251-5550902", *[""] * 4, "Barquisimeto", "LA", "3001",
         "Venezuela", "Phone",
         "", "Y", "13/05/2025"],
        ["8903", "", "", "Ejemplo", "Leo", "N/A", *[""] * 10, "N", "2025-06-01"],
        twice,
        twice,
    ]  # fmt: skip
    return text_file(path, rows, ",")


def google(path: Path) -> Path:
    header = ["First Name", "Middle Name", "Last Name", "Organization Name", "Birthday", "Notes", "Labels",
    "E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Label", "Phone 1 - Value", "Address 1 - Formatted"]  # fmt: skip
    rows = [
        header,
        ["Luz", "", "Ejemplo", "", "", "cliente desde 2023\niPhone 11", "* myContacts ::: Clientes", "", "", "Mobile",
         "+58 412-5550901 ::: 0412-5550902", ""],
        ["Técnico Ejemplo", "", "", "", "", "", "* myContacts", "", "", "", "04145550903", ""],
        ["", "", "", "Panadería Ejemplo", "", "", "* myContacts ::: Clientes", "* ", "", "Work", "0243 555 0904",
         "Av. Uno\nMaracay\nAragua"],
        ["", "", "", "", "", "", "* myContacts", "", "", "Mobile", "*611", ""],
        ["👑 Mamá", "", "", "", "", "", "* myContacts ::: * starred", "", "", "Mobile", "+58 416 5550905", ""],
    ]  # fmt: skip
    return text_file(path, rows, ",")


MAPOS = {
    "clientes": (
        ["idClientes", "asaas_id", "nomeCliente", "sexo", "pessoa_fisica", "documento", "telefone", "celular", "email",
         "senha",
         "dataCadastro", "rua", "numero", "bairro", "cidade", "estado", "cep", "contato", "complemento", "fornecedor"],
        [
            ["1", None, "Dalva D'Exemplo", None, "1", cpf(1), "(35) 3555-0901", "(35) 99999-0901", "dalva@example.com",
             "$2y$10$canary", "2024-02-29", "Rua A", "10", "Centro", "Itajubá", "MG", "37500-001", None, None, "0"],
            ["2", None, "OFICINA EXEMPLO LTDA", "", "0", cnpj(1), "3535550902", "", "", "", "0000-00-00", "Rua B", "",
             "", "",
             "", "", None, "fundos", "0"],
            ["3", None, "Peças Exemplo", "", "0", cnpj(2), "3535550903", "", "", "", "2023-05-05", *[""] * 6, None,
             None, "1"],
            ["4", None, "Cliente Balcão", "", "1", "", "", "", "", "", "2024-01-01", *[""] * 6, None, None, "0"],
            ["5", None, "Dalva Dexemplo", "", "1", CPF[1], "35999990901", "", "", "", "2025-01-01", *[""] * 6, None,
             None, "0"],
        ],
    ),
    "os": (
        ["idOs", "dataInicial", "dataFinal", "descricaoProduto", "defeito", "status", "observacoes", "laudoTecnico",
         "valorTotal", "clientes_id"],
        [
            ["101", "2025-03-10", "2025-03-12", "<p>Notebook Exemplo</p>", "<p>N&atilde;o liga</p>", "Faturado", "",
             "<p>Troca da fonte</p>", "250.00", "1"],
            ["102", "2026-10-01", None, "Celular Exemplo G9; IMEI 353211110000999", "Tela quebrada\r\nsem imagem",
             "Em Andamento", "", "", "180.00", "2"],
            ["103", "2026-10-05", None, "TV", "sem som", "Orçamento", "", "", "0.00", "99"],
        ],
    ),
    "produtos": (
        ["idProdutos", "codDeBarra", "descricao", "precoCompra", "precoVenda", "estoque"],
        [["1", "", "Fonte", "80.00", "150.00", "3"], ["2", "", "Tela G9", "90.00", "180.00", "-2"]],
    ),
    "lancamentos": (
        ["idLancamentos", "descricao", "valor", "data_vencimento", "data_pagamento", "baixado", "cliente_fornecedor",
         "tipo",
         "observacoes", "clientes_id"],
        [
            ["7", "Fatura de OS 101", "250.00", "2025-03-12", "2025-03-12", "1", "Dalva", "receita", "", "1"],
            ["8", "Mensalidade", "90.00", "2026-11-10", None, "0", "OFICINA", "receita", "", "2"],
            ["9", "Aluguel", "1200.00", "2026-11-05", None, "0", "Imóveis", "despesa", "", None],
        ],
    ),
}  # fmt: skip


def mapos(path: Path) -> Path:
    return zipped(path, "backup.sql", dump(MAPOS))  # type: ignore[arg-type]


def mkauth(path: Path) -> Path:
    clients = ["id", "nome", "email", "cadastro", "cpf_cnpj", "fone", "celular", "endereco", "numero", "bairro",
    "cidade",
               "estado", "cep", "login", "senha", "plano", "venc", "ip", "mac", "cli_ativado", "bloqueado", "pessoa",
               "obs"]  # fmt: skip
    tables = {
        "sis_cliente": (
            clients,
            [
                ["1", "HÉLIO EXEMPLO", "helio@example.com", "05/07/2021", cpf(2), "(35)3555-0901", "(35)99999-0901",
                 "Rua do Ouro", "55", "Centro", "Itajubá", "MG", "37500001", "helio", "canary1", "PLANO_100M", "10",
                 "10.0.0.11", "AA:BB:CC:00:00:01", "s", "nao", "fisica", "cli\\ente; antigo 'bom' (ok)"],
                ["2", 'ZULMA "DONA ZU"', "", "7/8/21", CPF[3], "", "35999990902", "Rua do Ouro", "", "Centro",
                 "Itajubá", "MG",
                 "", "zulma", "canary2", "PLANO_100M", "31", "", "", "s", "sim", "fisica", ""],
                ["3", "CLINICA EXEMPLO", "clinica@example.com", "01/01/2019", cnpj(3), "3535550903", "", "Av. Brasil",
                 "900",
                 "Centro", "Itajubá", "MG", "37500001", "clinica", "canary3", "EMPRESA_500M", "5", "", "aabbcc000003",
                 "n",
                 "nao", "juridica", "linha1\nlinha2"],
            ],
        ),
        "sis_plano": (
            ["nome", "valor", "veldown", "velup"],
            [["PLANO_100M", "89.90", "100000", "50000"], ["EMPRESA_500M", "499.9", "500000", "250000"]],
        ),
        "sis_lanc": (
            ["id", "login", "datavenc", "datapag", "status", "tipo", "valor", "valorpag"],
            [
                ["1", "helio", "2026-11-10 00:00:00", None, "aberto", "mensalidade", "89.90", None],
                ["2", "helio", "2026-10-10 00:00:00", "2026-10-09 10:00:00", "pago", "mensalidade", "89.90", "89.90"],
                ["3", "zulma", "2026-10-28 00:00:00", None, "vencido", "mensalidade", "89,90", None],
                ["4", "nobody", "2026-10-28 00:00:00", None, "vencido", "mensalidade", "89,90", None],
            ],
        ),
    }  # fmt: skip
    return gzipped(path, dump(tables, lists_columns=False), "latin-1")  # type: ignore[arg-type]


def phpnuxbill(path: Path) -> Path:
    """Joined with `","`: quotes inside are not doubled, line breaks stay."""
    path.write_text(
        '"id","username","fullname","address","phonenumber","email","balance","service_type"\n'
        '"11","ana","Ana Exemplo","Rua Um, 10","5535999990901","ana@example.com","0.00","PPPoE"\n'
        '"12","bia","Bia Exemplo","Sítio "Recanto", km 3\n'
        'porteira azul","0","1","-15.50","PPPoE"\n'
        '"13","ciro","Ciro Exemplo","","35999990903","ciro@example.com","20.00","Hotspot"\n',
        encoding="utf-8",
    )
    return path


def odoo(path: Path) -> Path:
    header = ["id", "name", "is_company", "parent_id/id", "vat", "street", "street2", "city", "zip", "state_id",
    "country_id", "phone", "mobile", "email", "child_ids/name", "child_ids/phone", "child_ids/email"]  # fmt: skip
    rows = [
        header,
        ["p41", "Hotel Ejemplo C.A.", "True", "", RIF[0], "Av. 1", "", "Mérida", "5101", "Mérida (VE)", "Venezuela",
         "+58 274-5550901", "", "hotel@example.com", "Nancy Ejemplo", "+58 414-5550902", "nancy@example.com"],
        [*[""] * 14, "Recepción", "+58 274-5550903", ""],
        ["p42", "Raúl Ejemplo", "False", "p41", *[""] * 8, "+58 416-5550904", "raul@example.com", "", "", ""],
        ["p43", "Otro Ejemplo", "False", "p99", "VEV14282999", *[""] * 12],
    ]  # fmt: skip
    return text_file(path, rows, ",")


def mikrowisp(path: Path) -> Path:
    """Data from column B, header in row 2."""
    header = ["Id", "Nombre", "Mac", "Ip", "Dirección Servicio", "Dia pago", "Deuda actual", "Correo", "Telefono",
    "Plan", "Movil",
              "Instalado", "Cedula", "User PPP/Hotspot", "Coordenadas", "Total cobrar", "Zona"]  # fmt: skip
    rows = [
        ["Lista de Usuarios"],
        header,
        ["000001", "NORMA EJEMPLO  ACTIVO", "", "10.1.0.2", "Jr. Uno", 5, "", "25MBX40", "", "Antena 25MB",
         "987000901965000902",
         "01/02/2024", 8171999, "norma", "", "S/. 40.00", "NORTE"],
        ["000002", "TEO EJEMPLO   SUSPENDIDO", "AA:BB:CC:DD:EE:02", "10.1.0.3", "", 5, "1 S/. 50.00",
         "teo@example.com", "",
         "CORTE POR DEUDA", "987000903,965 000 904", "15/08/2023", "10203999", "teo", "", "S/. -0.01", "SUR"],
        ["000003", "BODEGA EJEMPLO EIRL  ACTIVO", "", "10.1.0.4", "Av. Grau", 31, "", "PRESTAMO ONU", "",
         "Fibra 100MB", "98700",
         "", "20512333797", "", "-12.05,-77.04", "S/. 60.00", "SUR"],
    ]  # fmt: skip
    return workbook(path, {"Sheet1": rows}, first_column=1)


def adapter(path: Path) -> Path:
    """Three sheets that name one another; `C` before documents against Excel."""
    person, company = f"C{CPF[4]}", f"C{CNPJ[0]}"
    bill = ["F1", "2026-10-25", "2026-11-10", "", "", 99.9, person, "NAO", "Aberto"]
    sheets: dict[str, Sequence[Sequence[Any]]] = {
        "Clientes": [
            ["IDClienteMigracao", "DataCadastro", "NomeCliente_RazaoSocial", "NomeFantasia", "E_mail", "CNPJ", "CPF",
             "RG"],
            [person, "2022-04-01", "LÍDIA EXEMPLO", "", "lidia@example.com,lidia2@example.com", "", person,
             "MG-10.000.999"],
            [company, "2020-01-15", "DOCES EXEMPLO LTDA", "DOCES", "doces@example.com", company, "", ""],
        ],
        "Contratos": [
            ["IDContratoMigracao", "CadastroContrato", "IDClienteMigracao", "LoginRadius", "SenhaRadius", "MacPPPOE",
             "Plano",
             "StatusContrato", "DiaVencimento", "ValorContrato", "CancelamentoContrato"],
            ["T1", "2022-04-01 10:00:00", person, "lidia", "canary", "AABBCC000051", "FIBRA 300", "Habilitado", 10,
             99.9, ""],
            ["T2", "2020-01-15 00:00:00", company, "doces", "canary", "", "RADIO 50", "Cancelado", 5, 79.9,
             "2025-12-31 00:00:00"],
            ["T3", "2021-01-01 00:00:00", "C00000000000", "ninguem", "canary", "", "RADIO 50", "Habilitado", 5, 79.9,
             ""],
        ],
        "Faturas": [
            ["IDFaturaMigracao", "DataLancamento", "DataVencimento", "DataPagamento", "ValorPago", "Valor",
             "IDClienteMigracao",
             "IsCancelado", "Status"],
            bill,
            ["F2", "2026-09-25", "2026-10-10", "2026-10-15", 102.4, 99.9, person, "NAO", "Pago"],
            ["F3", "2025-11-25", "2025-12-05", "", "", 79.9, company, "SIM", "Cancelado"],
            bill,
        ],
    }  # fmt: skip
    return workbook(path, sheets)


def stock(path: Path) -> Path:
    rows: list[list[str | float]] = [
        ["Código", "Descripción", "Cant.", "Unidad", "Costo", "P.V.P.", "Ubicación"],
        ["00123", "Pantalla", 4, "und", "18,50", "35", "Gaveta"],
        ["BAT", "Batería", "-1", "und", "9,9", "25,00", ""],
        ["TOTAL", "", 3, "", "", "", ""],
    ]
    return open_document(path, "Inventario", rows)
