"""Named scenarios, kept in the store beside the snapshots: small JSON files that nothing else reads.

    STORE/scenarios/<programme>/<name>.json    names of files are digests, so that no name is a path

A file appears by one rename. Nothing of the plan's snapshots changes.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cutover.errors import ScenarioError
from cutover.scenario import Change, Follows, Lasts, Starts

FOLDER = "scenarios"
MOST = 20
LONGEST_NAME = 60
LONGEST_AUTHOR = 80
KINDS = {"lasts": Lasts, "starts": Starts, "follows": Follows}
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Scenario:
    """Changes under a name.

    Attributes
    ----------
    programme_id, name
        What it belongs to, and how people call it.
    changes
        What it changes, in order.
    made_as_of
        Status time at which it was made; UTC without zone.
    author
        Who made it, as written.
    """

    programme_id: str
    name: str
    changes: tuple[Change, ...]
    made_as_of: datetime
    author: str = ""


def save_scenario(store: Path, scenario: Scenario) -> Scenario:
    """Keep a scenario; one of the same name is replaced. Returns it with its name as kept.

    Raises
    ------
    ScenarioError
        If the name does not fit, there are too many, or the store cannot be written.
    """
    kept = Scenario(
        scenario.programme_id, checked_name(scenario.name), tuple(scenario.changes), scenario.made_as_of,
        _one_line(scenario.author)[:LONGEST_AUTHOR],
    )  # fmt: skip
    if not kept.changes:
        raise ScenarioError("A scenario without a change is the plan itself: add a change first.")
    folder = _folder(store, kept.programme_id)
    path = folder / _file_name(kept.name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists() and len(list(folder.glob("*.json"))) >= MOST:
            raise ScenarioError(f"{MOST} scenarios are kept already; delete one first.")
        _write(path, json.dumps(_as_object(kept), indent=1))
    except OSError as error:
        raise ScenarioError(f"The scenario cannot be kept: {(error.strerror or 'error').lower()}.") from error
    return kept


def read_scenarios(store: Path, programme_id: str) -> list[Scenario]:
    """Return the scenarios of a programme by name; a damaged file is left out."""
    found = [_read(path) for path in _folder(store, programme_id).glob("*.json")]
    return sorted(filter(None, found), key=lambda scenario: scenario.name.casefold())


def delete_scenario(store: Path, programme_id: str, name: str) -> None:
    """Forget a scenario; ScenarioError if there is none of that name."""
    try:
        (_folder(store, programme_id) / _file_name(checked_name(name))).unlink()
    except FileNotFoundError as error:
        raise ScenarioError(f"There is no scenario {name!r}.") from error
    except OSError as error:
        raise ScenarioError(f"The scenario cannot be deleted: {(error.strerror or 'error').lower()}.") from error


def checked_name(name: str) -> str:
    """Return a name on one line with single spaces; ScenarioError if it is empty or too long."""
    plain = _one_line(name)
    if not 1 <= len(plain) <= LONGEST_NAME:
        raise ScenarioError(f"A scenario's name has 1 to {LONGEST_NAME} letters; this one has {len(plain)}.")
    return plain


def _one_line(text: str) -> str:
    return " ".join(CONTROLS.sub(" ", text).split())


def _folder(store: Path, programme_id: str) -> Path:
    return store / FOLDER / _digest(programme_id)


def _file_name(name: str) -> str:
    return f"{_digest(name.casefold())}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _as_object(scenario: Scenario) -> dict:
    kinds = {kind: name for name, kind in KINDS.items()}
    changes = [{"kind": kinds[type(change)]} | asdict(change) for change in scenario.changes]
    for change in changes:
        if "at" in change:
            change["at"] = change["at"].isoformat()
    return asdict(scenario) | {"changes": changes, "made_as_of": scenario.made_as_of.isoformat()}


def _read(path: Path) -> Scenario | None:
    """Return a kept scenario; None if the file cannot be understood."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        found["changes"] = _changes(found["changes"])
        found["made_as_of"] = datetime.fromisoformat(found["made_as_of"])
        return Scenario(**found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, ScenarioError):
        return None


def _changes(objects: Sequence[dict]) -> tuple[Change, ...]:
    changes = []
    for given in objects:
        fields = dict(given)
        kind = KINDS[fields.pop("kind")]
        if "at" in fields:
            fields["at"] = datetime.fromisoformat(fields["at"])
        changes.append(kind(**fields))
    return tuple(changes)


def _write(path: Path, text: str) -> None:
    """Write a file that appears whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
