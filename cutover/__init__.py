"""Cutover: the go-live control room."""

__version__ = "0.1.0"
