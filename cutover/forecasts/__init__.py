"""Forecasts of a moment: marts in, engine, computed tables out.

`COMPUTED` lists what the warehouse builds beside the marts.
"""

from cutover.forecasts.model import Computed
from cutover.forecasts.quality import QUALITY
from cutover.forecasts.risk import RISK
from cutover.forecasts.rollback import ROLLBACK
from cutover.forecasts.schedule import SCHEDULE

COMPUTED: tuple[Computed, ...] = (SCHEDULE, RISK, QUALITY, ROLLBACK)

__all__ = ["COMPUTED", "Computed"]
