"""What a person gives: a file, a folder or an archive of files."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cutover.errors import RefusedFile
from cutover.readers.delimited import read_delimited
from cutover.readers.json_tables import read_json, read_json_lines
from cutover.readers.kinds import READABLE, check_content, kind_of, why_skipped
from cutover.readers.limits import Limits, check_count, refuse
from cutover.readers.model import Problem, RawTable
from cutover.readers.notes import counted, note
from cutover.readers.parquet_table import read_parquet
from cutover.readers.parts import check_archive
from cutover.readers.workbook import read_workbook

DEFAULT = Limits()
DAMAGE = (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, zlib.error)


@dataclass(frozen=True)
class FileInfo:
    """One file of a source.

    `skipped` says why it is not read; None if it is. `kind` is how it is read.
    """

    file: str
    path: Path
    size_bytes: int
    sha256: str
    kind: str | None
    skipped: str | None = None


def list_files(path: Path, *, limits: Limits = DEFAULT) -> list[FileInfo]:
    """Return the files of a source in the order in which they are read, with size and SHA-256.

    A folder is walked with its folders, by name; an archive is one file.
    `file` is the name as given: of the file, or of the folder and the path in it.

    Raises
    ------
    RefusedFile
        If there is nothing there, or a file or their number is too large.
    """
    _check_there(path)
    return [
        FileInfo(file, inner, inner.stat().st_size, _sha256(inner), kind_of(file), skipped)
        for file, inner, skipped in _walk(path, limits)
    ]


def read_source(path: Path, *, limits: Limits = DEFAULT) -> Iterator[RawTable]:
    """Yield every table of a file, folder or archive.

    Files of a folder or archive that are no tables are skipped; the first table
    carries a note on each. Files that are refused are told together, after the
    tables of the others.

    Raises
    ------
    RefusedFile
        If a file is not what its name says, is larger than a limit, or no file
        can be read.
    """
    _check_there(path)
    found = list(_walk(path, limits))
    notes = [_skipped(file, skipped) for file, _, skipped in found if skipped]
    wanted = (partial(_read_path, file, inner, limits) for file, inner, skipped in found if not skipped)
    yield from _read_each(path.name, wanted, notes)


def _check_there(path: Path) -> None:
    """Refuse what is no file or folder; a pipe or a device may never end."""
    if not path.exists():
        refuse(path.name, "there is no such file or folder", READABLE)
    if not (path.is_file() or path.is_dir()):
        refuse(path.name, "it is neither a file nor a folder", "write what it gives into a file first")


def _skipped(file: str, why: str) -> Problem:
    return note(file, "skipped_file", f"skipped; {why}")


def _read_each(
    name: str, sources: Iterable[Callable[[], Iterator[RawTable]]], notes: list[Problem]
) -> Iterator[RawTable]:
    """Yield the tables of several files: the first with the notes, then all refusals as one."""
    refused: list[str] = []
    count = 0
    for read in sources:
        try:
            for table in read():
                yield replace(table, notes=(*notes, *table.notes))
                notes, count = [], count + 1
        except RefusedFile as error:
            refused.append(str(error))
    if refused:
        raise RefusedFile("\n".join(refused))
    if not count:
        refuse(name, f"it holds no table; {counted(len(notes), 'file')} skipped", READABLE)


def _walk(path: Path, limits: Limits) -> Iterator[tuple[str, Path, str | None]]:
    """Yield name, path and why it is skipped of each file; links are not followed."""
    if not path.is_dir():
        yield _printable(path.name), path, None
        return
    found = sorted(inner for inner in path.rglob("*") if inner.is_file() or inner.is_symlink())
    check_count(path.name, len(found), limits.files, "files")
    for inner in found:
        name = inner.relative_to(path).as_posix()
        if not inner.is_symlink():
            yield _printable(f"{path.resolve().name}/{name}"), inner, why_skipped(name)


def _read_path(file: str, path: Path, limits: Limits) -> Iterator[RawTable]:
    check_count(file, path.stat().st_size, limits.file_bytes, "bytes")
    try:
        content = path.read_bytes()
    except OSError as error:
        refuse(file, f"it cannot be read ({error.strerror})", "look whether you may read it, then load it again")
    if kind_of(file) == "archive":
        check_content(file, content)
        yield from _read_archive(file, content, limits)
    else:
        yield from read_content(file, content, limits)


def read_content(file: str, content: bytes, limits: Limits = DEFAULT) -> Iterator[RawTable]:
    """Yield the tables of one file that is no archive, given its name and content.

    Raises
    ------
    RefusedFile
        If the content is not what the name says, or exceeds a limit.
    """
    kind = kind_of(file)
    if kind is None or kind == "archive":
        refuse(file, "files with this ending are not read here", READABLE)
    check_content(file, content)
    if kind == "delimited":
        yield read_delimited(file, content, limits)
    elif kind == "lines":
        yield read_json_lines(file, content, limits)
    elif kind == "parquet":
        yield read_parquet(file, content, limits)
    elif kind == "json":
        yield from read_json(file, content, limits)
    else:
        yield from read_workbook(file, content, limits, is_old=kind == "old_workbook")


def _read_archive(file: str, content: bytes, limits: Limits) -> Iterator[RawTable]:
    """Yield the tables of an archive; names inside are only names, nothing is written anywhere."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE as error:
        refuse(file, f"the archive is damaged ({type(error).__name__})", "pack the files again as .zip")
    check_archive(file, archive, len(content), limits.unpacked_bytes, limits.pack_ratio)
    members = sorted(((_plain_name(m), m) for m in archive.infolist() if not m.is_dir()), key=lambda found: found[0])
    check_count(file, len(members), limits.files, "files")
    skipped = {name: _why_skipped_inside(name) for name, _ in members}
    notes = [_skipped(f"{file}/{name}", why) for name, why in skipped.items() if why]
    wanted = [(f"{file}/{name}", member) for name, member in members if not skipped[name]]
    readers = (partial(_read_member, name, archive, member, limits) for name, member in wanted)
    yield from _read_each(file, readers, notes)


def _read_member(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> Iterator[RawTable]:
    check_count(name, member.file_size, limits.file_bytes, "bytes")
    try:
        content = archive.read(member)
    except DAMAGE as error:
        refuse(name, f"its part of the archive is damaged ({type(error).__name__})", "pack the files again as .zip")
    yield from read_content(name, content, limits)


def _plain_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member without anything that could lead out of a folder."""
    parts = member.filename.replace("\\", "/").split("/")
    return _printable("/".join(part for part in parts if part not in ("", ".", "..")))


def _printable(name: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in name)


def _why_skipped_inside(name: str) -> str | None:
    return "an archive inside an archive; unpack it" if kind_of(name) == "archive" else why_skipped(name)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
