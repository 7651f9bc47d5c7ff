"""What the system refuses, as errors that a caller can act on."""

import errno
from collections.abc import Generator
from contextlib import contextmanager

from icotes.core.errors import Conflict, Denied, IcotesError, NotFound, QuotaExceeded, Unacceptable, Unavailable

_REFUSALS: dict[int, tuple[type[IcotesError], str]] = {
    errno.ENOENT: (NotFound, "There is no {path}."),
    errno.ENOTDIR: (NotFound, "There is no such folder: {path}, or a part of it, is a file."),
    errno.EEXIST: (Conflict, "{path} exists already; choose another name, or delete it first."),
    errno.ENOTEMPTY: (Conflict, "{path} is a folder with something in it."),
    errno.EISDIR: (Unacceptable, "{path} is a folder."),
    errno.ELOOP: (Denied, "{path} is or goes through a link; only reading follows links. Name its target."),
    errno.EXDEV: (Denied, "{path} leads out of the workspace."),
    errno.EACCES: (Denied, "The server's user may not do this with {path}; change its mode or owner."),
    errno.EPERM: (Denied, "The system does not allow this with {path}; change its mode, owner or attributes."),
    errno.EROFS: (Denied, "{path} is on a file system that is mounted read-only."),
    errno.ENAMETOOLONG: (Unacceptable, "{path} is too long for this file system; choose a shorter name."),
    errno.EINVAL: (Unacceptable, "This can't be done with {path}; a folder, say, can't be moved into itself."),
    errno.ENXIO: (Unacceptable, "{path} is no regular file."),
    errno.ENODEV: (Unacceptable, "{path} is no regular file."),
    errno.ENOSPC: (QuotaExceeded, "The disk is full; nothing was changed. Make room, e.g. with files.empty_trash."),
    errno.EDQUOT: (QuotaExceeded, "The disk quota is used up; nothing was changed. Make room first."),
    errno.EFBIG: (QuotaExceeded, "{path} would be larger than this file system takes."),
    errno.EMFILE: (Unavailable, "The server has too many files open; try again in a moment."),
    errno.ENFILE: (Unavailable, "The system has too many files open; try again in a moment."),
    errno.EBUSY: (Unavailable, "{path} is in use by the system; try again in a moment."),
    errno.ETXTBSY: (Conflict, "{path} is a program that runs; stop it first."),
}


def refusal(error: OSError, path: str) -> IcotesError:
    """Return what a caller is told about a failure of the system.

    Args:
        error: what the system said; its own text and paths don't reach the caller.
        path: the file's path on the wire.
    """
    kind, text = _REFUSALS.get(error.errno or 0, (Unavailable, "{path} can't be reached; is its disk in order?"))
    return kind(text.format(path=path or "the workspace's folder"), path=path)


@contextmanager
def refusals(path: str) -> Generator[None]:
    """Turn every `OSError` about `path` into an error that a caller can act on."""
    try:
        yield
    except OSError as error:
        raise refusal(error, path) from None
