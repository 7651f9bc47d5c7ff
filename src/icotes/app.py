"""The composition root: the only file that knows every part."""

import asyncio
import importlib
import inspect
import logging
import os
import pkgutil
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import icotes.kit
import icotes.modules
from icotes.core.call import Audit, Authenticator, Middleware, Resolver
from icotes.core.container import Container, Factory
from icotes.core.errors import Unavailable
from icotes.core.methods import Module
from icotes.core.table import Table
from icotes.faces.server import Address, Web
from icotes.kit.lifetime import Lifetime
from icotes.kit.logging import LogSettings, logging_to
from icotes.kit.processes import tree
from icotes.kit.reactions import Reactions
from icotes.kit.retention import Retention
from icotes.kit.schedule import Schedule
from icotes.kit.settings import Settings, SettingsSection, default_file
from icotes.kit.shown import Doors, Pages
from icotes.kit.state import StateFolder
from icotes.kit.store import Schema, ServerStore
from icotes.modules.projects.methods import Projects

DOORS: tuple[type, ...] = (Module, Schema, Middleware, Authenticator, Resolver, Audit, Pages, Doors)
"""What a class inherits to be found in its folder; everything else is made when it is asked for by type."""
EXIT_SECONDS = 4.0
"""After this long a server that was told to end is gone, whatever hangs."""

logger = logging.getLogger(__name__)


def parts() -> list[Factory]:
    """Return every part that enters by a door, ours of the kit first, then the modules'."""
    found = [*_found_in(icotes.kit)]
    for folder in pkgutil.iter_modules(icotes.modules.__path__, f"{icotes.modules.__name__}."):
        found += _found_in(importlib.import_module(folder.name))
    return [*found, ServerStore, Reactions, Retention, Schedule]


def _found_in(package: ModuleType) -> Iterator[Factory]:
    for file in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if file.ispkg:
            continue
        for name, each in vars(importlib.import_module(file.name)).items():
            ours = inspect.isclass(each) and each.__module__ == file.name and not name.startswith("_")
            if ours and issubclass(each, DOORS) and each not in DOORS and not inspect.isabstract(each):
                yield each


def table(found: list[Factory] | None = None) -> Table:
    """Return the table of all methods; nothing is started for it.

    Raises:
        TypeError: a method is declared wrongly, or no key guards it.
    """
    classes = [part for part in found or parts() if isinstance(part, type)]
    located: dict[type, str] = {each.type: each.parameter for each in classes if issubclass(each, Resolver)}
    return Table([each for each in classes if issubclass(each, Module)], located)


def settings(config: Path | None = None, flags: Mapping[str, Any] | None = None) -> Settings:
    """Return what is set by the file, the environment and the command line."""
    return Settings(config or default_file(), os.environ, flags)


def build(
    settings: Settings, state: StateFolder, more: Iterable[Factory] = (), instead: Mapping[type, object] | None = None
) -> Container:
    """Return the container with every part; nothing runs yet.

    `await container.start()` starts all of it, `await container.get(Dispatcher)` only what calls need.

    Args:
        settings: what is set.
        state: where everything is kept.
        more: parts that stand in no folder of ours.
        instead: what is given to those who ask for these types.

    Raises:
        BadSettings: something that was set is unknown or does not fit.
        WiringError: the parts don't fit together.
    """
    found = [*parts(), *more]

    def section(kind: type) -> object | None:
        return settings.section(kind) if issubclass(kind, SettingsSection) else None

    given: dict[type, object] = {Settings: settings, StateFolder: state, Table: table(found), **(instead or {})}
    settings.check()
    return Container([*found, Web], given, section)


async def serve(settings: Settings, state: StateFolder, folder: Path | None, ready: Callable[[Address], None]) -> None:
    """Run the server until SIGTERM or SIGINT; the state folder must be locked by the caller.

    Args:
        settings: what is set.
        state: where everything is kept.
        folder: opened as a project, if given.
        ready: called once with the address when requests are answered.

    Raises:
        Unavailable: it can't start; the message says why and what to do.
    """
    with logging_to(state.folder(), settings.section(LogSettings)):
        container = build(settings, state)
        lifetime = await container.get(Lifetime)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lifetime.end)
        try:
            await container.start()
            projects = await container.get(Projects)
            await projects.reopen()
            if folder:
                await projects.open(str(folder))
            web = await container.get(Web)
            ready(await web.listen())
            await lifetime.over()
            _end_in_any_case()
        except OSError as error:
            raise Unavailable(f"The server can't start: {error.strerror or error}.") from error
        finally:
            await container.stop()


def _end_in_any_case() -> None:
    """End this process soon, also when a thread of it hangs for ever; all that was acknowledged is on disk."""

    def give_up() -> None:
        logger.error("the server did not stop within %s s; what hung is given up", EXIT_SECONDS)
        for pid in tree(os.getpid()):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        os._exit(0)

    timer = threading.Timer(EXIT_SECONDS, give_up)
    timer.daemon = True
    timer.start()
