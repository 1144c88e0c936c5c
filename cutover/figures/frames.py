"""Report rows as the frames that figures draw."""

import pandas as pd
import pyarrow as pa

from cutover.zones import to_zone


def to_frame(rows: pa.Table, zone: str) -> pd.DataFrame:
    """Return report rows as a frame: instants in local time of `zone`, dates as datetimes, null as missing."""
    return to_zone(rows, zone).to_pandas(date_as_object=False)
