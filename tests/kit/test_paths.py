"""Nothing gets out of a Root; the same suite for openat2 and for the walk."""

import ctypes
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from icotes.core.errors import Conflict, Denied, IcotesError, Invalid, NotFound, Unacceptable
from icotes.kit.filenames import is_escaped, parts, to_wire
from icotes.kit.paths import Root, move

EXAMPLES = 10_000 if os.environ.get("ICOTES_TEST_FULL") else 1_000
SECRET = "from outside"


def plant(base: Path) -> Path:
    """Make a folder with every way out that is known, and secrets outside."""
    root = base / "root"
    (root / "dir" / "deep").mkdir(parents=True)
    (root / "dir" / "file").write_text("inside")
    (base / "root-secret").mkdir()
    (base / "root-secret" / "file").write_text(SECRET)
    (base / "secret").write_text(SECRET)
    for name, target in {
        "out": "../secret",
        "outdir": "../root-secret",
        "absolute": str(base / "secret"),
        "etc": "/etc",
        "prefix": str(base / "root-secret"),
        "loop": "loop",
        "dir/up": "../../secret",
        "dir/deep/twice": "../../out",
        "proc": "/proc/self/root",
        "self": str(root),
        "inside": "dir/file",
        "absinside": str(root / "dir"),
        "round": "dir/../dir/deep/../file",
    }.items():
        (root / name).symlink_to(target)
    return root


@pytest.fixture(params=[True, False], ids=["openat2", "walk"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Root]:
    opened = Root(plant(tmp_path), kernel=request.param)
    yield opened
    opened.close()


def content(root: Root, path: str) -> str:
    with os.fdopen(root.open_file(path)) as file:
        return file.read()


OUT = ["out", "outdir/file", "absolute", "etc/passwd", "prefix/file", "dir/up", "dir/deep/twice", "proc/etc/passwd"]


@pytest.mark.parametrize("path", OUT)
def test_a_link_that_leads_out_is_denied(root: Root, path: str) -> None:
    with pytest.raises(Denied):
        root.open_file(path)


@pytest.mark.parametrize("path", ["inside", "absinside/file", "round", "self/dir/file", "self/self/absinside/file"])
def test_a_link_that_stays_inside_is_read(root: Root, path: str) -> None:
    assert content(root, path) == "inside"


@pytest.mark.parametrize("path", [*OUT[1:5], "absinside/new", "self/new"])
def test_nothing_is_changed_through_a_link(root: Root, path: str) -> None:
    if "/" not in path:
        return
    with pytest.raises((Denied, NotFound)), root.place(path) as place:
        os.close(os.open(place.name, os.O_CREAT | os.O_WRONLY, dir_fd=place.folder))


def test_a_loop_of_links_ends(root: Root) -> None:
    with pytest.raises(Denied):
        root.open_file("loop")
    assert root.stat("loop").st_size == 4


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/etc/passwd", Unacceptable),
        ("//etc/passwd", Unacceptable),
        ("../secret", Unacceptable),
        ("dir/../../secret", Unacceptable),
        ("..", Unacceptable),
        ("dir//file", Unacceptable),
        ("dir/", Unacceptable),
        ("dir/./file", Unacceptable),
        ("a" * 256, Unacceptable),
        ("a/" * 3000 + "a", Unacceptable),
        ("nul\0", Invalid),
        ("line\nfeed", Invalid),
        ("dir/%00", Invalid),
        ("%C3%A9", Invalid),
        ("\ud800", Invalid),
        ("../root-secret/file", Unacceptable),
        ("nothing", NotFound),
        ("dir/file/under", NotFound),
        ("dir", Unacceptable),
        ("", Unacceptable),
    ],
)
def test_a_path_that_is_none_gets_a_typed_error(root: Root, path: str, error: type[IcotesError]) -> None:
    with pytest.raises(error):
        root.open_file(path)


def test_special_files_are_refused_without_waiting(root: Root) -> None:
    os.mkfifo(root.folder / "fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(root.folder, os.O_RDONLY)
        listener.bind(f"/proc/self/fd/{here}/sock")
        os.close(here)
        for path in ("fifo", "sock"):
            with pytest.raises(Unacceptable):
                root.open_file(path)


def test_a_rename_may_only_replace_what_it_is_told_to(root: Root) -> None:
    with root.place("dir/file") as source, root.place("new", new=True) as target:
        move(source, target)
    (root.folder / "dir" / "file").write_text("second")
    with pytest.raises(Conflict), root.place("new") as source, root.place("dir/file") as target:
        move(source, target)
    with root.place("new") as source, root.place("dir/file") as target:
        move(source, target, replace=True)
    assert content(root, "dir/file") == "inside"
    with pytest.raises(Unacceptable), root.place("dir") as source, root.place("dir/deep/dir") as target:
        move(source, target)


def test_folders_are_made_with_those_above_them(root: Root) -> None:
    assert root.make_folder("dir/one/two") == ["dir/one", "dir/one/two"]
    with pytest.raises(Conflict):
        root.make_folder("dir/one")
    with pytest.raises((Denied, NotFound)):
        root.make_folder("etc/one")


def test_names_are_compared_in_nfc_and_opened_as_they_are(root: Root) -> None:
    (root.folder / "cafe\u0301").mkdir()
    (root.folder / "cafe\u0301" / "n\u0303").write_text("found")
    assert content(root, "caf\u00e9/\u00f1") == "found"
    with root.place("caf\u00e9/\u00f1") as place:
        assert place.name == "n\u0303".encode()


RAW = [
    b"plain",
    b"two\nlines",
    b"\xff\xfe",
    b"100%",
    b"%0A",
    b"%250A",
    b"a%20b",
    b"caf%C3%A9",
    b"\xc2\x80",
    b"tab\t",
    b"%25",
]


@pytest.mark.parametrize("raw", RAW)
def test_any_name_on_disk_has_one_spelling_and_opens_by_it(root: Root, raw: bytes) -> None:
    (root.folder / os.fsdecode(raw)).write_text("found")
    wire = to_wire(os.fsdecode(raw))
    assert parts(wire) == [raw]
    assert wire.isprintable()
    assert content(root, wire) == "found"
    assert is_escaped(wire) == (wire != os.fsdecode(raw))


@pytest.mark.parametrize("path", ["%0A", "dir/%FF", ".icotes-x", "é" * 128])
def test_such_a_name_can_not_be_made(root: Root, path: str) -> None:
    with pytest.raises((Invalid, Unacceptable)), root.place(path, new=True):
        pass


@given(raw=st.binary(min_size=1, max_size=20).filter(lambda raw: b"/" not in raw and b"\0" not in raw))
def test_escapes_are_reversible(raw: bytes) -> None:
    if raw not in {b".", b".."}:
        assert parts(to_wire(os.fsdecode(raw))) == [raw]


PIECES = st.sampled_from(
    [".", "..", "dir", "file", "deep", "out", "outdir", "absolute", "etc", "passwd", "self", "prefix", "loop", "up"]
) | st.sampled_from(["root-secret", "secret", "proc", "inside", "%2E%2E"])
ODD = st.sampled_from(["", "..\0", "\u202e", "a" * 256, "%2F", "absinside"])
BEGIN = st.sampled_from(["dir", "self", "dir/deep", "absinside", "self/dir", "outdir", "etc", "prefix", "..", "/"])
PATHS = st.tuples(BEGIN, st.lists(PIECES | ODD, max_size=3)).map(lambda path: "/".join([path[0], *path[1]]))


@pytest.mark.parametrize("kernel", [True, False])
def test_whatever_is_asked_for_is_inside(kernel: bool, tmp_path: Path) -> None:
    root = Root(plant(tmp_path), kernel=kernel)
    inside = {(s.st_dev, s.st_ino) for path, _, files in os.walk(root.folder) for s in map(os.stat, [path])}
    inside |= {
        (s.st_dev, s.st_ino) for p, _, files in os.walk(root.folder) for f in files for s in [os.lstat(f"{p}/{f}")]
    }

    reached: set[object] = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(PATHS | st.text(max_size=30), st.booleans())
    @example("outdir/file", True)
    @example("dir", False)
    @example("dir/deep", False)
    @example("dir/file", False)
    def reach(path: str, links: bool) -> None:
        with suppress(IcotesError):
            handle = root.open(path, os.O_PATH, links=links)
            status = os.fstat(handle)
            os.close(handle)
            assert (status.st_dev, status.st_ino) in inside
            reached.add(status.st_ino)
        with suppress(IcotesError), root.place(path) as place:
            status = os.fstat(place.folder)
            assert (status.st_dev, status.st_ino) in inside

    reach()
    assert len(reached) >= 4
    root.close()


def test_swapping_a_folder_for_a_link_gives_nothing_from_outside(root: Root, tmp_path: Path) -> None:
    (root.folder / "flip").mkdir()
    (root.folder / "flip" / "file").write_text("inside")
    (root.folder / "flop").symlink_to(tmp_path / "root-secret")
    exchange, stop = ctypes.CDLL(None).renameat2, threading.Event()

    def flip() -> None:
        while not stop.is_set():
            exchange(root.fd, b"flip", root.fd, b"flop", 2)

    thread = threading.Thread(target=flip)
    thread.start()
    seen: set[str] = set()
    try:
        tries = 0
        while tries < 5000 or len(seen) < 2:
            tries += 1
            try:
                seen.add(content(root, "flip/file"))
            except IcotesError as error:
                seen.add(error.kind)
    finally:
        stop.set()
        thread.join()
    assert SECRET not in seen
    assert seen == {"inside", "Denied"}


def test_handles_are_given_back(root: Root) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for path in [*OUT, "inside", "nothing", "dir/file", "loop", ""]:
        with suppress(IcotesError):
            os.close(root.open_file(path))
        with suppress(IcotesError), root.place(path):
            pass
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("kernel", [True, False])
def test_a_hidden_folder_is_out_of_reach_by_every_way(tmp_path: Path, kernel: bool):
    secret = tmp_path / "home" / ".local" / "state"
    secret.mkdir(parents=True)
    (secret / "token").write_text("secret")
    (tmp_path / "home" / "link").symlink_to(".local/state")
    (tmp_path / "home" / "leaf").symlink_to(".local/state/token")
    (tmp_path / "home" / ".local" / "statement").write_text("open")
    root = Root(tmp_path / "home", secret, kernel=kernel)
    try:
        for path in (".local/state", ".local/state/token", "link", "link/token", "leaf"):
            with pytest.raises(NotFound):
                root.stat(path, links=True)
            with pytest.raises(NotFound):
                os.close(root.open(path))
        for path in (".local/state/token", ".local/state/new"):
            with pytest.raises(NotFound), root.place(path, new=True):
                pass
        for path in (".local", ".local/state"):
            with pytest.raises(Denied), root.place(path):
                pass
        os.close(root.open_file(".local/statement"))
        assert root.make_folder(".local/other") == [".local/other"]
    finally:
        root.close()


def test_a_file_that_something_else_stands_in_place_of_is_nowhere(root: Root) -> None:
    (root.folder / "kept").write_text("old")
    (root.folder / ".icotes-1").write_text("new")
    handle = root.open_file("kept")
    try:
        assert root.real(handle) == "kept"
        ctypes.CDLL(None).renameat2(root.fd, b".icotes-1", root.fd, b"kept", 2)
        with pytest.raises(FileNotFoundError):
            root.real(handle)
    finally:
        os.close(handle)


@pytest.mark.parametrize("kernel", [True, False])
def test_a_hidden_folder_that_somebody_moved_is_out_of_reach(tmp_path: Path, kernel: bool):
    secret = tmp_path / "home" / ".local" / "state"
    secret.mkdir(parents=True)
    (secret / "token").write_text("secret")
    root = Root(tmp_path / "home", secret, kernel=kernel)
    try:
        (tmp_path / "home" / ".local").rename(tmp_path / "home" / "aside")
        with pytest.raises(NotFound):
            os.close(root.open_file("aside/state/token"))
        with pytest.raises(Denied), root.place("aside"):
            pass
    finally:
        root.close()
