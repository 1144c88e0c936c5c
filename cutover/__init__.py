"""Cutover: the go-live control room."""

__version__ = "0.4.0"
