"""The clipboard of the server's machine: used by its owner if that is set, through a program that is found."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from clipping import PNG, copied, piped, refused
from icotes.modules.clipboard.system import find
from running import Failed, Server

ON = {"DISPLAY": ":9", "ICOTES_CLIPBOARD_SYSTEM": "true"}


@pytest.mark.capability("K3")
def test_the_machines_clipboard_is_copied_to_and_pasted_from(fresh_server: Callable[..., Server], xclip: Path):
    server = fresh_server(PATH=f"{xclip}:{os.environ['PATH']}", WAYLAND_DISPLAY="", **ON)
    assert server.call("clipboard.system") == {"program": "xclip", "allowed": True}
    piped(server, "clipboard", "copy", "--system", stdin="ä\n".encode())
    assert (xclip / "data").read_bytes() == "ä\n".encode()
    (xclip / "data").write_bytes(b"from elsewhere")
    assert piped(server, "clipboard", "paste", "--system") == b"from elsewhere"
    assert piped(server, "clipboard", "paste") == "ä\n".encode()
    copied(server, PNG, system="true")
    assert ((xclip / "kind").read_text(), (xclip / "data").read_bytes()) == ("image/png", PNG)
    assert piped(server, "clipboard", "paste", "--system") == PNG
    holder = int((xclip / "holder").read_text())
    assert runs(holder)
    server.stop()
    assert not runs(holder)


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


@pytest.mark.capability("K3")
def test_without_one_the_servers_own_is_used(fresh_server: Callable[..., Server], tmp_path: Path):
    nowhere = tmp_path / "bin"
    nowhere.mkdir()
    server = fresh_server(ICOTES_CLIPBOARD_SYSTEM="true", PATH=str(nowhere))
    assert server.call("clipboard.system") == {"program": "", "allowed": True}
    piped(server, "clipboard", "copy", "--system", stdin=b"ours")
    assert piped(server, "clipboard", "paste", "--system") == b"ours"


@pytest.mark.capability("K3")
def test_it_is_left_alone_unless_the_settings_say_so(
    fresh_server: Callable[..., Server], xclip: Path, key_of: Callable[[Server, str], str], tmp_path: Path
):
    home = tmp_path / "home"
    server = fresh_server(tmp_path, home=home, PATH=f"{xclip}:{os.environ['PATH']}", DISPLAY=":9")
    assert refused(server, "clipboard.copy_text", text="x", system=True) == "Unacceptable"
    assert refused(server, "clipboard.paste", system=True) == "Unacceptable"
    server.stop()
    bob = key_of(server, "bob")
    server = fresh_server(tmp_path, home=home, PATH=f"{xclip}:{os.environ['PATH']}", **ON)
    with pytest.raises(Failed, match="Only the owner"):
        server.call("clipboard.copy_text", token=bob, text="x", system=True)
    assert not (xclip / "data").exists()
    (xclip / "xclip").write_text("#!/bin/sh\nexit 1\n")
    assert refused(server, "clipboard.copy_text", text="x", system=True) == "Unavailable"


@pytest.mark.parametrize(
    ("programs", "environ", "found"),
    [
        (["wl-copy", "wl-paste", "xclip"], {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "wl-copy"),
        (["wl-copy", "wl-paste", "xclip"], {"DISPLAY": ":0"}, "xclip"),
        (["xsel"], {"DISPLAY": ":0"}, "xsel"),
        (["xclip", "xsel"], {}, ""),
        (["pbcopy", "pbpaste"], {}, "pbcopy"),
        (["clip.exe", "powershell.exe"], {}, "clip.exe"),
        (["clip.exe"], {}, ""),
    ],
)
def test_what_is_there_is_found(tmp_path: Path, programs: list[str], environ: dict[str, str], found: str):
    for name in programs:
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o700)
    program = find({**environ, "PATH": str(tmp_path)})
    assert (program.name if program else "") == found
