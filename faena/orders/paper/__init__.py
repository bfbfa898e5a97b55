"""What the workshop prints, in the customer's language: the slip that he takes home, the label on his device, the
final report. Each has one source, from which come the PDF that is printed and the pictures that are looked at."""

from faena.orders.paper.labels import LABELS, label, labels
from faena.orders.paper.pieces import code_address
from faena.orders.paper.reports import report, report_for_link, written_report
from faena.orders.paper.slips import draft, sample, slip

__all__ = [
    "LABELS",
    "code_address",
    "draft",
    "label",
    "labels",
    "report",
    "report_for_link",
    "sample",
    "slip",
    "written_report",
]
