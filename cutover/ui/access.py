"""Who may see a page."""


def admit() -> None:
    """Let the visitor in: the server listens on this machine only and knows one local user.

    The one place where sign-in, roles and the side of a visitor will be asked;
    every page calls it before it reads anything.
    """
