"""icotes: a workspace server that people, scripts and AI agents share live."""

__version__ = "0.1.0"
