"""Typed clients, generated from the table: what a method is called, takes and returns is said once, on the server."""
