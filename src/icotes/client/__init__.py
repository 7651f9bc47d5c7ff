"""The Python client: `Client` for scripts, `AsyncClient` for programs that follow many things at once.

It knows the server only by its protocol; types and methods are generated from the server's table.
"""
