"""Documents of the moment that a page shows, made when somebody asks for the file."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

import cutover.ui.text as text
from cutover import briefing
from cutover.warehouse import Moment


def show_briefings(kinds: Sequence[str], moment: Moment, previous: Moment | None, *, about: str | None = None) -> None:
    """Show a quiet button that opens the documents in their formats; none is made before it is asked for.

    Parameters
    ----------
    kinds
        Of `briefing.KINDS`.
    moment, previous
        What the documents tell, and the snapshot that changes are told against.
    about
        The go/no-go that an assessment is about.
    """
    with st.popover(
        "Briefing", icon=":material/description:", type="tertiary", key="briefing", on_change="rerun"
    ) as shown:
        if not shown.open:
            return
        for kind in kinds:
            st.markdown(f"**{text.markdown(briefing.KINDS[kind])}**")
            with st.container(horizontal=True, gap="small"):
                for form, title in briefing.FORMATS.items():
                    st.download_button(
                        title,
                        partial(_file, kind, form, moment, previous, about if kind == "assessment" else None),
                        file_name=f"{moment.programme_id}_{kind}_{moment.as_of:%Y%m%dT%H%M}Z.{form}",
                        mime=briefing.MEDIA[form],
                        key=f"brief_{kind}_{form}",
                        on_click="ignore",
                        type="tertiary",
                        icon=":material/download:",
                    )
        st.caption("The whole programme at this status time; filters do not apply.")


def _file(kind: str, form: str, moment: Moment, previous: Moment | None, checkpoint_id: str | None) -> bytes:
    return briefing.written(briefing.made(kind, moment, previous, checkpoint_id=checkpoint_id), form)
