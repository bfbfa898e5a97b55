"""What subscribers in Brazil ask for, and what is done with it: a month of tickets."""

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
DESK, MONEY, FIELD = "Suporte", "Financeiro", "Técnicos de campo"
POSITIONS = {
    DESK: ["operator", "technician"],
    MONEY: ["admin", "operator"],
    FIELD: ["technician", "technician2"],
}
GOES_TO = {
    "Support": DESK,
    "Changes": DESK,
    "Billing": MONEY,
    "Move to another address": FIELD,
    "Installation": FIELD,
}
SCRIPTS = {
    "No connection": "Quais luzes estão acesas no aparelho?\nJá desligou da tomada por trinta segundos?\nFalha no cabo, no Wi-Fi ou nos dois?",
    "Slow connection": "Peça um teste de velocidade por cabo, com um só aparelho ligado.",
    "Payment that does not show": "Anote o banco, a data, o valor e o identificador do PIX.",
}

BOARD = partial(board, 31)
ROUTER = DeviceFacts("Roteador", "Intelbras", "RX 3000", "HWTC0A17F3D4")
CASES = [
    CareCase(27, 9.5, 12, "No connection", "Sem sinal desde ontem à noite.", WHATSAPP, then=(
        take(0.3, "technician"), tried(0.6, "technician", "Potência óptica na roseta", "−29 dBm, muito fraca", BOARD),
        status(0.1, "technician", "Waiting for a visit", visible=True),
        close(5, "technician", "Conector sujo na roseta. Foi limpo e medido: −19 dBm."))),
    CareCase(24, 10.1, 0, "Slow connection", "Os vídeos travam à noite.", then=(
        take(0.4, "operator"), status(0.1, "operator", "Waiting for the customer's answer"),
        comment(2.5, "operator", "Usa o Wi-Fi de 2,4 GHz na casa toda."), status(0.1, "operator", "Being handled"),
        close(0.6, "operator", "As redes de 2,4 e 5 GHz foram separadas e o roteador foi para a sala.", closed_as="Router and Wi-Fi"))),
    CareCase(21, 9.4, 6, "Cancellation", "Pergunta o que acontece com o plano enquanto viaja.", then=(
        take(1, "operator"), comment(0.4, "operator", "Foi explicada a suspensão sem custo por até noventa dias.", visible=True),
        close(2, "operator", "Não quer cancelar: o plano foi suspenso pela viagem.", closed_as="Change of plan"))),
    CareCase(19, 15.2, 7, "No connection", "Caiu na recepção.", then=(
        take(0.2, "technician"), tried(0.4, "technician", "Reinício do roteador por telefone", "O sinal voltou"),
        close(0.2, "technician", "O roteador estava travado. Foi reiniciado."))),
    CareCase(16, 11.4, 3, "Question about an invoice", "Diz que foi cobrado duas vezes.", MAIL, then=(
        take(1, "admin"), forward(0.5, "admin", "operator", "Pede que liguem hoje; a fatura está certa."),
        close(1.5, "operator", "Eram dois meses diferentes. Os dois recibos foram enviados."))),
    CareCase(13, 9.2, 1, "Connection that drops", "Cai toda tarde.", then=(
        take(0.2, "technician"), tried(1, "technician", "Ping de uma hora até o aparelho", "Perde 4 % depois das 15:00"),
        forward(0.5, "technician", FIELD, "É preciso conferir a emenda do prédio."),
        take(1, "technician2"), status(0.2, "technician2", "Waiting for another company"),
        close(9, "technician2", "O condomínio não libera a entrada na sala de cabos.", outcome=NO_SOLUTION),
        reopen(4, "admin", "O condomínio liberou a entrada."), status(0.5, "technician2", "Being handled", visible=True),
        close(7, "technician2", "Emenda refeita na sala de cabos do 4º andar."))),
    CareCase(9, 16.1, 11, "Password change", "Esqueceu a senha do Wi-Fi.", then=(
        take(0.1, "operator"), close(0.2, "operator", "A senha foi trocada por telefone."))),
    CareCase(6, 15.4, 7, "Router and Wi-Fi", "O sinal não chega à sala de cirurgia.", then=(
        take(0.5, "technician"), comment(0.3, "technician", "A parede tem chumbo: é preciso um ponto de acesso lá dentro."),
        status(0.1, "technician", "Waiting for the customer's answer", visible=True))),
    CareCase(5, 10.0, 13, "No connection", "O aparelho está sem luz.", then=(
        take(0.3, "technician"), close(0.5, "technician", "Era falta de energia no bairro.", outcome=NO_SOLUTION),
        reopen(3, "master", "A energia voltou e continua sem sinal."), tried(0.4, "technician", "Outro carregador", "O aparelho não liga"),
        forward(0.2, "technician", FIELD, "É preciso levar outro aparelho."),
        workshop(0.3, "technician", ROUTER, "Não liga, nem com outro carregador."))),
    CareCase(4, 10.2, 3, "Move to another address", "O caixa vai para os fundos da loja e o ponto vai junto.", COUNTER, then=(
        take(2, "technician2"), date(0.2, "admin", 9, "O balcão novo chega na outra semana."), status(0.1, "technician2", "Waiting for a visit"))),
    CareCase(3, 9.9, 0, "Installation", "Plano novo no galpão 6. O cabo passa pela fachada.", COUNTER, to="technician2"),
    CareCase(2, 9.5, 16, "Agreement to pay", "Paga metade nesta sexta e a outra no dia 15.", to="admin"),
    CareCase(2, 11.1, 1, "Change of plan", "Quer passar para 1 Gbps se houver no prédio. Pede o preço por escrito.", MAIL, by="seller", then=(
        comment(0.4, "seller", "É bom cliente: se houver desconto, melhor."), take(1, "operator"), status(0.1, "operator", "Being handled"))),
    CareCase(2, 11.8, 20, "Cancellation", "Entregou o roteador no balcão. Falta confirmar o cancelamento.", COUNTER, LOW),
    CareCase(1, 9.1, 3, "Payment that does not show", "Pagou por PIX na segunda. Final 004417.", WHATSAPP),
    CareCase(1, 9.2, 13, "Connection that drops", "À noite, quando chove. É o enlace de rádio.", WHATSAPP, to=FIELD),
    CareCase(1, 10.3, 1, "Router and Wi-Fi", "Pedem uma rede de visitantes para a recepção.", by="seller"),
    CareCase(1, 10.6, 11, "Question about an invoice", "Chegou com outro nome fantasia.", MAIL, by="admin"),
    CareCase(1, 14.3, 12, "Slow connection", "Mede 60 Mbps dos 300, por cabo.", WHATSAPP, subject="Chega a um quinto do contratado", then=(
        take(0.4, "technician"), tried(0.3, "technician", "Velocidade por cabo no aparelho da cliente", "61 Mbps de download, 58 de upload", BOARD, visible=True),
        status(0.2, "technician", priority=HIGH))),
    CareCase(1, 14.6, 7, "Connection that drops", "Boa tarde. Todo dia, das 20h às 23h, a internet do prédio inteiro cai.\nSão 48 apartamentos reclamando.", subject="Internet do prédio cai à noite, das 20h às 23h", then=(
        take(0.1, "operator"), answered(0.1, "operator", "Boa tarde. Já abrimos o atendimento. A luz vermelha “LOS” do equipamento acende quando cai?"),
        heard(0.5, "operator", "Acende a vermelha, e meia hora depois volta sozinha."), status(0.1, "operator", "Being handled"),
        tried(0.6, "operator", "Sinal na ONT antes e durante a queda", "−27,8 dBm (limite −27); às 20:30 foi para −31: emenda com problema na caixa CTO-14"),
        comment(0.2, "operator", "Pedir fibra e caixa novas ao estoque antes de ir."), answered(0.3, "operator", "Achamos a falha: é uma emenda na rua. Amanhã vai um técnico com fibra e caixa novas.", confirmed=False),
        heard(0.4, "operator", "Obrigada! O zelador Seu Raimundo abre o armário para vocês.", PHONE), status(0.1, "operator", "Waiting for a visit", visible=True))),
    CareCase(1, 16.0, 11, "Password change", "Quer outra senha do Wi-Fi antes de segunda.", WEB, LOW),
    CareCase(0, 8.2, 7, "No connection", "A clínica inteira, desde as sete. A luz PON pisca em vermelho.", priority=URGENT, to="technician"),
    CareCase(0, 8.9, 0, "No connection", "A luz LOS está vermelha.", WHATSAPP),
    CareCase(0, 9.3, 12, "Move to another address", "Muda na mesma rua, para o número 40.", by="technician"),
]  # fmt: skip

CARE = Care(POSITIONS, GOES_TO, SCRIPTS, CASES)
