"""Figures: functions of frames and a look that return plotly figures.

Each page has a module of its own; its figures are found here by name, so a page
says `figures.burndown`.
"""

import pkgutil
from importlib import import_module
from inspect import isfunction, signature

from cutover.figures.look import (
    HEALTHS,
    Look,
    Status,
    day_and_time,
    make_look,
    status_label,
    status_shape,
    status_word,
)

__all__ = ["HEALTHS", "Look", "Status", "day_and_time", "make_look", "status_label", "status_shape", "status_word"]

for _page in pkgutil.iter_modules(__path__):
    _module = import_module(f"{__name__}.{_page.name}")
    for _name, _thing in vars(_module).items():
        is_own = isfunction(_thing) and _thing.__module__ == _module.__name__ and not _name.startswith("_")
        if is_own and "look" in signature(_thing).parameters:
            globals()[_name] = _thing
