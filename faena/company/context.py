"""`company` and `modules` in templates."""

from typing import Any

from django.http import HttpRequest


def shop(request: HttpRequest) -> dict[str, Any]:
    company = getattr(request, "company", None)
    if company is None:
        return {"company": None, "modules": set()}
    return {"company": company, "modules": company.modules}
