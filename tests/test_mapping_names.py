"""How headers are found and what is suggested."""

import pytest

from cutover.mapping.names import find_header, fits, listing, nearest, squash, suggestion

HEADERS = ["Task Name", "task name", "Start  Date", "Suite 2.0 Short ID(s)", "Suite 2.0 Full ID(s)"]


@pytest.mark.parametrize("name", ["Task ID", "task_id", "TASK-ID", " task.id "])
def test_case_blanks_and_punctuation_do_not_count(name):
    assert squash(name) == "taskid"


def test_letters_of_other_languages_count():
    assert squash("Größe (m²)") != squash("Gre")


def test_exact_header_goes_before_similar_one():
    assert find_header("task name", HEADERS) == "task name"


def test_header_is_found_whatever_its_blanks():
    assert find_header("START DATE", HEADERS) == "Start  Date"


def test_punctuation_of_a_header_counts():
    assert find_header("Start_Date", HEADERS) is None


def test_star_stands_for_any_text():
    assert find_header("*Short ID(s)", HEADERS) == "Suite 2.0 Short ID(s)"


def test_star_that_fits_two_headers_finds_none():
    assert find_header("Suite*", HEADERS) is None


def test_star_in_a_header_is_found_exactly():
    assert find_header("Name*", ["Name*", "Name and more"]) == "Name*"


def test_only_the_star_is_special_in_patterns():
    assert fits("multiple fuels?", "Multiple Fuels?")
    assert not fits("multiple fuelsX", "Multiple Fuels?")
    assert not fits("tasksXcsv", "tasks.csv")


def test_nearest_finds_a_typing_error():
    assert nearest("severty", ["severity", "status", "title"]) == ["severity"]


def test_nearest_finds_a_name_inside_another():
    assert nearest("Planned Start Date", ["planned_start_at", "title"]) == ["planned_start_at"]


def test_nearest_of_a_strange_name_is_nothing():
    assert nearest("zzz", ["severity", "status"]) == []


def test_suggestion_is_a_sentence_or_nothing():
    assert suggestion("incidnts", ["incidents", "issues"]) == " Did you mean 'incidents'?"
    assert suggestion("zzz", ["incidents"]) == ""


def test_long_listing_says_how_many_more():
    assert listing(["a", "b", "c"], limit=2) == "'a', 'b' and 1 more"


def test_listing_of_nothing_says_none():
    assert listing([]) == "none"
