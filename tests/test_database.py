"""Small tables of the server: private, shared by several processes, and faults in the words of who asks."""

import logging
import stat
import subprocess
import sys
from functools import partial
from threading import Thread

import pytest
import sqlalchemy as sa

from cutover.database import Database
from cutover.errors import MessageError

TABLES = sa.MetaData()
BOXES = sa.Table(
    "boxes", TABLES, sa.Column("box_id", sa.Text, primary_key=True), sa.Column("secret", sa.Integer, nullable=False)
)
UNKEPT = partial(MessageError, "The boxes cannot be kept.")


def opened(path, url: str | None = None) -> Database:
    return Database(TABLES, path / "store" / "boxes.sqlite", url=url, unkept=UNKEPT)


@pytest.fixture(params=["sqlite", "postgresql"])
def boxes(request, tmp_path):
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    kept = opened(tmp_path, url)
    yield kept
    kept.close()


def test_row_that_is_there_is_left_alone(boxes):
    """Another process may have added it just now."""
    with boxes.transaction() as connection:
        for secret in (1, 2):
            connection.execute(boxes.insert(BOXES).values(box_id="a", secret=secret))
    with boxes.transaction() as connection:
        assert connection.execute(sa.select(BOXES)).all() == [("a", 1)]


def test_transaction_that_fails_leaves_nothing(boxes):
    def fail() -> None:
        with boxes.transaction() as connection:
            connection.execute(boxes.insert(BOXES).values(box_id="a", secret=1))
            connection.execute(sa.text("select * from crates"))

    with pytest.raises(MessageError, match="The boxes cannot be kept"):
        fail()
    with boxes.transaction() as connection:
        assert connection.execute(sa.select(BOXES)).all() == []


def test_fault_keeps_values_to_itself(boxes, caplog):
    """ASVS 16.2.5: what is kept is digests, names and addresses; none of it reaches a log."""
    with pytest.raises(MessageError) as found, boxes.transaction() as connection:
        connection.execute(sa.text("insert into crates values (:secret)"), {"secret": "-".join("s3cret")})
    logging.getLogger("cutover").error("told", exc_info=found.value)
    assert "crates" in caplog.text
    assert "s-3-c-r-e-t" not in caplog.text


def test_file_is_the_owners_only(tmp_path):
    opened(tmp_path).close()
    assert stat.S_IMODE((tmp_path / "store" / "boxes.sqlite").stat().st_mode) == 0o600


def test_tables_are_made_once_by_many(tmp_path):
    faults = []

    def make() -> None:
        try:
            opened(tmp_path).close()
        except MessageError as error:
            faults.append(error)

    threads = [Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


OTHER_PROCESS = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]) and c.commit(); "
    "print(c.execute('select box_id from boxes order by box_id').fetchall()); c.close()"
)


def elsewhere(path, statement: str) -> str:
    """Run one statement in another process, which opens the file alone and closes it; what it sees of all boxes."""
    command = [sys.executable, "-c", OTHER_PROCESS, path / "store" / "boxes.sqlite", statement]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def opened_twice(tmp_path):
    """Boxes that the same process has opened and closed a second time, which must not cost the first its locks."""
    kept = opened(tmp_path)
    with kept.transaction() as connection:
        connection.execute(kept.insert(BOXES).values(box_id="b", secret=2))
    opened(tmp_path).close()
    yield kept
    kept.close()


def test_change_of_another_process_is_seen(opened_twice, tmp_path):
    """A token that somebody revokes on the command line ends on the server, whoever opened the file in between."""
    elsewhere(tmp_path, "insert into boxes values ('a', 1)")
    with opened_twice.transaction() as connection:
        assert connection.execute(sa.select(BOXES.c.box_id).order_by(BOXES.c.box_id)).scalars().all() == ["a", "b"]


def test_log_survives_close_of_another_process(opened_twice, tmp_path):
    """The last to close takes the log away: without our lock on the file, another process believes to be the last."""
    elsewhere(tmp_path, "select 1")
    assert (tmp_path / "store" / "boxes.sqlite-wal").exists()


def test_row_written_after_other_process_stays(opened_twice, tmp_path):
    """Where the log had been taken away, this row would go into a file that has no name any more."""
    elsewhere(tmp_path, "insert into boxes values ('a', 1)")
    with opened_twice.transaction() as connection:
        connection.execute(opened_twice.insert(BOXES).values(box_id="c", secret=3))
    assert elsewhere(tmp_path, "select 1") == "[('a',), ('b',), ('c',)]"


def test_place_that_keeps_nothing_is_told(tmp_path):
    (tmp_path / "store").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(MessageError, match="The boxes cannot be kept"):
        opened(tmp_path)
