"""A foreign export becomes rows of our tables by a small mapping file; see docs/mapping.md."""

from cutover.mapping.apply import map_table
from cutover.mapping.model import CellRule, MappedTable, Mapping
from cutover.mapping.parse import find_preset, parse_mapping, read_mapping
from cutover.mapping.presets import beside, list_presets

__all__ = [
    "CellRule", "MappedTable", "Mapping", "beside", "find_preset", "list_presets", "map_table", "parse_mapping",
    "read_mapping",
]  # fmt: skip
