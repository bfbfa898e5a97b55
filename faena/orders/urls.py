"""Routes of the workshop."""

from django.urls import include, path

from faena.cases.following import routes
from faena.orders.following import ORDERS
from faena.orders.views import (
    endings,
    files,
    intake,
    internal,
    lists,
    owners,
    paper,
    parts,
    sheet,
    statuses,
    telling,
    terms,
    visits,
    work,
)

app_name = "orders"
urlpatterns = [
    path("", lists.order_list, name="list"),
    path("new/", intake.intake, name="new"),
    path("new/preview/", intake.preview, name="preview"),
    path("statuses/", lists.status_list, name="status_list"),
    path("parts/", lists.part_list, name="part_list"),
    path("<int:pk>/", sheet.sheet, name="sheet"),
    # what happens to an order: each a page with its form, each POST one event
    path("<int:pk>/statuses/", statuses.add_status, name="statuses"),
    path("<int:pk>/statuses/<int:entry_pk>/", statuses.edit_status, name="edit_status"),
    path("<int:pk>/statuses/<int:entry_pk>/pictures/", statuses.attach, name="attach"),
    path("<int:pk>/statuses/<int:entry_pk>/withdrawal/", statuses.withdraw_status, name="withdraw"),
    path("<int:pk>/statuses/<int:entry_pk>/restoration/", statuses.restore_status, name="restore"),
    path("<int:pk>/pictures/<int:photo_pk>/", statuses.picture, name="picture"),
    path("<int:pk>/pictures/<int:photo_pk>/withdrawal/", statuses.withdraw_photo, name="withdraw_photo"),
    path("<int:pk>/pictures/<int:photo_pk>/restoration/", statuses.restore_photo, name="restore_photo"),
    path("<int:pk>/files/", files.attach, name="files"),
    path("<int:pk>/files/<int:file_pk>/", files.file, name="file"),
    path("<int:pk>/files/<int:file_pk>/withdrawal/", files.withdraw, name="withdraw_file"),
    path("<int:pk>/files/<int:file_pk>/restoration/", files.restore, name="restore_file"),
    path("<int:pk>/telling/<int:entry_pk>/", telling.tell, name="tell"),
    path("<int:pk>/telling/", telling.tell, name="tell_last"),
    path("<int:pk>/chats/<int:telling_pk>/", telling.chat, name="chat"),
    path("<int:pk>/internal/", internal.add_internal, name="internal"),
    path("<int:pk>/internal/<int:internal_pk>/", internal.edit_internal, name="edit_internal"),
    path("<int:pk>/internal/<int:internal_pk>/withdrawal/", internal.withdraw_internal, name="withdraw_internal"),
    path("<int:pk>/technician/", work.assign, name="technician"),
    path("<int:pk>/customer/", owners.correct, name="customer"),
    path("<int:pk>/edit/", work.edit, name="edit"),
    path("<int:pk>/visits/new/", visits.book, name="book_visit"),
    path("<int:pk>/parts/", parts.add_part, name="parts"),
    path("<int:pk>/parts/<int:part_pk>/", parts.edit_part, name="part"),
    path("<int:pk>/parts/<int:part_pk>/deletion/", parts.delete_part, name="delete_part"),
    path("<int:pk>/voiding/", endings.void, name="voiding"),
    path("<int:pk>/value/", work.value, name="value"),
    path("<int:pk>/closing/", endings.close, name="closing"),
    path("<int:pk>/reopening/", endings.reopen, name="reopening"),
    # the terms: a version, which of them an order is under, its signature (publishing stands under Settings)
    path("terms/<int:terms_pk>/", terms.version, name="terms_version"),
    path("<int:pk>/terms/", terms.renew, name="renew_terms"),
    path("<int:pk>/signature/", terms.sign, name="signature"),
    path("<int:pk>/signature/phone/", terms.sign_phone, name="signature_phone"),
    path("<int:pk>/signature.svg", terms.drawing, name="signature_svg"),
    # the link by which the customer follows
    path("<int:case_pk>/link/", include(routes(ORDERS))),
    # pictures and paper
    path("<int:pk>/photos/<int:photo_pk>/", statuses.photo, name="photo"),
    path("<int:pk>/photos/<int:photo_pk>/piece/", statuses.photo_piece, name="photo_piece"),
    path("<int:pk>/slip/", paper.page, {"kind": "slip"}, name="slip_page"),
    path("<int:pk>/slip.png", paper.picture, {"kind": "slip"}, name="slip_picture"),
    path("<int:pk>/slip.pdf", paper.pdf, {"kind": "slip"}, name="slip"),
    path("<int:pk>/label/", paper.page, {"kind": "label"}, name="label_page"),
    path("<int:pk>/label.png", paper.picture, {"kind": "label"}, name="label_picture"),
    path("<int:pk>/label.pdf", paper.pdf, {"kind": "label"}, name="label"),
    path("<int:pk>/report/", paper.page, {"kind": "report"}, name="report_page"),
    path("<int:pk>/report.png", paper.picture, {"kind": "report"}, name="report_picture"),
    path("<int:pk>/report.pdf", paper.pdf, {"kind": "report"}, name="report"),
]
