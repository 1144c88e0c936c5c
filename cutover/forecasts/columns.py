"""Arrow columns as the engines count them, and back: minutes since 1970 in int32, null as `UNSET` or NaN."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cutover import schedule

MICROSECONDS = 60_000_000
"""In a minute."""

Column = pa.ChunkedArray | pa.Array


def minutes_of(column: Column) -> np.ndarray:
    """Return instants as int32 minutes since 1970, `schedule.UNSET` where null; seconds are dropped."""
    return integers_of(pc.divide(pc.floor_temporal(column, unit="minute").cast(pa.int64()), MICROSECONDS))


def integers_of(column: Column) -> np.ndarray:
    """Return whole numbers as int32, `schedule.UNSET` where null."""
    return column.fill_null(int(schedule.UNSET)).to_numpy().astype(np.int32)


def numbers_of(column: Column) -> np.ndarray:
    """Return numbers as float64, NaN where null."""
    return column.cast(pa.float64()).fill_null(float("nan")).to_numpy()


def texts_of(column: Column) -> np.ndarray:
    """Return texts as objects, None where null."""
    return np.array(column.to_pylist(), object)


def instants(minutes: np.ndarray) -> pa.Array:
    """Return minutes since 1970 as instants; NaN and `schedule.UNSET` become null."""
    minutes = np.asarray(minutes, float)
    is_unset = np.isnan(minutes) | (minutes == float(schedule.UNSET))
    counted = np.rint(np.where(is_unset, 0, minutes)).astype(np.int64) * MICROSECONDS
    return pa.array(counted, mask=is_unset).cast(pa.timestamp("us"))


def numbers(values: np.ndarray) -> pa.Array:
    """Return float64 numbers; NaN becomes null."""
    return pa.array(np.asarray(values, float), from_pandas=True)
