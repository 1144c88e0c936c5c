"""Forecasts of a moment: marts in, engine, computed tables out.

`COMPUTED` lists what the warehouse builds beside the marts.
"""

from importlib import import_module
from importlib.util import find_spec

from cutover.forecasts.model import Computed

COMPUTED: tuple[Computed, ...] = tuple(
    getattr(import_module(f"cutover.forecasts.{name}"), name.upper())
    for name in ("schedule", "risk", "quality")
    if find_spec(f"cutover.forecasts.{name}")
)

__all__ = ["COMPUTED", "Computed"]
