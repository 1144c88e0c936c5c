"""Forms: what people record on the pages."""

from cutover.ui.acts.catalogue import FORMS
from cutover.ui.acts.dialog import Desk, show_buttons, show_notice_of_act, show_open_form
from cutover.ui.acts.opening import open_form, opened

__all__ = ["FORMS", "Desk", "open_form", "opened", "show_buttons", "show_notice_of_act", "show_open_form"]
