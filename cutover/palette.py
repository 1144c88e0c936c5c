"""Colours, shapes and words of a status, and the colours of everything else, in light and in dark.

Their contrasts: docs/architecture.md, "A page". The status colours keep a
CIEDE2000 distance of at least 28 for every kind of sight and are never used
for series; status is always told by colour, shape and word together.
"""

HEALTHS = ("on_track", "at_risk", "late", "decided", "unknown")
WORDS = {"on_track": "On track", "at_risk": "At risk", "late": "Late", "decided": "Decided", "unknown": "Not yet"}
SHAPES = {"on_track": "●", "at_risk": "▲", "late": "■", "decided": "◆", "unknown": "○"}
LIGHT = {
    "ink": "#1B2333", "muted": "#5B6472", "grid": "#E4E7EC", "paper": "#FFFFFF",
    "series": ("#1F5FBF", "#D9730D", "#2A8C82", "#B8336A", "#6B4FBB", "#7A8B1E", "#0E7FA6", "#A0522D", "#5B6472",
               "#C2185B"),
    "status": (("#1A7F8E", "#1A7F8E", "#1A7F8E"), ("#E69F00", "#7A5200", "#7A5200"),
               ("#A50026", "#A50026", "#A50026"), ("#1D4ED8", "#1D4ED8", "#1D4ED8"),
               ("#FFFFFF", "#5B6472", "#5B6472")),
}  # fmt: skip
DARK = {
    "ink": "#E8ECF4", "muted": "#A3ADBD", "grid": "#273046", "paper": "#0E1320",
    "series": ("#7FB2FF", "#FFB36B", "#63D2C6", "#FF8FB8", "#B79CFF", "#C6D75A", "#5CC8F0", "#E0A07A", "#AEB7C4",
               "#FF7FAA"),
    "status": (("#49C5D6", "#49C5D6", "#49C5D6"), ("#FFD873", "#FFD873", "#FFD873"),
               ("#D92B45", "#FF8A98", "#FF8A98"), ("#8AB4FF", "#8AB4FF", "#8AB4FF"),
               ("#0E1320", "#A3ADBD", "#A3ADBD")),
}  # fmt: skip
CHECKPOINT_HEALTH = {"green": "on_track", "amber": "at_risk", "red": "late", "overdue": "late", "decided": "decided",
                     "grey": "unknown"}  # fmt: skip
"""Health of the look by health of a checkpoint; some have a word of their own beside the mark."""
CHECKPOINT_WORDS = {"overdue": "Overdue", "red": "Not safe", "decided": "Decided", "grey": "Not yet"}


def status_word(health: str | None) -> str:
    """Return the word of a health: 'On track', 'At risk', 'Late', 'Decided' or 'Not yet'."""
    return WORDS.get(health or "unknown", WORDS["unknown"])


def status_shape(health: str | None) -> str:
    """Return the shape of a health as a character: ● ▲ ■ ◆ ○."""
    return SHAPES.get(health or "unknown", SHAPES["unknown"])


def status_label(health: str | None) -> str:
    """Return shape and word of a health, of the look or of a checkpoint: '▲ At risk', '■ Overdue'."""
    known = CHECKPOINT_HEALTH.get(health or "unknown", health)
    return f"{status_shape(known)} {CHECKPOINT_WORDS.get(health or '', status_word(known))}"
