"""Files to tables of text, with the line of every record and nothing lost."""

from cutover.readers.limits import Limits
from cutover.readers.model import PROBLEMS, Problem, RawTable
from cutover.readers.sources import FileInfo, list_files, read_content, read_source

__all__ = ["PROBLEMS", "FileInfo", "Limits", "Problem", "RawTable", "list_files", "read_content", "read_source"]
