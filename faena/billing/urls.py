"""Routes of plans and invoices: those of one customer, one of them, and all."""

from django.urls import path

from faena.billing.views import invoices, issuing, keeping, plans, runs, statement

app_name = "billing"
urlpatterns = [
    path("customers/<int:pk>/plans/", plans.plans, name="plans"),
    path("customers/<int:pk>/plans/new/", plans.subscribe, name="subscribe"),
    path("subscriptions/<int:subscription_pk>/", plans.subscription, name="subscription"),
    path("subscriptions/<int:subscription_pk>/edit/", plans.change, name="change"),
    path("subscriptions/<int:subscription_pk>/suspension/", plans.suspend, name="suspend"),
    path("subscriptions/<int:subscription_pk>/resumption/", plans.resume, name="resume"),
    path("subscriptions/<int:subscription_pk>/cancellation/", plans.cancel, name="cancel"),
    # what they cost, month by month
    path("customers/<int:pk>/statement/", statement.statement, name="statement"),
    path("customers/<int:pk>/statement.pdf", statement.statement_pdf, name="statement_pdf"),
    path("customers/<int:pk>/invoices/new/", issuing.issue, name="issue"),
    path("invoices/", invoices.invoices, name="invoices"),
    path("invoices/run/", runs.run, name="run"),
    path("invoices/run/start/", runs.start, name="start_run"),
    path("invoices/keeping/", keeping.keeping, name="keeping"),
    path("invoices/<int:invoice_pk>/", invoices.invoice, name="invoice"),
    path("invoices/<int:invoice_pk>/invoice.pdf", invoices.invoice_pdf, name="invoice_pdf"),
    path("invoices/<int:invoice_pk>/cancellation/", invoices.cancel, name="cancel_invoice"),
    path("invoices/<int:invoice_pk>/replacement/", issuing.reissue, name="reissue"),
]
