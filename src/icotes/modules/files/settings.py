"""What can be set about files."""

from typing import Annotated

from msgspec import Meta

from icotes.kit.settings import SettingsSection


class FileSettings(SettingsSection, section="files"):
    """Limits of files and of the trash."""

    read_bytes: Annotated[int, Meta(ge=1024, description="The most that one files.read returns, in bytes.")] = 8 << 20
    upload_bytes: Annotated[int, Meta(ge=0, description="The largest file that is taken, in bytes.")] = 16 << 30
    cache_bytes: Annotated[int, Meta(ge=0, description="Memory of each workspace for small files, in bytes.")] = 8 << 20
    trash_days: Annotated[int, Meta(ge=0, description="Days that deleted files are kept.")] = 30
    trash_bytes: Annotated[int, Meta(ge=0, description="The most that a workspace's trash keeps, in bytes.")] = 5 << 30
    threads: Annotated[
        int, Meta(ge=1, le=64, description="Threads for reading and writing files, and as many searches at a time.")
    ] = 8
