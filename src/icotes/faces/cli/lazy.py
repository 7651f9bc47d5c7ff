"""The one seam behind which the parts of the command line are loaded, each when it is needed."""

import importlib
from typing import Any


def load(target: str) -> Any:
    """Return what stands at `file:name` beside this file, e.g. `prompt:interact`."""
    file, _, name = target.partition(":")
    return getattr(importlib.import_module(f"icotes.faces.cli.{file}"), name)
