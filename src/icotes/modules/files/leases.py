"""Tells whether a program has a file open for writing: the kernel gives a lease only where none has (fcntl(2))."""

import fcntl
import signal
from errno import EAGAIN


def is_being_written(handle: int) -> bool:
    """Tell whether somebody has the file open for writing; where the system can't tell, nobody has.

    Args:
        handle: of the file, open for reading only.
    """
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)  # SIGIO, which a lease that is broken sends, would kill us
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == EAGAIN
    return False
