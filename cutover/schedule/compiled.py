"""The kernels behind the same calls as `plain.by_level` and `sweep.schedule_by_level`."""

import numpy as np

import cutover.schedule.kernels as kernels
from cutover.schedule.model import Links, Plan
from cutover.schedule.network import Network, compile_network
from cutover.schedule.prepare import HIGHEST, Inputs, prepare
from cutover.schedule.sweep import Dates


def plain_by_task(
    network: Network, duration: np.ndarray, first: int, must_finish: int | None
) -> tuple[np.ndarray, ...]:
    """Return early and late dates, floats and driving arcs of a plain plan."""
    end = int(HIGHEST) if must_finish is None else must_finish
    into, out = (network.pred_start, network.pred), (network.succ_start, network.succ)
    return kernels.plain(duration, first, end, into, out)


def schedule_by_task(inputs: Inputs, start: int, must_finish: int | None) -> Dates:
    """Return the dates of any plan."""
    tasks = np.empty((len(inputs.work), kernels.OUT_END + 1), np.int32)
    for column, name in enumerate(kernels.TASK):
        tasks[:, column] = getattr(inputs, name)
    tasks[:, kernels.INTO], tasks[:, kernels.INTO_END] = inputs.into.start[:-1], inputs.into.start[1:]
    tasks[:, kernels.OUT], tasks[:, kernels.OUT_END] = inputs.out.start[:-1], inputs.out.start[1:]
    arcs = np.stack(inputs.into[1:], axis=1), np.stack(inputs.out[1:], axis=1)
    end = int(HIGHEST) if must_finish is None else must_finish
    dates = kernels.schedule_tasks(tasks, arcs, inputs.tables.flat, start, end)
    columns = Dates(*np.ascontiguousarray(dates[:, : len(Dates._fields)].T))
    return columns._replace(driver=columns.driver.astype(np.int8))


def warm_up() -> None:
    """Run every kernel once, which compiles it, or loads it from the disk, for the types of all later calls."""
    one = np.zeros(1, np.int32)
    plan = Plan(names=np.array(["first", "second"]), duration=np.ones(2, np.int32), links=Links(one, one + 1, one, one))
    network = compile_network(plan.names, plan.links)
    plain_by_task(network, plan.duration, 0, None)
    schedule_by_task(prepare(plan, network), 0, None)
