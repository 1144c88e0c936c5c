"""The order of the tasks: levels, links both ways, circles told by name."""

import numpy as np
import pytest
from schedule_plans import plan_of

from cutover.errors import ScheduleError
from cutover.schedule import Links, compile_network


def network_of(tasks: str, links: list[str]):
    plan = plan_of(dict.fromkeys(tasks, 1), [(a, b, "FS", 0) for a, b in links])
    return compile_network(plan.names, plan.links), plan


def ordered(tasks: str, links: list[str]) -> str:
    network, plan = network_of(tasks, links)
    return "".join(plan.names[network.order])


def test_tasks_follow_their_predecessors():
    assert ordered("DCBA", ["AB", "BC", "CD"]) == "ABCD"


def test_tasks_of_one_level_keep_their_order():
    assert ordered("CABD", ["CD", "AD", "BD"]) == "CABD"


def test_a_level_is_the_longest_chain_before():
    network, _ = network_of("ABCD", ["AB", "BC", "AC", "AD"])
    assert network.level_start.tolist() == [0, 1, 3, 4]


def test_order_and_position_are_inverse():
    network, _ = network_of("DCBA", ["AB", "BC", "CD"])
    assert network.order[network.position].tolist() == [0, 1, 2, 3]
    assert not network.is_in_order


def test_links_into_a_task_keep_the_order_of_the_plan():
    network, _ = network_of("ABCD", ["CD", "AD", "BD"])
    first, last = network.pred_start[3:5]
    assert network.pred[first:last].tolist() == [2, 0, 1]
    assert network.pred_link[first:last].tolist() == [0, 1, 2]


def test_links_out_of_a_task_are_grouped():
    network, _ = network_of("ABCD", ["AB", "AC", "AD"])
    assert network.succ_start.tolist() == [0, 3, 3, 3, 3]
    assert network.succ.tolist() == [1, 2, 3]


def test_the_end_of_the_project_follows_loose_ends():
    network, _ = network_of("ABC", ["AB", "AC"])
    start, succ = network.closed_succ
    assert (start.tolist(), succ.tolist()) == ([0, 2, 3, 4], [1, 2, 3, 3])


def test_a_circle_names_its_tasks():
    plan = plan_of({"T9": 1, "T3": 1, "T4": 1, "T1": 1, "T5": 1})
    before, after = np.array([3, 1, 0, 2, 2]), np.array([1, 0, 2, 1, 4])
    links = Links(before, after, before.astype(np.int8) * 0, before * 0)
    with pytest.raises(ScheduleError, match="circle: T9 → T4 → T3 → T9"):
        compile_network(plan.names, links)


def test_a_task_before_itself_is_a_circle():
    with pytest.raises(ScheduleError, match="circle: A → A"):
        network_of("AB", ["AA", "AB"])


def test_a_link_to_no_task_is_refused():
    links = Links(*(np.array([each], np.int32) for each in (0, 7, 0, 0)))
    with pytest.raises(ScheduleError, match="outside the 2 tasks"):
        compile_network(np.array(["A", "B"]), links)


def test_ends_without_partners_are_refused():
    links = Links(*(np.zeros(size, np.int32) for size in (1, 2, 2, 2)))
    with pytest.raises(ScheduleError, match="1 predecessors and 2 successors"):
        compile_network(np.array(["A", "B"]), links)


def test_two_links_between_two_tasks_are_kept():
    assert network_of("AB", ["AB", "AB"])[0].link_count == 2


def test_a_plan_without_tasks_has_no_level():
    network, _ = network_of("", [])
    assert (network.task_count, network.level_start.tolist()) == (0, [0])


def layered(count: int, width: int) -> tuple[np.ndarray, Links]:
    """Return tasks in layers, each after two of the layer before."""
    after = np.repeat(np.arange(width, count), 2)
    before = (after // width - 1) * width + np.random.default_rng(1).integers(0, width, len(after))
    return np.arange(count), Links(before, after, np.zeros(len(after), np.int8), np.zeros(len(after), np.int32))


def test_a_hundred_thousand_tasks_have_their_levels():
    network = compile_network(*layered(100_000, 1_000))
    assert len(network.level_start) == 101
