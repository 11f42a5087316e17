"""Work on many tables at once: in order, each whole or not at all."""

from threading import Barrier

import duckdb
import pytest

from ingest.side_by_side import side_by_side


@pytest.fixture
def connection(tmp_path):
    with duckdb.connect(str(tmp_path / "w.duckdb"), config={"threads": 2}) as connection:
        connection.execute("create table done (item integer)")
        yield connection


def done(connection):
    return [item for (item,) in connection.execute("select item from done order by item").fetchall()]


def test_two_are_worked_on_at_once_and_answer_in_their_order(connection):
    both = Barrier(2, timeout=20)

    def work(worker, item):
        both.wait()
        worker.execute("create temp table mine as select 1")
        worker.execute("insert into done values (?)", [item])
        worker.execute("drop table mine")
        return item * 10

    assert side_by_side(connection, work, [3, 1, 4, 2]) == [30, 10, 40, 20]
    assert done(connection) == [1, 2, 3, 4]


def test_an_item_that_fails_leaves_nothing_and_says_why(connection):
    def work(worker, item):
        worker.execute("insert into done values (?)", [item])
        if item == 2:
            raise ValueError("the second")

    with pytest.raises(ValueError, match="the second"):
        side_by_side(connection, work, [1, 2, 3])
    assert 2 not in done(connection)


def test_the_connection_has_its_cores_again(connection):
    side_by_side(connection, lambda worker, item: None, [1])
    with pytest.raises(duckdb.Error):
        side_by_side(connection, lambda worker, item: worker.execute("select nothing"), [1])
    assert connection.execute("select current_setting('threads')").fetchone() == (2,)
