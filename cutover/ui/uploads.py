"""Loading files from the page: the same pipeline as the command line, with progress and result."""

import re
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import streamlit as st

import cutover.ui.access as access
import cutover.ui.session as session
import cutover.ui.text as text
from cutover import pipeline
from cutover.access import LOCAL, is_allowed
from cutover.acts import KINDS
from cutover.errors import CutoverError

FORMATS = ["csv", "tsv", "txt", "json", "jsonl", "ndjson", "parquet", "xlsx", "xls", "zip"]
UNSAFE = re.compile(r"[^\w .()+-]")
STAGES = {"read": "Reading", "check": "Checking", "compare": "Comparing with what is there", "write": "Writing"}
SHOWN_PROBLEMS = 200
LOADED_BY = "web page"


def show_upload(programme_id: str | None) -> None:
    """Draw the form that loads or checks files, and what became of them.

    Parameters
    ----------
    programme_id
        Programme that is proposed; None: the files say it.
    """
    actor = access.visitor()
    if not is_allowed(actor, KINDS["load"], {}):
        st.caption("Files are loaded by people with the right PMO or administrator.")
        return
    with st.form("upload", border=False):
        uploaded = st.file_uploader(
            "Files, workbooks or a zip", type=FORMATS, accept_multiple_files=True, key="upload_files"
        )
        left, middle, right = st.columns(3, gap="medium")
        programme = left.text_input("Programme", value=programme_id or "", key="upload_programme")
        as_of = middle.datetime_input(
            "Status time, in the programme's zone; empty: now", value=None, key="upload_as_of"
        )
        preset = right.selectbox(
            "Preset for a known export", pipeline.presets(), index=None, placeholder="None", key="upload_preset"
        )
        mapping = st.file_uploader("Mapping file, for other columns than ours", type=["toml"], key="upload_mapping")
        with st.container(horizontal=True):
            is_load = st.form_submit_button("Load", type="primary", key="upload_load")
            is_check = st.form_submit_button("Check only", key="upload_check")
    if not (is_load or is_check):
        return
    if not uploaded:
        st.warning("Choose at least one file.")
        return
    options = pipeline.LoadOptions(
        programme_id=programme.strip() or None, as_of=as_of.isoformat() if as_of else None, preset=preset,
        loaded_by=LOADED_BY if actor == LOCAL else actor.name,
    )  # fmt: skip
    _run(uploaded, mapping, options, is_load=is_load)


def safe_names(names: Sequence[str]) -> list[str]:
    """Return a plain, unique file name for each uploaded one: without folders, signs and control characters."""
    taken: list[str] = []
    for name in names:
        plain = UNSAFE.sub("_", re.split(r"[\\/]", text.cell(name))[-1]).lstrip(". ")[-120:] or "file"
        stem, suffix = Path(plain).stem, Path(plain).suffix
        while plain in taken:
            stem += "_"
            plain = f"{stem}{suffix}"
        taken.append(plain)
    return taken


def _run(uploaded: list, mapping: Any, options: pipeline.LoadOptions, *, is_load: bool) -> None:
    """Put the files into a folder of their own, load or check them, and show the result."""
    bar = st.progress(0.0, text="Starting")
    done = {"count": 0}

    def tell(progress: dict) -> None:
        done["count"] += 1
        bar.progress(1 - 0.9 ** done["count"], text=text.markdown(describe(progress)))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if mapping is not None:
            (folder / "mapping.toml").write_bytes(mapping.getvalue())
            options = pipeline.LoadOptions(**vars(options) | {"mapping": folder / "mapping.toml"})
        files = folder / "files"
        files.mkdir()
        paths = [files / plain for plain in safe_names([one.name for one in uploaded])]
        for path, one in zip(paths, uploaded, strict=True):
            path.write_bytes(one.getbuffer())
        work = pipeline.load if is_load else pipeline.check
        try:
            result = work(paths, store=session.warehouse().store, options=options, progress=tell)
        except CutoverError as error:
            bar.empty()
            st.error(text.markdown(error))
            return
    bar.empty()
    _show_result(result)


def describe(progress: dict) -> str:
    """Return a report of progress in words: 'Reading tasks.csv, 1,200 rows'."""
    words = STAGES.get(progress.get("stage"), "Working")
    if progress.get("file"):
        words += f" {progress['file']}"
    return f"{words}, {progress['rows']:,} rows" if progress.get("rows") else words


def _show_result(result: pipeline.LoadResult) -> None:
    show = {pipeline.ALL_ACCEPTED: st.success, pipeline.SOME_REJECTED: st.warning}.get(result.exit_code, st.error)
    show(text.markdown(" ".join([*result.messages, *_summary(result)])))
    if result.tables:
        st.dataframe(_counts(result), hide_index=True, width="content", key="upload_counts")
    if len(result.problems):
        st.dataframe(_readable(result.problems.slice(0, SHOWN_PROBLEMS)), hide_index=True, key="upload_problems")
        if len(result.problems) > SHOWN_PROBLEMS:
            st.caption(text.markdown(f"The first {SHOWN_PROBLEMS} of {len(result.problems):,} problems."))


def _summary(result: pipeline.LoadResult) -> list[str]:
    total = {name: sum(getattr(c, name) for c in result.tables.values()) for name in ("read", "accepted", "rejected")}
    if not result.tables:
        return []
    at = f" Status time {_spoken(result.as_of)} UTC." if result.as_of else ""
    return [f"{total['read']:,} rows read = {total['accepted']:,} accepted + {total['rejected']:,} rejected.{at}"]


def _spoken(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _counts(result: pipeline.LoadResult) -> pa.Table:
    rows = [
        {"Table": name, "Read": c.read, "Accepted": c.accepted, "Rejected": c.rejected, "Warnings": c.warnings}
        for name, c in result.tables.items()
    ]
    return pa.Table.from_pylist(rows)


def _readable(problems: pa.Table) -> pa.Table:
    for position, field in enumerate(problems.schema):
        if pa.types.is_string(field.type):
            problems = problems.set_column(position, field.name, text.cells(problems.column(position)))
    return problems
