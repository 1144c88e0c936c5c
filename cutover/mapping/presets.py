"""Presets: mappings of well-known exports, shipped with the package."""

from importlib.resources import files
from pathlib import Path

from cutover.errors import MappingError
from cutover.mapping.names import listing, suggestion

SUFFIX = ".mapping.toml"
FOLDER_MAPPING = "mapping.toml"


def list_presets() -> tuple[str, ...]:
    """Return the names of the presets, in alphabetical order."""
    found = (item.name for item in files("cutover.mapping").joinpath("presets").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def preset_text(name: str) -> str:
    """Return the mapping file of a preset.

    Raises
    ------
    MappingError
        If there is no preset of that name; with a suggestion.
    """
    presets = list_presets()
    if name not in presets:
        raise MappingError(f"There is no preset {name!r}.{suggestion(name, presets)} Presets: {listing(presets)}.")
    return files("cutover.mapping").joinpath("presets", f"{name}.toml").read_text(encoding="utf-8")


def beside(path: Path) -> Path | None:
    """Return the mapping file that belongs to a file or a folder, or None.

    That is `<file>.mapping.toml` beside it (`incidents.csv.mapping.toml` or
    `incidents.mapping.toml`), else `mapping.toml` in the folder.
    """
    names = [path.name + SUFFIX, path.stem + SUFFIX]
    beside_it = [path.with_name(name) for name in names if path.name]
    folder = path if path.is_dir() else path.parent
    return next((found for found in (*beside_it, folder / FOLDER_MAPPING) if found.is_file()), None)
