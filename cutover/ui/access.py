"""Who may see a page, and who the visitor is."""

from cutover.access import LOCAL
from cutover.acts import Actor


def admit() -> None:
    """Let the visitor in; every page calls it before it reads anything."""


def visitor() -> Actor:
    """Return who looks at the page: the local user where no identity provider is configured."""
    return LOCAL
