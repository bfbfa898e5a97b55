"""Writes of the shop: the ground rows and the number series."""

from faena.company.models import Branch, Company, NumberSeries
from faena.lib.ground import ground


@ground(10)
def ensure_company() -> None:
    """The company row and its one default branch."""
    Company.objects.get_or_create(pk=1, defaults={"name": "Faena"})
    if not Branch.objects.filter(is_default=True).exists():
        Branch.objects.create(name="1", is_default=True)


def next_number(kind: str, branch: Branch) -> int:
    """The next number of a series, without gaps: call it last in the transaction that uses it, since the row
    stays locked until the commit and a rollback gives the number back."""
    series = NumberSeries.objects.select_for_update().filter(kind=kind, branch=branch).first()
    if series is None:
        NumberSeries.objects.get_or_create(kind=kind, branch=branch)
        series = NumberSeries.objects.select_for_update().get(kind=kind, branch=branch)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
