"""Where customers are: the cities that a list may be filtered by."""

from typing import Any

from django.db import connection

from faena.customers.models import Address
from faena.gate.grants import Perm, Scope, scope

MOST_CITIES = 200
# From each city to the next one through the index: what it costs grows with the cities, not with the addresses.
CITIES = """
WITH RECURSIVE found (city) AS (
    SELECT MIN(city) FROM customers_address WHERE city > ''
    UNION ALL
    SELECT (SELECT MIN(city) FROM customers_address WHERE city > found.city) FROM found WHERE found.city IS NOT NULL
)
SELECT city FROM found WHERE city IS NOT NULL LIMIT %s
"""


def cities(user: Any) -> list[str]:
    """The first cities in which customers within the user's reach have an address, as they are written, by name."""
    reach = scope(user, Perm.CUSTOMER_SEE)
    if reach is Scope.ALL:
        with connection.cursor() as cursor:
            cursor.execute(CITIES, [MOST_CITIES])
            return [city for (city,) in cursor.fetchall()]
    if reach is Scope.NONE:
        return []
    own = Address.objects.filter(customer__seller=user).exclude(city="").order_by("city")
    return list(own.values_list("city", flat=True).distinct()[:MOST_CITIES])
