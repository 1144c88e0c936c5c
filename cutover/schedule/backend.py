"""Which engine runs: numpy at once, the compiled one as soon as it is ready."""


def start_compiling() -> None:
    """Compile in a background thread."""


def is_compiled() -> bool:
    """Return whether the compiled engine is ready."""
    return False


def use() -> str:
    """Return the engine that is used when none is named."""
    return "numba" if is_compiled() else "numpy"
