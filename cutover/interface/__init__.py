"""The HTTP interface for tools: reports, events of tasks, incidents; nothing without a token but readiness."""

from cutover.interface.app import make_app
from cutover.interface.gate import Rates

__all__ = ["Rates", "make_app"]
