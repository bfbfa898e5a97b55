"""Shapes of files that programs write, known beforehand: by the headers that must be there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from faena.moving.reading.fields import Kind
from faena.moving.reading.headers import folded


@dataclass(frozen=True)
class Preset:
    """`needs`: folded headers that must be there; `columns`: folded header → names of FIELDS, what is not named is left
    out. `parent`: the table of the same file in which its customers are, "" for none."""

    name: str
    label: str
    needs: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    kinds: frozenset[Kind]
    answers: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""


def _preset(name: str, label: str, needs: str, columns: str, *kinds: Kind, parent: str = "", **answers: str) -> Preset:
    """`columns`: "header: field field, header: field"."""
    pairs = (part.split(":") for part in columns.split(",") if part.strip())
    mapping = {folded(header.strip()): tuple(fields.split()) for header, fields in pairs}
    wanted = frozenset(folded(one.strip()) for one in needs.split(","))
    return Preset(name, label, wanted, mapping, frozenset(kinds), answers, parent)


PRESETS: Final[tuple[Preset, ...]] = (
    _preset(
        "orderry",
        "Orderry, RemOnline, RO App",
        "ID de contacto, Persona jurídica, Proveedor, Saldo",
        "ID de contacto: old_code, Nombre: first_name, Apellidos: last_name, Teléfono: phone, Dirección: address, "
        "Email: email, Persona jurídica: is_company, Proveedor: supplier, Etiquetas: notes, Notas: notes, "
        "Saldo: balance",
        Kind.CUSTOMERS,
        Kind.BALANCES,
        balance_sign="negative_owed",
    ),
    _preset(
        "repairq",
        "RepairQ",
        "Customer ID, Loyalty Card, Primary Phone, SMS Phone",
        "Customer ID: old_code, Company Name: company_name, Last Name: last_name, First Name: first_name, "
        "Primary Phone: phone, Alt Phone: other_phone, SMS Phone: other_phone, Address Line 1: address, "
        "Address Line 2: more_address, City: city, State: state, Zip: postcode, Email: email, Tax Exempt: notes, "
        "Created: since",
        Kind.CUSTOMERS,
    ),
    _preset(
        "google",
        "Google Contacts",
        "First Name, Organization Name, Labels, Phone 1 - Value",
        "First Name: first_name, Middle Name: middle_name, Last Name: last_name, Organization Name: company_name, "
        "Birthday: birthday, Notes: notes, Labels: labels, E-mail 1 - Value: email, E-mail 2 - Value: email, "
        "Phone 1 - Value: phone, Phone 2 - Value: other_phone, Phone 3 - Value: other_phone, "
        "Address 1 - Formatted: address, Address 1 - Street: more_address, Address 1 - City: city, "
        "Address 1 - Region: state, Address 1 - Postal Code: postcode",
        Kind.CUSTOMERS,
    ),
    _preset(
        "mapos-clientes",
        "Map-OS",
        "idClientes, nomeCliente, pessoa_fisica, fornecedor",
        "idClientes: old_code, nomeCliente: name, pessoa_fisica: is_person, documento: document, telefone: phone, "
        "celular: phone, email: email, dataCadastro: since, rua: address, numero: number, bairro: district, "
        "cidade: city, estado: state, cep: postcode, contato: contact_name, complemento: more_address, "
        "fornecedor: supplier",
        Kind.CUSTOMERS,
    ),
    _preset(
        "mapos-os",
        "Map-OS",
        "idOs, dataInicial, defeito, clientes_id",
        "idOs: number_before, dataInicial: opened_on, dataFinal: ended_on, descricaoProduto: device_kind, "
        "defeito: reason, status: order_state, observacoes: report, laudoTecnico: report, valorTotal: amount, "
        "clientes_id: owner",
        Kind.ORDERS,
        Kind.HISTORY,
        parent="clientes",
    ),
    _preset(
        "mapos-lancamentos",
        "Map-OS",
        "idLancamentos, data_vencimento, data_pagamento, cliente_fornecedor",
        "idLancamentos: number_before, descricao: concept, valor: amount, data_vencimento: due_on, "
        "data_pagamento: paid_on, baixado: money_state, tipo: direction, clientes_id: owner, observacoes: report",
        Kind.BALANCES,
        Kind.HISTORY,
        parent="clientes",
    ),
    _preset(
        "mapos-produtos",
        "Map-OS",
        "idProdutos, precoCompra, precoVenda, estoque",
        "descricao: stock_name, estoque: stock_count",
    ),
    _preset("mapos-produtos-os", "Map-OS", "idProdutos_os, quantidade, os_id", "descricao: stock_name"),
    _preset(
        "mkauth-clientes",
        "MK-Auth",
        "cpf_cnpj, cli_ativado, bloqueado, plano, login",
        "id: old_code, nome: name, email: email, cadastro: since subscription_since, cpf_cnpj: document, fone: phone, "
        "celular: phone, endereco: address, numero: number, bairro: district, cidade: city, estado: state, "
        "cep: postcode, login: login, plano: plan, venc: due_day, ip: ip, mac: mac, cli_ativado: subscription_state, "
        "bloqueado: is_blocked, pessoa: is_company, obs: notes",
        Kind.CUSTOMERS,
        Kind.SUBSCRIPTIONS,
    ),
    _preset(
        "mkauth-planos",
        "MK-Auth",
        "nome, valor, veldown, velup",
        "nome: plan_name, valor: price, veldown: down, velup: up",
        Kind.SUBSCRIPTIONS,
    ),
    _preset(
        "mkauth-lancamentos",
        "MK-Auth",
        "login, datavenc, datapag, valorpag",
        "id: number_before, login: owner_login, datavenc: due_on, datapag: paid_on, status: money_state, tipo: "
        "concept, "
        "valor: amount, valorpag: paid",
        Kind.BALANCES,
        Kind.HISTORY,
        parent="sis_cliente",
    ),
    _preset(
        "phpnuxbill",
        "phpNuxBill",
        "username, fullname, phonenumber, balance, service_type",
        "id: old_code, username: notes, fullname: name, address: address, phonenumber: phone, email: email, "
        "balance: balance, service_type: notes",
        Kind.CUSTOMERS,
        Kind.BALANCES,
        balance_sign="negative_owed",
    ),
    _preset(
        "odoo",
        "Odoo",
        "id, name, is_company, parent_id/id",
        "id: old_code, name: name, is_company: is_company, parent_id/id: parent, vat: document, street: address, "
        "street2: more_address, city: city, zip: postcode, state_id: state, phone: phone, mobile: phone, email: email, "
        "child_ids/name: contact_name, child_ids/phone: contact_phone, child_ids/email: contact_email",
        Kind.CUSTOMERS,
    ),
    _preset(
        "mikrowisp",
        "MikroWisp",
        "Dia pago, Deuda actual, User PPP/Hotspot, Total cobrar",
        "Id: old_code, Nombre: name state_in_name, Mac: mac, Ip: ip, Dirección Principal: address, "
        "Dirección Servicio: service_address, Dia pago: due_day, Deuda actual: debt, Correo: email, Telefono: phone, "
        "Plan: plan, Movil: phone, Instalado: subscription_since, Cedula: document, User PPP/Hotspot: login, "
        "Coordenadas: notes, Total cobrar: price, Zona: district, Servicios personalizados: notes, "
        "Fecha retirado: subscription_until",
        Kind.CUSTOMERS,
        Kind.SUBSCRIPTIONS,
        Kind.BALANCES,
    ),
    _preset(
        "adapter-clientes",
        "Adapter",
        "IDClienteMigracao, NomeCliente_RazaoSocial, CNPJ, CPF",
        "IDClienteMigracao: old_code, DataCadastro: since, NomeCliente_RazaoSocial: name, NomeFantasia: trade_name, "
        "E_mail: email, CNPJ: company_document, CPF: person_document, RG: notes",
        Kind.CUSTOMERS,
    ),
    _preset(
        "adapter-contratos",
        "Adapter",
        "IDContratoMigracao, IDClienteMigracao, StatusContrato, ValorContrato",
        "IDContratoMigracao: contract, CadastroContrato: subscription_since, IDClienteMigracao: owner, "
        "LoginRadius: login, MacPPPOE: mac, Plano: plan, StatusContrato: subscription_state, DiaVencimento: due_day, "
        "ValorContrato: price, CancelamentoContrato: subscription_until",
        Kind.SUBSCRIPTIONS,
        parent="Clientes",
    ),
    _preset(
        "adapter-faturas",
        "Adapter",
        "IDFaturaMigracao, DataVencimento, IsCancelado, IDClienteMigracao",
        "IDFaturaMigracao: number_before, DataLancamento: opened_on, DataVencimento: due_on, DataPagamento: paid_on, "
        "ValorPago: paid, Valor: amount, IDClienteMigracao: owner, IsCancelado: is_void, Status: money_state",
        Kind.BALANCES,
        Kind.HISTORY,
        parent="Clientes",
    ),
)
BY_NAME: Final = {one.name: one for one in PRESETS}


def preset_for(columns: tuple[str, ...]) -> Preset | None:
    """The one whose headers are all there; of several the one that needs most."""
    there = {folded(column) for column in columns}
    fitting = [one for one in PRESETS if one.needs <= there]
    return max(fitting, key=lambda one: len(one.needs), default=None)


def preset_of(name: str, header: tuple[str, ...]) -> Preset | None:
    """The one of this name, else the one that fits the header."""
    return BY_NAME.get(name) or preset_for(header)
