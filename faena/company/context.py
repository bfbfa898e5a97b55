"""`company` and `halves` in templates."""

from typing import Any

from django.http import HttpRequest


def shop(request: HttpRequest) -> dict[str, Any]:
    company = getattr(request, "company", None)
    if company is None:
        return {"company": None, "halves": set()}
    return {"company": company, "halves": company.halves}
