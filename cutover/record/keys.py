"""Keys of acts and of the rows that they make."""

import uuid


def new_key() -> str:
    """Return a key that no other act has: the same key again is the same act."""
    return uuid.uuid4().hex


def row_id(prefix: str, key: str) -> str:
    """Return the identifier of a row that an act makes: two people who make one at once do not meet."""
    return f"{prefix}-{uuid.uuid5(uuid.NAMESPACE_OID, key).hex[:6].upper()}"
