"""CSV files of any size for the load benchmark: the same for the same size, with known faults.

Every 1,000th row breaks one rule, in turn: a key that is there already, a
required cell that is empty (both rejected), a value that is not in the list, a
number out of its range (both warnings). All of them have the right type, so
that a bare typed scan reads the file too.
"""

from pathlib import Path

import duckdb

FAULT_EVERY = 1_000

INCIDENTS = """
select
    'INC' || lpad((case when fault = 0 then i - 1 else i end)::varchar, 8, '0') as incident_id,
    'Pay stub ' || (i % 977) || ' shows the wrong leave balance, office ' || (i % 41) as title,
    1 + (i * 7) % 4 as severity_initial,
    case when fault = 3 then 9 else 1 + (i * 13) % 4 end as severity,
    case when fault = 2 then 'no such status' else ['open', 'in_progress', 'resolved', 'closed'][1 + i % 4] end
        as status,
    ['defect', 'training', 'data', 'access', 'enhancement'][1 + i % 5] as incident_class,
    ['customer', 'provider', 'shared'][1 + i % 3] as side,
    'Workstream ' || (1 + i % 8) as workstream,
    'Agent ' || (i % 120) as assigned_to,
    case when fault is distinct from 1 then opened_at end as opened_at,
    opened_at + to_minutes(i % 55) as acknowledged_at,
    case when i % 4 >= 2 then opened_at + to_minutes(60 + (i * 31) % 9000) end as resolved_at,
    case when i % 4 = 3 then opened_at + to_minutes(9060 + (i * 17) % 900) end as closed_at,
    opened_at + to_minutes(9960 + i % 60) as updated_at,
    i % 9 = 0 as has_workaround,
    i % 3 as reopened_count,
    i % 5 as reassigned_count,
from (
    select i, timestamp '2025-10-01 06:00:00' + to_seconds((i * 7919) % 7776000) as opened_at,
        case when i % {every} = 0 then (i // {every}) % 4 end as fault,
    from range(1, {rows} + 1) as numbers(i)
)
order by i
"""

TASKS = """
select
    'T' || lpad((case when fault = 0 then i - 1 else i end)::varchar, 7, '0') as task_id,
    case when fault is distinct from 1 then 'Convert table ' || (i % 613) || ' and reconcile it' end as task_name,
    ['pre_cutover', 'cutover', 'post_cutover'][1 + i % 3] as phase,
    'Workstream ' || (1 + i % 8) as workstream,
    ['customer', 'provider', 'shared'][1 + i % 3] as side,
    ['data_conversion_lead', 'technical_lead', 'pmo_lead'][1 + i % 3] as owner_role,
    'Owner ' || (i % 60) as owners,
    case when fault = 2 then 'no such status' else ['not_started', 'in_progress', 'complete'][1 + i % 3] end as status,
    case when fault = 3 then 900 else [0, 40, 100][1 + i % 3] end as percent_complete,
    start_at as baseline_start_at,
    start_at + to_hours(1 + i % 40) as baseline_finish_at,
    start_at + to_hours(i % 24) as planned_start_at,
    start_at + to_hours(25 + i % 40) as planned_finish_at,
    case when i % 3 > 0 then start_at + to_hours(i % 30) end as actual_start_at,
    case when i % 3 = 2 then start_at + to_hours(31 + i % 50) end as actual_finish_at,
    1.5 * (1 + i % 30) as planned_hours,
    i % 7 = 0 as is_mandatory,
from (
    select i, timestamp '2025-10-01 06:00:00' + to_seconds((i * 7919) % 7776000) as start_at,
        case when i % {every} = 0 then (i // {every}) % 4 end as fault,
    from range(1, {rows} + 1) as numbers(i)
)
order by i
"""
QUERIES = {"incidents": INCIDENTS, "tasks": TASKS}


def write_file(table: str, folder: Path, rows: int) -> Path:
    """Write `<table>.csv` with that many rows into the folder and return its path."""
    path = folder / f"{table}.csv"
    query = QUERIES[table].format(rows=rows, every=FAULT_EVERY)
    with duckdb.connect() as connection:
        connection.sql(query).write_csv(str(path), header=True)
    return path


def make(table: str, folder: str, rows: str) -> dict[str, str]:
    """Do the same for `measure`: the memory that writing takes stays in a process of its own."""
    return {"path": str(write_file(table, Path(folder), int(rows)))}


def expected(rows: int) -> dict[str, int]:
    """Return what any loader must find in such a file: rows accepted and rejected, cells warned of."""
    faults = [(i // FAULT_EVERY) % 4 for i in range(FAULT_EVERY, rows + 1, FAULT_EVERY)]
    rejected = sum(fault in (0, 1) for fault in faults)
    return {"accepted": rows - rejected, "rejected": rejected, "warnings": len(faults) - rejected}
