"""Columns of landing tables, made from numpy arrays. Days beyond the extract come out empty: they have not happened yet."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synthetic.calendar import NEVER

FIRST_ID = 10001  # ids count up from here, so that they are as long as those of a real system


def ids(prefix: str, numbers: np.ndarray, *, where: np.ndarray | None = None) -> pa.Array:
    """Prefix and number as text; empty where the number is below zero or `where` is false."""
    empty = numbers < 0 if where is None else (numbers < 0) | ~where
    digits = pc.cast(pa.array(numbers.astype(np.int64) + FIRST_ID, mask=empty), pa.string())
    return pc.binary_join_element_wise(prefix, digits, "")


def dates(days: np.ndarray, *, where: np.ndarray | None = None) -> pa.Array:
    """ISO dates; empty where the day is NEVER or `where` is false."""
    empty = days >= NEVER if where is None else (days >= NEVER) | ~where
    return pa.array(np.where(empty, 0, days).astype(np.int32), mask=empty).cast(pa.date32())


def stamps(seconds: np.ndarray, *, where: np.ndarray | None = None) -> pa.Array:
    """Local times to the second; empty as in `dates`."""
    never = seconds >= NEVER * 86400
    empty = never if where is None else never | ~where
    return pa.array(np.where(empty, 0, seconds).astype(np.int64), mask=empty).cast(pa.timestamp("s"))


def flags(values: np.ndarray, *, where: np.ndarray | None = None) -> pa.Array:
    """Y or N; empty where `where` is false."""
    return codes(("N", "Y"), values.astype(np.int8), where=where)


def codes(words: Sequence[str], index: np.ndarray, *, where: np.ndarray | None = None) -> pa.Array:
    """The word at each index; empty where the index is below zero or `where` is false."""
    empty = index < 0 if where is None else (index < 0) | ~where
    indices = pa.array(np.where(empty, 0, index).astype(np.int32), mask=empty)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(words), pa.string())).cast(pa.string())


def whole(numbers: np.ndarray, *, where: np.ndarray | None = None) -> pa.Array:
    """Whole numbers; empty where `where` is false."""
    return pa.array(numbers.astype(np.int64), mask=None if where is None else ~where)


def decimals(numbers: np.ndarray, places: int = 1, *, where: np.ndarray | None = None) -> pa.Array:
    """Decimals with so many places; empty where `where` is false."""
    scaled = np.rint(np.asarray(numbers) * 10**places).astype(np.int64)
    whole_part, rest = np.divmod(scaled, 10**places)
    text = pc.binary_join_element_wise(
        pc.cast(pa.array(whole_part), pa.string()),
        pc.utf8_lpad(pc.cast(pa.array(rest), pa.string()), places, "0"),
        ".",
    )
    return text if where is None else pc.if_else(pa.array(where), text, pa.scalar(None, pa.string()))


def same(word: str, rows: int) -> pa.Array:
    """One word on every row."""
    return codes((word,), np.zeros(rows, np.int8))
