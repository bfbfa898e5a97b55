"""What of the summary is personal (lib/personal.py): nothing, it counts."""

from faena.lib.personal import declare
from faena.summary.models import DayFigure, SummedDay

declare(SummedDay, plain="zone")
declare(DayFigure, plain="what key currency")
