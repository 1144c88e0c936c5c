"""A full disk refuses the write, keeps everything readable, and is forgotten when there is space again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_journal_rows import ANN, act

from cutover.errors import JournalError
from cutover.journal import backup, open_journal

ROOT = Path(__file__).resolve().parents[1]
FULL = r"^The disk is full: nothing was recorded\. All that was recorded before is there; make room and try again\.$"
LIMITED = """
import resource, sys
from pathlib import Path
from test_journal_rows import ANN, act
from cutover.errors import JournalError
from cutover.journal import open_journal
journal, number = open_journal(Path(sys.argv[1])), 0
journal.append(act(0), ANN)
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))
try:
    for number in range(1, 200):
        journal.append(act(number), ANN)
except JournalError as error:
    print(error)
print(len(journal.events()) == journal.head().seq == number, journal.is_read_only)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print(journal.append(act(number), ANN).seq == number + 1, journal.verify().is_intact)
"""
KEEPER = """mount -t tmpfs -o size=1m,mode=700 tmpfs "$0" && { echo mounted; cat; umount --lazy "$0"; }"""


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    keeper = mounted(folder)
    if keeper is None:
        pytest.skip("this machine mounts no disk for a test")
    yield folder
    keeper.communicate()
    assert keeper.returncode == 0


def mounted(folder: Path) -> subprocess.Popen | None:
    """Mount a small disk; return the process that takes it away once its input ends, as it does when we are killed."""
    keeper = subprocess.Popen(
        ["sh", "-c", KEEPER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    if keeper.stdout.readline() == b"mounted\n":
        return keeper
    keeper.communicate()
    return None


def fill(folder) -> Path:
    """Fill a disk to the last byte; return the file that does."""
    path = folder / "ballast"
    with open(path, "wb", buffering=0) as handle:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    handle.write(b"x" * size)
            except OSError:
                continue
    return path


def append_until_full(journal, first: int) -> int:
    """Append until it is refused for want of space; return the number that was refused."""
    numbers = iter(range(first, first + 50))

    def append_all() -> None:
        for number in numbers:
            journal.append(act(number, after={"note": "x" * 3000}), ANN)

    with pytest.raises(JournalError, match=FULL):
        append_all()
    return next(numbers) - 1


def test_full_disk_refuses_and_recovers(small_disk):
    journal = open_journal(small_disk)
    event = journal.append(act(1), ANN)
    ballast = fill(small_disk)
    refused = append_until_full(journal, 2)
    assert (journal.events()[0], journal.head().seq, journal.is_read_only) == (event, refused - 1, None)
    ballast.unlink()
    assert journal.append(act(refused), ANN).seq == refused
    assert open_journal(small_disk).verify().event_count == refused


def test_first_act_on_a_full_disk_is_refused(small_disk):
    ballast = fill(small_disk)
    journal = open_journal(small_disk)
    with pytest.raises(JournalError, match="The disk is full"):
        journal.append(act(1), ANN)
    ballast.unlink()
    assert journal.append(act(1), ANN).seq == 1


def test_full_disk_of_the_anchor_stops_the_next_act(small_disk, tmp_path):
    """What was committed counts; nothing goes behind a row that is not anchored."""
    journal = open_journal(tmp_path / "store", anchor=small_disk / "anchor")
    journal.append(act(1), ANN)
    newest = (small_disk / "anchor").read_bytes().splitlines(keepends=True)[-1]
    with open(small_disk / "anchor", "ab") as anchor:  # to the end of a block, so that the next line needs a new one
        anchor.write(b"\n" * (-(anchor.tell() + len(newest)) % 4096) + newest)
    ballast = fill(small_disk)
    journal.append(act(2), ANN)
    with pytest.raises(JournalError, match=FULL):
        journal.append(act(3), ANN)
    ballast.unlink()
    assert (journal.append(act(3), ANN).seq, journal.verify().is_intact) == (3, True)


def test_backup_on_a_full_disk_leaves_nothing(small_disk, tmp_path):
    journal = open_journal(tmp_path / "store")
    journal.append(act(1, after={"note": "x" * 500_000}), ANN)
    journal.append(act(2, after={"note": "x" * 900_000}), ANN)
    with pytest.raises(JournalError, match=r"^The backup cannot be written: no space left on device\.$"):
        backup(journal, tmp_path / "store", small_disk / "backup.tar")
    assert os.listdir(small_disk) == []


def test_disk_goes_with_a_killed_test(small_disk):
    """Ours could not be looked at any more, so another process mounts one and is killed."""
    script = "import sys, time; from test_journal_disk import *; mounted(Path(sys.argv[1])); print(); time.sleep(60)"
    folder = small_disk / "further"
    folder.mkdir()
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    process = subprocess.Popen([sys.executable, "-uc", script, str(folder)], env=environment, stdout=subprocess.PIPE)
    process.stdout.readline()
    assert folder.is_mount()
    process.kill()
    process.communicate()
    give_up_at = time.monotonic() + 10
    while folder.is_mount() and time.monotonic() < give_up_at:
        time.sleep(0.02)
    assert not folder.is_mount()


def test_limit_of_file_size_refuses_and_recovers(tmp_path):
    command = [sys.executable, "-c", LIMITED, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].startswith("The disk is full: nothing was recorded.")
    assert lines[1:] == ["True None", "True True"]
