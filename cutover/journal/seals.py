"""Loads and the journal: every snapshot's manifest is sealed by a row, and names the hash of its files.

This reads the folders by itself, without the store's code: a proof should not
trust what it proves.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cutover.acts import Act, Actor, Event

LOAD_ID = re.compile(r"L\d{6,}")
MANIFEST = "manifest.json"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Seal:
    """What the journal knows of a load: hash of its manifest, of its files where the manifest has none, and the words."""

    manifest_sha256: str
    files: dict[str, str]
    said: str


def load_folders(store: Path) -> list[Path]:
    """Return the folders of the loads, in order of their numbers."""
    folder = store / "snapshots"
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    return [folder / name for name in sorted(filter(LOAD_ID.fullmatch, names), key=lambda name: (len(name), name))]


def sealed_loads(events: Iterable[Event]) -> dict[str, Seal]:
    """Return the seal of every load that the journal knows."""
    found = {}
    for event in events:
        if event.act.kind == "load":
            after = event.act.after
            said = f"on {event.recorded_at:%Y-%m-%d %H:%M} UTC as {event.act_id}"
            found[event.act.subject["load_id"]] = Seal(
                str(after["manifest_sha256"]), dict(zip(after["files"], after["sha256"], strict=True)), said
            )
    return found


def seal_act(folder: Path) -> tuple[Act, Actor]:
    """Return the act that seals a load as it is now, by who loaded it.

    Raises
    ------
    OSError, ValueError, KeyError
        If its manifest cannot be read.
    """
    content = (folder / MANIFEST).read_bytes()
    manifest = json.loads(content)
    names = [] if manifest.get("files") else sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
    after = {
        "manifest_sha256": hashlib.sha256(content).hexdigest(),
        "loaded_by": manifest["loaded_by"],
        "tables": sorted(manifest["tables"]),
        "files": names,
        "sha256": [file_sha256(folder / name) for name in names],
    }
    act = Act(
        programme_id=manifest["programme_id"],
        kind="load",
        subject={"load_id": folder.name},
        after=after,
        as_of=datetime.fromisoformat(manifest["as_of"]),
        key=f"load {folder.name}",
    )
    return act, Actor("local", "local", manifest["loaded_by"] or "Local user")


def check_loads(store: Path, seals: dict[str, Seal]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what is wrong with the loads, one sentence each, and the loads that are not sealed."""
    problems, unsealed = [], []
    folders = {folder.name: folder for folder in load_folders(store)}
    for name, folder in folders.items():
        seal = seals.get(name)
        if seal is None:
            unsealed.append(name)
        problems += _problems(folder, seal)
    problems += [f"Load {name} is gone: it was sealed {seals[name].said}." for name in seals if name not in folders]
    return tuple(problems), tuple(unsealed)


def _problems(folder: Path, seal: Seal | None) -> list[str]:
    """Return what is wrong with one load; of one without a seal only what its own manifest can tell."""
    try:
        content = (folder / MANIFEST).read_bytes()
        files = json.loads(content).get("files") or {}
    except (OSError, ValueError, AttributeError):
        return [f"Load {folder.name}: its manifest cannot be read."]
    if seal and hashlib.sha256(content).hexdigest() != seal.manifest_sha256:
        return [f"Load {folder.name}: its manifest was changed after it was sealed {seal.said}."]
    expected = files or (seal.files if seal else {})
    found = {path.name for path in folder.iterdir()} - {MANIFEST}
    foreign = sorted(found - expected.keys()) if expected else []
    problems = [f"Load {folder.name}: {name} does not belong to it." for name in foreign]
    for name, sha256 in sorted(expected.items()):
        if name not in found:
            problems.append(f"Load {folder.name}: {name} is gone.")
        elif file_sha256(folder / name) != sha256:
            problems.append(f"Load {folder.name}: {name} was changed after it was loaded.")
    return problems


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hex."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
