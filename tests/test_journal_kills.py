"""Writers and servers killed without a warning: no acknowledged row is lost, on SQLite and on PostgreSQL."""

import random
import time

import pytest
from journal_writers import Writers

from cutover.journal import open_journal

WRITERS, KILLS, LONGEST_SECONDS = 4, 100, 0.1


def kept(store, url, writers) -> tuple[set[str], object]:
    """Return the keys that the journal holds after all, and what a proof of it finds."""
    journal = open_journal(store, url=url)
    keys = [event.act.key for event in journal.events()]
    assert len(keys) == len(set(keys))
    return set(keys), journal.verify()


def run(store, url, disturb) -> Writers:
    """Let writers write, disturb them, and end them."""
    writers = Writers(store, url)
    try:
        for _ in range(WRITERS):
            writers.start()
        disturb(writers)
    finally:
        writers.end()
    return writers


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_acknowledged_row_is_lost_to_kills(kind, tmp_path, request):
    url = request.getfixturevalue("postgres_url") if kind == "postgresql" else None
    dice = random.Random(4)

    def disturb(writers: Writers) -> None:
        for _ in range(KILLS):
            time.sleep(dice.uniform(0, LONGEST_SECONDS))
            writers.kill(dice.randrange(WRITERS))
            writers.start()

    writers = run(tmp_path, url, disturb)
    keys, proof = kept(tmp_path, url, writers)
    assert (writers.failed, proof.problem, writers.acked - keys) == ([], None, set())
    assert len(keys - writers.acked) <= KILLS + WRITERS
    assert len(writers.acked) > KILLS / 2


def test_no_acknowledged_row_is_lost_to_a_killed_server(tmp_path, postgres):
    url = postgres.new_database()
    open_journal(tmp_path, url=url).close()

    def disturb(writers: Writers) -> None:
        for _ in range(3):
            time.sleep(0.4)
            postgres.kill()
            postgres.start()
        before = len(writers.acked)
        give_up_at = time.monotonic() + 20
        while len(writers.acked) < before + 20 and time.monotonic() < give_up_at:
            time.sleep(0.02)

    writers = run(tmp_path, url, disturb)
    keys, proof = kept(tmp_path, url, writers)
    assert (writers.failed, proof.problem, writers.acked - keys) == ([], None, set())
    assert len(keys - writers.acked) <= WRITERS
    assert len(writers.acked) > 20
