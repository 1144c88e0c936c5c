"""Documents of the sample and of hard cases, made once per process."""

from datetime import datetime
from functools import cache

from cutover import briefing
from cutover.briefing.model import Document, Section, flat
from cutover.store import Store
from cutover.warehouse import Moment, Warehouse

WEEK_AHEAD = datetime(2026, 10, 23, 22)
NEWEST = datetime(2026, 11, 20, 23)
HOSTILE = (":green-badge[GO]", "#import \"x\": *", "<script>alert(1)</script>", "=HYPERLINK(1)", "https://evil.example/x",
           "@SUM(1)", "$x$ *b* _i_ [l](u)", "\\n#panic()", "漢字 مرحبا \U0001f600", "\u202eGO\u202c\x07")  # fmt: skip
"""Names that some kind of file would run, link, mark up or turn around."""

HELD = {"meeting_id": "D1", "title": "Daily", "opened_at": "2026-03-01 07:00", "closed_at": "2026-03-01 07:30"}


@cache
def warehouse_of(store: Store) -> Warehouse:
    """Return the warehouse of a store, one for all modules of tests."""
    return Warehouse(store)


@cache
def document(store: Store, kind: str, at: datetime = WEEK_AHEAD) -> Document:
    """Return a document of the sample."""
    warehouse = warehouse_of(store)
    moment = warehouse.moment(as_of=at)
    return made_of(kind, moment, warehouse.before(moment))


def made_of(kind: str, moment: Moment, previous: Moment | None = None) -> Document:
    """Return a document of a moment; minutes are of the meeting closed last."""
    if kind != "minutes":
        return briefing.made(kind, moment, previous)
    closed = [row for row in moment.table("meetings").to_pylist() if row["closed_at"]]
    return briefing.made(kind, moment, meeting=max(closed, key=lambda row: row["closed_at"]))


def blocks(of: Document | Section, kind: type) -> list:
    """Return the blocks of a kind, in order."""
    sections = of.sections if isinstance(of, Document) else (of,)
    return [part for section in sections for part in flat(section.blocks) if isinstance(part, kind)]


def block(of: Document, title: str) -> object:
    """Return the block with that title."""
    return next(part for part in blocks(of, object) if getattr(part, "title", None) == title)


def hard_programme(count: int, *, is_hostile: bool = False) -> dict[str, list[dict]]:
    """Return rows of a programme with so many criteria, votes and conditions, all names long or hostile."""
    names = HOSTILE if is_hostile else (f"{'A very long name of something that has to hold ' * 4}",)
    name = [names[n % len(names)] + f" {n}" for n in range(max(count, 12))]
    criteria = [
        {"criterion_id": f"GC-{n}", "checkpoint_id": "CP", "criterion_name": name[n], "category": ("program", "system", "workforce", "operational")[n % 4],
         "operator": "=", "target": 1.0, "actual": float(n % 3 == 0), "is_gating": n % 2 == 0, "weight": 1.0, "side": "customer",
         "owner_role": "security_lead", "assessed_at": "2026-03-01 08:00"}
        for n in range(count)
    ]  # fmt: skip
    tasks = [
        {"task_id": f"T{n}", "task_name": name[n % len(name)], "status": "blocked" if n % 5 == 0 else "not_started", "baseline_start_at": "2026-03-01 08:00",
         "baseline_finish_at": "2026-03-01 10:00", "blocked_reason": name[0], "side": "provider", "is_mandatory": True}
        for n in range(30)
    ]  # fmt: skip
    conditions = [
        {"condition_id": f"C{n}", "checkpoint_id": "CP", "condition": name[n], "side": "provider", "owner": name[1], "status": "open", "due_at": "2026-03-05 08:00"}
        for n in range(8)
    ]  # fmt: skip
    roles = ("business_owner", "program_manager", "security_lead")
    votes = [
        {"checkpoint_id": "CP", "side": side, "role": role, "vote": "no_go" if side == "customer" else "go", "comment": name[2], "voted_at": "2026-03-01 08:00"}
        for side in ("customer", "provider") for role in roles
    ]  # fmt: skip
    return {
        "programme": [{"programme_id": "demo", "programme_name": name[0]}],
        "checkpoints": [{"checkpoint_id": "CP", "checkpoint_name": name[1], "planned_at": "2026-03-10 08:00", "is_gate": True}],
        "criteria": criteria, "tasks": tasks, "conditions": conditions, "votes": votes,
        "meetings": [HELD | {"title": name[0], "summary": name[1], "attendees": name[:12]}],
    }  # fmt: skip


def hard_moment(moment_of: object, count: int, *, is_hostile: bool = False) -> Moment:
    """Return such a programme two days after its tasks were due."""
    rows = {name: found for name, found in hard_programme(count, is_hostile=is_hostile).items() if found}
    return moment_of({"2026-03-03 08:00": rows})
