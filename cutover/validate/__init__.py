"""Typed rows and problems from text: pure, values in and values out.

`check` types the rows of one table and finds what is wrong with them;
`check_references` then compares the tables with each other.
"""

from cutover.validate.cells import is_zone
from cutover.validate.check import check
from cutover.validate.model import Checked, sorted_problems, stated
from cutover.validate.references import check_references

__all__ = ["Checked", "check", "check_references", "is_zone", "sorted_problems", "stated"]
