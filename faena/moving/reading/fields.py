"""The fields that a column can be, with the words by which headers name them in Spanish, Portuguese and English."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(StrEnum):
    """What a table may bring; one table may bring several."""

    CUSTOMERS = "customers"
    DEVICES = "devices"
    SUBSCRIPTIONS = "subscriptions"
    BALANCES = "balances"
    HISTORY = "history"
    ORDERS = "orders"


KIND_LABELS: Final[dict[Kind, Any]] = {
    Kind.CUSTOMERS: _("Customers"),
    Kind.DEVICES: _("Devices"),
    Kind.SUBSCRIPTIONS: _("Subscriptions"),
    Kind.BALANCES: _("Opening balances"),
    Kind.HISTORY: _("History of the old system"),
    Kind.ORDERS: _("Open orders"),
}


@dataclass(frozen=True)
class Field:
    """`words`: headers as lib.text.fold makes them."""

    name: str
    label: Any
    kinds: frozenset[Kind]
    words: tuple[str, ...] = ()
    is_many: bool = False


_ALL: Final = frozenset(Kind)
_WHO: Final = frozenset({Kind.CUSTOMERS})
_LINE: Final = frozenset({Kind.SUBSCRIPTIONS})
_OWED: Final = frozenset({Kind.BALANCES, Kind.HISTORY})
_THING: Final = frozenset({Kind.DEVICES, Kind.ORDERS})
_CASE: Final = frozenset({Kind.ORDERS, Kind.HISTORY})


def _field(name: str, label: Any, kinds: frozenset[Kind], words: str = "", *, is_many: bool = False) -> Field:
    return Field(name, label, kinds, tuple(word.strip() for word in words.split(",") if word.strip()), is_many)


FIELDS: Final[tuple[Field, ...]] = (
    _field(
        "name",
        _("Name"),
        _WHO,
        "nombre, nome, name, nombre y apellido, nombre y apellidos, nombres y apellidos, nombre completo, nome "
        "completo, "
        "full name, fullname, cliente, customer, customer name, nombre del cliente, nome do cliente, "
        "nomecliente, razon "
        "social, razao social, nome razao social, nombre razon social, nomecliente razaosocial, abonado, titular, "
        "suscriptor, assinante, display name",
    ),
    _field(
        "first_name", _("First name"), _WHO, "first name, nombres, primer nombre, primeiro nome, given name, firstname"
    ),
    _field("middle_name", _("Middle name"), _WHO, "middle name, segundo nombre, additional name"),
    _field(
        "last_name", _("Last name"), _WHO, "last name, apellidos, apellido, sobrenome, family name, surname, lastname"
    ),
    _field(
        "trade_name",
        _("Trade name"),
        _WHO,
        "trade name, nombre comercial, nome fantasia, nomefantasia, fantasia, alias",
    ),
    _field(
        "company_name", _("Company"), _WHO, "company name, company, empresa, organization name, organizacion, compania"
    ),
    _field(
        "is_company",
        _("Is a company"),
        _WHO,
        "persona juridica, pessoa juridica, is company, es empresa, pessoa, tipo de persona, tipo pessoa",
    ),
    _field(
        "document",
        _("Document"),
        _WHO,
        "documento, document, c i rif, ci rif, rif, rif c i, cedula, cedula rif, c i, ci, dni, ruc, dni ruc, "
        "cpf cnpj, cpf "
        "cnpj rg, cnpj cpf, documento de identidad, numero de documento, nro documento, identificacion, nit, "
        "cuit, rut, "
        "vat, tax id, nif, cedula identidad, cedula de identidad",
    ),
    _field("person_document", _("Document of a person"), _WHO, "cpf"),
    _field("company_document", _("Document of a company"), _WHO, "cnpj"),
    _field(
        "phone",
        _("Phone"),
        _WHO,
        "telefono, telefonos, telefone, telefones, phone, phone number, phonenumber, primary phone, fone, tel, "
        "tlf, tlfs, "
        "celular, movil, mobile, mobile phone, whatsapp, contacto telefonico, numero de telefono, phone 1 value, "
        "telefono 1, telefono principal, celulares, telefono celular",
    ),
    _field(
        "other_phone",
        _("Other phone"),
        _WHO,
        "alt phone, sms phone, otro telefono, outro telefone, telefono 2, telefone 2, phone 2, phone 2 value, "
        "phone 3 value, "
        "telefono alternativo, telefono secundario, home phone, work phone, telefono fijo",
        is_many=True,
    ),
    _field(
        "email",
        _("E-mail"),
        _WHO,
        "correo, correo electronico, email, e mail, mail, correos, e mail 1 value, email 1 value, e mail address",
    ),
    _field(
        "birthday", _("Birthday"), _WHO, "birthday, fecha de nacimiento, data de nascimento, nacimiento, nascimento"
    ),
    _field(
        "since",
        _("Customer since"),
        _WHO,
        "created, created on, created at, cliente desde, fecha de registro, data de cadastro, datacadastro, cadastro, "
        "customer since, data cadastro, fecha de alta, registrado",
    ),
    _field(
        "old_code",
        _("Code in the old system"),
        _ALL,
        "id, codigo, cod, code, customer id, id de contacto, id cliente, idclientes, idclientemigracao, "
        "clientes id, numero "
        "de cliente, nro cliente, customercode, cod cliente, codigo cliente, id del cliente",
    ),
    _field("seller", _("Seller"), _WHO, "vendedor, seller, salesperson, asesor, vendedora"),
    _field("supplier", _("Is a supplier"), _WHO, "proveedor, fornecedor, supplier, vendor"),
    _field("is_person", _("Is a person"), _WHO),
    _field("owner", _("Code of its customer in the old system"), _ALL),
    _field("owner_login", _("Login of its customer"), _ALL),
    _field("labels", _("Labels"), _WHO, "labels, group membership"),
    _field("parent", _("Belongs to customer"), _WHO, "parent id id, parent id, empresa matriz"),
    _field(
        "contact_name",
        _("Name of a contact"),
        _WHO,
        "contato, contacto, persona de contacto, contact name, child ids name, contact person, nome do contato",
    ),
    _field("contact_role", _("Role of the contact"), _WHO, "organization title, cargo, parentesco"),
    _field(
        "contact_phone", _("Phone of the contact"), _WHO, "child ids phone, telefono de contacto, telefone do contato"
    ),
    _field("contact_email", _("E-mail of the contact"), _WHO, "child ids email, correo de contacto"),
    _field(
        "notes",
        _("Notes"),
        _ALL,
        "notas, nota, notes, observaciones, observacoes, obs, comentarios, etiquetas, tags, "
        "tax exempt, detalles, comentario, remarks, observacion, observacao",
        is_many=True,
    ),
    _field(
        "address",
        _("Address"),
        _WHO,
        "direccion, endereco, address, address line 1, direccion principal, rua, logradouro, street, domicilio, "
        "direccion "
        "de habitacion, address 1 formatted, direcciones",
    ),
    _field("number", _("House number"), _WHO, "no, numero, nr, number, num"),
    _field(
        "more_address",
        _("More of the address"),
        _WHO,
        "complemento, address line 2, street2, address 1 extended address, referencia, punto de referencia, landmark",
    ),
    _field("district", _("District"), _WHO, "bairro, barrio, sector, urbanizacion, district, colonia, zona, distrito"),
    _field("city", _("City"), _WHO, "ciudad, cidade, city, cidade uf, town, municipio, localidad"),
    _field("state", _("State or province"), _WHO, "estado, uf, state, state id, provincia, region, departamento"),
    _field("postcode", _("Postcode"), _WHO, "cep, zip, codigo postal, postal code, postcode, c p"),
    _field("coordinates", _("Coordinates"), _WHO, "coordenadas, coordinates, gps, latitud longitud"),
    _field(
        "device_kind",
        pgettext_lazy("column of a file", "Device"),
        _THING,
        "equipo, equipos, device, aparelho, equipamento, tipo de equipo, tipo equipo, artefacto, device type, "
        "producto, "
        "descricaoproduto",
    ),
    _field("brand", _("Brand"), _THING, "marca, brand, fabricante"),
    _field("model", _("Model"), _THING, "modelo, model"),
    _field(
        "serial",
        _("Serial or IMEI"),
        _THING,
        "serial imei, serial, imei, serie, numero de serie, nro serie, n serie, serial number, imei serial, s n",
    ),
    _field("device_notes", _("Notes about the device"), _THING, "color, cor, contrasena, clave"),
    _field("state_in_name", _("State behind the name"), _LINE),
    _field("plan_name", _("Name of the plan"), _LINE),
    _field("plan", _("Plan"), _LINE, "plan, plano, plan name, servicio, servico, service, pacote, paquete, tarifa"),
    _field(
        "price",
        _("Price of the subscription"),
        _LINE,
        "valor r, valor, precio, preco, price, mensualidad, mensalidade, total cobrar, valorcontrato, valor "
        "mensal, costo "
        "mensual, tarifa mensual, monthly price",
    ),
    _field(
        "login",
        _("Login"),
        _LINE,
        "login, login pppoe, usuario pppoe, user ppp hotspot, username, loginradius, usuario",
    ),
    _field(
        "due_day",
        _("Due day"),
        _LINE,
        "venc, vencimento, vencimiento, dia pago, dia de pago, diavencimento, dia vencimento, dia de "
        "vencimento, dia de "
        "corte, due day",
    ),
    _field(
        "subscription_state",
        _("State of the subscription"),
        _LINE,
        "situacao, situacion, estado del servicio, statuscontrato, cli ativado, estado servicio, status do contrato",
    ),
    _field("is_blocked", _("Is blocked"), _LINE, "bloqueado, suspendido, blocked"),
    _field(
        "subscription_since",
        _("Subscribed since"),
        _LINE,
        "instalado, fecha de instalacion, data de instalacao, cadastrocontrato, install date, data ativacao, fecha "
        "instalacion, contratado",
    ),
    _field(
        "subscription_until",
        _("Cancelled on"),
        _LINE,
        "fecha retirado, cancelamentocontrato, data de cancelamento, fecha de retiro, cancelled on, data cancelamento",
    ),
    _field("service_address", _("Address of the service"), _LINE, "direccion servicio, endereco de instalacao"),
    _field("contract", _("Number of the contract"), _LINE, "idcontratomigracao, contrato, contract, nro contrato"),
    _field("ip", _("IP address"), _LINE, "ip, ip address, direccion ip, endereco ip, ipv4"),
    _field("mac", _("MAC address"), _LINE, "mac, mac address, macpppoe, direccion mac"),
    _field("down", _("Speed down"), _LINE, "veldown, download, bajada"),
    _field("up", _("Speed up"), _LINE, "velup, upload, subida"),
    _field("balance", _("Balance"), _OWED, "saldo, balance, saldo actual, saldo inicial, opening balance"),
    _field("debt", _("Debt"), _OWED, "deuda actual, deuda, debito, debt, saldo deudor, pendiente, por cobrar"),
    _field("concept", _("What is owed for"), _OWED, "concepto, conceito, descricao, description, descripcion"),
    _field("due_on", _("Due on"), _OWED, "datavencimento, data vencimento, datavenc, fecha de vencimiento, due date"),
    _field("paid_on", _("Paid on"), _OWED, "datapagamento, data pagamento, datapag, fecha de pago, data de pagamento"),
    _field("paid", _("Paid"), _OWED, "valorpago, valorpag, valor pago, monto pagado, amount paid, pagado"),
    _field("money_state", _("State of the debt"), _OWED, "status, estado de pago, baixado"),
    _field("is_void", _("Is cancelled"), _OWED),
    _field("direction", _("Income or expense"), _OWED, "tipo"),
    _field(
        "number_before",
        _("Number in the old system"),
        _CASE | _OWED,
        "idos, idlancamentos, idfaturamigracao, numeroboleto, nro orden, numero de orden, order number, n "
        "orden, orden, "
        "factura, nro factura, invoice number, folio, o s",
    ),
    _field(
        "opened_on",
        _("Received on"),
        _CASE | _OWED,
        "fecha ingreso, fecha de ingreso, datainicial, data de entrada, fecha de entrada, fecha, data, date, "
        "received on, "
        "fecha recepcion, fecha de recepcion, datalancamento, entrada",
    ),
    _field(
        "promised_on", _("Promised for"), _CASE, "fecha de entrega, promised on, fecha prometida, entrega, prevision"
    ),
    _field(
        "ended_on",
        _("Ended on"),
        _CASE,
        "datafinal, fecha de cierre, data final, data de saida, fecha de salida, closed on",
    ),
    _field("order_state", _("State of the order"), _CASE, "status, estado de la orden, estatus, status da os, estado"),
    _field(
        "reason",
        _("Fault"),
        _CASE,
        "falla, defeito, problema, defecto, falla reportada, motivo, issue, problem, averia, descripcion de la falla",
    ),
    _field("accessories", _("Accessories"), _CASE, "accesorios, acessorios, accessories"),
    _field("condition", _("Condition"), _CASE, "condicion, estado fisico, condicao, condition, estado del equipo"),
    _field(
        "report", _("Report"), _CASE, "laudotecnico, laudo, informe, diagnostico, solucion, informe tecnico, report"
    ),
    _field(
        "amount",
        _("Amount"),
        _CASE | _OWED,
        "monto, amount, total, valortotal, valor total, importe, presupuesto, precio total, costo, valor da os",
    ),
    _field(
        "advance",
        _("Advance"),
        _CASE,
        "abono, adelanto, anticipo, sinal, adiantamento, sena, advance, deposit, a cuenta",
    ),
    _field("stock_name", _("Article"), frozenset(), "articulo, repuesto, peca, item"),
    _field(
        "stock_count", _("Count in stock"), frozenset(), "cant, cantidad, existencia, stock, estoque, qtd, quantidade"
    ),
)
BY_NAME: Final[dict[str, Field]] = {one.name: one for one in FIELDS}
# Never read into a row, whatever the header says they are.
SECRET_WORDS: Final = (
    "senha",
    "senharadius",
    "password",
    "contrasena pppoe",
    "pass",
    "clave pppoe",
    "senha pppoe",
    "password ppp hotspot",
    "clave ppp",
    "pwd",
    "passwd",
)
