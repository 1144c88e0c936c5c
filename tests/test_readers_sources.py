"""Files, folders and archives: order, names, what is skipped, what is refused."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from cutover.errors import RefusedFile
from cutover.readers import Limits, list_files, read_content, read_source
from cutover.readers.notes import number_list

TASKS = b"task_id,task_name\nT1,Freeze\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people keep it."""
    home = tmp_path / "exports"
    (home / "week 2").mkdir(parents=True)
    (home / "week 2" / "tasks.csv").write_bytes(TASKS)
    (home / "incidents.json").write_text('[{"id": 1}]')
    for name in (".hidden.csv", "README.md", "SOURCE.txt", "plan.mapping.toml", "minutes.pdf", "~$plan.xlsx"):
        (home / name).write_text("x")
    return home


def archive_of(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def saved(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_single_file_keeps_its_name(tmp_path):
    (table,) = read_source(saved(tmp_path, "tasks.csv", TASKS))
    assert (table.file, table.name) == ("tasks.csv", "tasks")


def test_listing_gives_size_and_hash(tmp_path):
    (info,) = list_files(saved(tmp_path, "tasks.csv", TASKS))
    assert (info.file, info.size_bytes, info.kind, info.skipped) == ("tasks.csv", 28, "delimited", None)
    assert info.sha256 == hashlib.sha256(TASKS).hexdigest()


def test_folder_is_read_in_order(folder):
    assert [table.file for table in read_source(folder)] == ["exports/incidents.json", "exports/week 2/tasks.csv"]


def test_skipped_files_are_never_silent(folder):
    first, _ = read_source(folder)
    assert [note.message for note in first.notes] == [
        "exports/.hidden.csv: skipped; a hidden file",
        "exports/README.md: skipped; a description, no table",
        "exports/SOURCE.txt: skipped; a description, no table",
        "exports/minutes.pdf: skipped; not a kind of file that is read (.pdf)",
        "exports/plan.mapping.toml: skipped; a description, no table",
        "exports/~$plan.xlsx: skipped; the lock file of an open workbook",
    ]


def test_listing_tells_what_is_skipped(folder):
    found = {info.file: info.skipped for info in list_files(folder)}
    assert found["exports/minutes.pdf"] == "not a kind of file that is read (.pdf)"
    assert found["exports/week 2/tasks.csv"] is None
    assert len(found) == 8


def test_links_in_a_folder_are_not_followed(folder, tmp_path):
    secret = saved(tmp_path, "secret.csv", TASKS)
    (folder / "link.csv").symlink_to(secret)
    assert "exports/link.csv" not in [info.file for info in list_files(folder)]


def test_archive_members_carry_both_names(tmp_path):
    content = archive_of({"b/tasks.csv": TASKS, "a.csv": TASKS, "b/readme.txt": b"x", "__MACOSX/._a.csv": b"x"})
    first, second = read_source(saved(tmp_path, "plan.zip", content))
    assert (first.file, second.file) == ("plan.zip/a.csv", "plan.zip/b/tasks.csv")
    assert "plan.zip/__MACOSX/._a.csv: skipped; a hidden file" in [note.message for note in first.notes]


def test_hostile_member_names_are_only_names(tmp_path):
    content = archive_of({"../../etc/x.csv": TASKS, "/root/y.csv": TASKS, "..\\z.csv": TASKS})
    tables = list(read_source(saved(tmp_path, "plan.zip", content)))
    assert [table.file for table in tables] == ["plan.zip/etc/x.csv", "plan.zip/root/y.csv", "plan.zip/z.csv"]
    assert [path.name for path in tmp_path.iterdir()] == ["plan.zip"]


def test_archive_in_archive_is_skipped_aloud(tmp_path):
    content = archive_of({"inner.zip": archive_of({"a.csv": TASKS}), "tasks.csv": TASKS})
    (table,) = read_source(saved(tmp_path, "plan.zip", content))
    assert table.notes[0].message == "plan.zip/inner.zip: skipped; an archive inside an archive; unpack it"


def test_archive_bomb_is_refused(tmp_path):
    path = saved(tmp_path, "bomb.zip", archive_of({"a.csv": b"0" * 50_000_000}))
    with pytest.raises(RefusedFile, match=r"bomb.zip is not loaded: it unpacks to .* times its size"):
        list(read_source(path))


def test_archive_size_is_checked_unpacked(tmp_path):
    path = saved(tmp_path, "big.zip", archive_of({"a.csv": TASKS * 50}))
    with pytest.raises(RefusedFile, match=r"1,400 bytes unpacked. At most 1,000 bytes unpacked are allowed"):
        list(read_source(path, limits=Limits(unpacked_bytes=1_000)))


def test_control_characters_in_names_are_shown_harmless(tmp_path):
    (table,) = read_source(saved(tmp_path, "plan.zip", archive_of({"a\n\u202eb.csv": TASKS})))
    assert table.file == "plan.zip/a\ufffd\ufffdb.csv"
    (info,) = list_files(saved(tmp_path, "x\ty.csv", TASKS))
    assert info.file == "x\ufffdy.csv"


def test_encrypted_archive_is_refused(tmp_path):
    content = bytearray(archive_of({"a.csv": TASKS}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(RefusedFile, match=r"plan.zip is not loaded: it is encrypted"):
        list(read_source(saved(tmp_path, "plan.zip", bytes(content))))


def test_wrong_checksum_in_an_archive_is_refused(tmp_path):
    content = bytearray(archive_of({"a.csv": TASKS}))
    content[content.index(b"PK\x01\x02") + 16] ^= 255
    with pytest.raises(RefusedFile, match=r"plan.zip/a.csv is not loaded: its part of the archive is damaged"):
        list(read_source(saved(tmp_path, "plan.zip", bytes(content))))


def test_archive_of_many_kinds_is_read(tmp_path):
    files = {"a.csv": TASKS, "b.json": b'[{"id": 1}]', "c.jsonl": b'{"id": 1}\n{"id": 2}', "d.tsv": b"a\tb\n1\t2\n"}
    tables = list(read_source(saved(tmp_path, "plan.zip", archive_of(files))))
    assert [(table.name, len(table.cells)) for table in tables] == [("a", 1), ("b", 1), ("c", 2), ("d", 1)]


def test_damaged_archive_is_refused(tmp_path):
    path = saved(tmp_path, "plan.zip", archive_of({"a.csv": TASKS * 50})[:-30])
    with pytest.raises(RefusedFile, match=r"plan.zip is not loaded: the archive is damaged"):
        list(read_source(path))


def test_good_files_come_before_all_refusals(tmp_path):
    for name, content in {"a.csv": TASKS, "b.csv": b"%PDF-1.7", "c.csv": b"{\\rtf1"}.items():
        saved(tmp_path, name, content)
    found = read_source(tmp_path)
    assert next(found).name == "a"
    with pytest.raises(RefusedFile, match=r"(?s)b\.csv .*a PDF document.*c\.csv .*an RTF document"):
        next(found)


def test_missing_source_is_refused(tmp_path):
    with pytest.raises(RefusedFile, match=r"plan.csv is not loaded: there is no such file or folder"):
        list(read_source(tmp_path / "plan.csv"))


def test_folder_without_tables_is_refused(tmp_path):
    saved(tmp_path, "a.pdf", b"x")
    with pytest.raises(RefusedFile, match="it holds no table; 1 file skipped"):
        list(read_source(tmp_path))


def test_file_size_is_checked_before_reading(tmp_path):
    with pytest.raises(RefusedFile, match=r"it has 28 bytes. At most 10 bytes are allowed"):
        list(read_source(saved(tmp_path, "tasks.csv", TASKS), limits=Limits(file_bytes=10)))


def test_too_many_files_are_refused(folder):
    with pytest.raises(RefusedFile, match=r"it has 8 files. At most 7 files are allowed"):
        list_files(folder, limits=Limits(files=7))


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.csv", b"{\\rtf1\\ansi hello}", "an RTF document named .csv"),
        ("a.csv", b"%PDF-1.7\n", "a PDF document named .csv"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "an image named .csv"),
        ("a.csv", gzip.compress(TASKS, mtime=0), "a gzip archive named .csv"),
        ("a.csv", archive_of({"a.csv": TASKS}), "a zip archive named .csv"),
        ("a.csv", archive_of({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "an Excel workbook named .csv"),
        ("a.tsv", b"\xef\xbb\xbf  <!DOCTYPE html><table>", "an HTML page named .tsv"),
        ("a.xls", b"<html><table><tr><td>1</table>", "an HTML page named .xls"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "an XML document named .xls"),
        ("a.xls", TASKS, "text named .xls"),
        ("a.xlsx", TASKS, "text named .xlsx"),
        ("a.xlsx", OLE + b"\0" * 600, "an old Excel workbook named .xlsx"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "an encrypted workbook named .xlsx"),
        ("a.json", b"PAR1\0\0", "a Parquet file named .json"),
        ("a.parquet", TASKS, "text named .parquet"),
    ],
)
def test_content_unlike_its_name_is_refused(name, content, what):
    with pytest.raises(RefusedFile, match=f"{name} is not loaded: it is {what}"):
        list(read_content(name, content))


@pytest.mark.parametrize("content", [b"", b" \r\n\n"])
def test_empty_file_is_refused(content):
    with pytest.raises(RefusedFile, match=r"a.csv is not loaded: it is empty. A table has at least a header row"):
        list(read_content("a.csv", content))


def test_broken_old_workbook_is_refused():
    with pytest.raises(RefusedFile, match="the workbook cannot be read"):
        list(read_content("a.xls", OLE + b"\0" * 5000))


def test_numbers_are_listed_as_ranges():
    assert number_list([1, 2, 3, 7, 9, 10]) == "1-3, 7, 9-10"
    assert number_list(range(1, 41, 2)) == "1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 and 8 more"
