"""What kernels are installed for Jupyter.

Source: https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

FILE = "kernel.json"


class KernelSpec(Struct, frozen=True):
    """How a kernel is started.

    Attributes:
        argv: the program and its arguments, with `{connection_file}` where that goes.
    """

    argv: list[str]
    language: str
    display_name: str = ""
    interrupt_mode: str = "signal"
    env: dict[str, str] = {}
    name: str = ""


def kernelspecs(environ: Mapping[str, str] = os.environ) -> dict[str, KernelSpec]:
    """Return the kernels by name; of two with one name the nearer one. Blocks."""
    found: dict[str, KernelSpec] = {}
    for folder in _folders(environ):
        for file in sorted(folder.glob(f"*/{FILE}")):
            name = file.parent.name.lower()
            if name not in found and (spec := _read(file, name)):
                found[name] = spec
    return found


def named(specs: Mapping[str, KernelSpec], wanted: str) -> KernelSpec | None:
    """Return the kernel of a name, else one for the language of that name."""
    of_language = [spec for spec in specs.values() if spec.language.lower() == wanted.lower()]
    return specs.get(wanted.lower()) or (of_language[0] if of_language else None)


def _folders(environ: Mapping[str, str]) -> Iterator[Path]:
    places = environ.get("JUPYTER_PATH", "").split(os.pathsep)
    home = environ.get("JUPYTER_DATA_DIR") or f"{environ.get('HOME') or Path.home()}/.local/share/jupyter"
    shared = (home, f"{sys.prefix}/share/jupyter", "/usr/local/share/jupyter", "/usr/share/jupyter")
    return (Path(place, "kernels") for place in (*places, *shared) if place)


def _read(file: Path, name: str) -> KernelSpec | None:
    try:
        spec = msgspec.json.decode(file.read_bytes(), type=KernelSpec)
    except (OSError, msgspec.DecodeError):
        return None
    if not spec.argv:
        return None
    # An installed kernel that says `python` means the one that it was installed with.
    program = sys.executable if re.fullmatch(r"python(3(\.\d+)?)?", spec.argv[0]) else spec.argv[0]
    argv = [program, *(word.replace("{resource_dir}", str(file.parent)) for word in spec.argv[1:])]
    return msgspec.structs.replace(spec, argv=argv, name=name)
