"""The very first start: the sample programme is loaded into the empty store of the project."""


def load_on_first_start() -> None:
    """Load the sample."""
