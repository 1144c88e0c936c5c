# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Explore: where a page stops, go on here
#
# The same store, the same reports and the same figures as the pages, so every number here is the number there.
# Open this file with Jupyter (jupytext) or an editor that knows `# %%` cells. It reads the store of `CUTOVER_STORE`;
# where that is not set or empty it loads the sample programme into a store of its own.

# %%
import os
import sys
import tempfile
from datetime import datetime, timedelta
from inspect import signature
from pathlib import Path

PROJECT = next(path for path in [Path.cwd(), *Path.cwd().parents] if (path / "cutover" / "__init__.py").is_file())
sys.path.insert(0, str(PROJECT))

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from cutover import figures, pipeline
from cutover.figures.frames import to_frame
from cutover.queries import read_queries
from cutover.store import Store

pio.renderers.default = "plotly_mimetype"

# %% [markdown]
# ## Open a moment
#
# A *moment* is a programme at a status time. `pipeline.moment(store, programme_id, as_of)` opens any other one.

# %%
own = os.environ.get("CUTOVER_STORE")
store = Store(Path(own) if own else Path(tempfile.mkdtemp(prefix="cutover-")))
if not pipeline.loads(store):
    options = pipeline.LoadOptions(loaded_by="notebook", bounds=None)
    pipeline.load([PROJECT / "data" / "sample"], store=store, options=options)

moment = pipeline.moment(store)
zone = moment.query("programme_summary")["zone"][0].as_py()


# %%
def ask(report: str, at: datetime | None = None, **parameters: object) -> pd.DataFrame:
    """Return the rows of a report in local time: now, or at another status time (UTC)."""
    asked = pipeline.moment(store, moment.programme_id, at) if at else moment
    return to_frame(asked.query(report, **parameters), zone)


summary = ask("programme_summary").iloc[0]
look = figures.make_look("light", zone=zone, as_of=summary["as_of"])


def draw(figure: object, *reports: str, **parameters: object) -> go.Figure:
    """Return a figure of the pages: each report takes the parameters that it declares, the figure the rest."""
    frames = []
    for report in reports:
        declared = {parameter.name for parameter in read_queries("reports")[report].parameters}
        frames.append(ask(report, **{name: value for name, value in parameters.items() if name in declared}))
    keywords = {name: value for name, value in parameters.items() if name in signature(figure).parameters}
    return figure(*frames, look, **keywords)


summary.to_frame("value")

# %% [markdown]
# ## How much is left, and where did the work come from?
#
# The burn-down of the page, in hours.

# %%
draw(
    figures.burndown, "burndown", "burndown_forecast", "burndown_network", "burndown_band", "programme_summary",
    unit="hours",
)  # fmt: skip

# %% [markdown]
# The page lists scope changes one by one. Added up by workstream they tell whose estimates did not hold.

# %%
changes = ask("scope_changes")
scope = changes.pivot_table(
    index="workstream", columns="kind", values="change_hours", aggfunc="sum", fill_value=0, margins=True
)
scope.sort_values("All", ascending=False)

# %% [markdown]
# ## Was a checkpoint green and wrong?
#
# Health at every snapshot, asked of the moment that was known then: a row that stays green until it is overdue
# deserves a second look at its entry tasks.

# %%
moments = sorted({load.as_of for load in pipeline.loads(store, moment.programme_id)})
known = [ask("checkpoint_health", at)[["checkpoint_name", "health", "asserted_rag"]].assign(at=at) for at in moments]
course = pd.concat(known).pivot_table(index="checkpoint_name", columns="at", values="health", aggfunc="first")
course.columns = [f"{at:%d %b}" for at in course.columns]
course

# %% [markdown]
# ## How did the forecast of the network go?
#
# Each snapshot as it was told then: when everything was to be done, and how far from the baseline that is.

# %%
draw(figures.forecast_trend, "forecast_course", target="plan")

# %% [markdown]
# ## Is the warranty getting calmer?

# %%
draw(figures.incident_flow, "incident_flow", "programme_summary")

# %% [markdown]
# Weeks side by side: what came in, what was resolved, and how the backlog moved.

# %%
flow = ask("incident_flow").set_index("day")
weeks = flow.resample("W-FRI").agg({"opened_count": "sum", "resolved_count": "sum", "open_count": "last"})
weeks["resolved_per_opened"] = weeks["resolved_count"] / weeks["opened_count"].where(weeks["opened_count"] > 0)
weeks

# %% [markdown]
# ## What does the legacy still hold?

# %%
draw(figures.stage_matrix, "decommission_stages")

# %% [markdown]
# ## Two moments compared
#
# Tasks by workstream now and a week ago: the same report, asked twice.

# %%
counts = ["task_count", "complete_count", "late_count"]
now = ask("task_counts", by="workstream").set_index("group_value")[counts]
before = ask("task_counts", moment.as_of - timedelta(days=7), by="workstream").set_index("group_value")[counts]
pd.concat({"now": now, "in a week": now.sub(before, fill_value=0).astype("int64")}, axis="columns")
