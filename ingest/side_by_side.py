"""The same work on many tables of one database at once.

DuckDB shares out a query by row groups of 122,880 rows, and most landing tables are smaller than one: a table alone keeps one
core busy (27 CPU seconds in 26 for ten years of a council). So each core takes a table of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TypeVar

import duckdb

Item, Result = TypeVar("Item"), TypeVar("Result")


@contextmanager
def at_once(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """One transaction: hundreds of small commits would cost more than the data."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def side_by_side(
    connection: duckdb.DuckDBPyConnection,
    work: Callable[[duckdb.DuckDBPyConnection, Item], Result],
    items: Iterable[Item],
) -> list[Result]:
    """What `work` gives for each item, in their order; put what takes longest first.

    `work` is given a connection of its own to the same database, with its own temp tables, and does an item in one transaction.
    Where one raises, what others have done stays.
    """
    (cores,) = connection.execute("select current_setting('threads')").fetchone()
    workers: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    for _ in range(cores):
        workers.put(connection.cursor())

    def done(item: Item) -> Result:
        worker = workers.get()
        try:
            with at_once(worker):
                return work(worker, item)
        finally:
            workers.put(worker)

    connection.execute("set threads = 1")
    try:
        with ThreadPoolExecutor(cores) as pool:
            return list(pool.map(done, items))
    finally:
        while not workers.empty():
            workers.get().close()
        connection.execute(f"set threads = {cores}")
