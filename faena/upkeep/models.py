"""That the job worker is there."""

from django.db import models
from django.utils import timezone

from faena.lib.rows import BaseModel


class WorkerTick(BaseModel):
    """When the workers of one machine last said that they work."""

    host = models.CharField(max_length=255, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.host} {self.at:%Y-%m-%d %H:%M:%S}"
