"""Tests that need a real browser and a running server."""
