"""Forms: what people record on the pages."""

from cutover.ui.acts.dialog import Desk, show_buttons, show_notice_of_act, show_open_form
from cutover.ui.acts.opening import opened

__all__ = ["Desk", "opened", "show_buttons", "show_notice_of_act", "show_open_form"]
