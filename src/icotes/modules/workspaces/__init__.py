"""Workspaces: the live checkouts that people and programs work in, and everything that happens there."""
