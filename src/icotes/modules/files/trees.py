"""The trees of all open workspaces, and the way to the disk for who holds open text."""

from icotes.core.methods import Module, every
from icotes.kit.caching import CacheUse, Caching
from icotes.kit.health import Health
from icotes.kit.metrics import Metrics
from icotes.kit.workers import Workers
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.files import changes
from icotes.modules.files.content import decode, encode
from icotes.modules.files.settings import FileSettings
from icotes.modules.files.tree import Tree
from icotes.modules.files.types import Disk, DiskText, Entry


class Trees(Module, WorkspaceLife, Caching, Disk):
    """Owns a tree for each open workspace; `Files` and who holds open text share them."""

    def __init__(self, workspaces: OpenWorkspaces, settings: FileSettings, metrics: Metrics) -> None:
        self._workspaces = workspaces
        self._settings = settings
        self._trees: dict[str, Tree] = {}
        hits, misses = lambda: self.cache_use().hits, lambda: self.cache_use().misses
        metrics.watch("icotes_file_cache_hits_total", "Reads from the cache.", hits, kind="counter")
        metrics.watch("icotes_file_cache_misses_total", "Reads from disk.", misses, kind="counter")

    async def start(self) -> None:
        """Serve the workspaces that are open, and those that open later."""
        self._workers = Workers("files", self._settings.threads)
        self._searchers = Workers("search", self._settings.threads)
        await self._workspaces.watch(self)

    async def stop(self) -> None:
        """Stop watching."""
        for id_ in list(self._trees):
            await self._trees.pop(id_).close()
        await self._workers.stop()
        await self._searchers.stop()

    async def opened(self, workspace: Workspace) -> None:
        """Watch a workspace's tree; publish what changed while nobody looked."""
        tree = self._trees[workspace.id] = Tree(workspace, self._settings, self._workers, self._searchers)
        await tree.open()

    async def closed(self, workspace: Workspace) -> None:
        """Watch it no more."""
        if tree := self._trees.pop(workspace.id, None):
            await tree.close()

    async def health(self) -> Health:
        """Say what keeps changes from being noticed."""
        troubles = [f"{tree.workspace.name}: {text}" for tree in self._trees.values() if (text := tree.trouble())]
        return Health(state="degraded" if troubles else "ok", detail=" ".join(troubles))

    def cache_use(self) -> CacheUse:
        """Return how the caches of the open workspaces were used."""
        caches = [tree.cache for tree in self._trees.values()]
        hits, misses = sum(each.hits for each in caches), sum(each.misses for each in caches)
        return CacheUse(name="files", hits=hits, misses=misses, bytes=sum(each.bytes for each in caches))

    def of(self, workspace: Workspace) -> Tree:
        """Return the tree of an open workspace."""
        return self._trees[workspace.id]

    async def load(self, workspace: Workspace, path: str, most: int) -> DiskText:
        """Return a file as it is on disk."""
        tree = self.of(workspace)
        return await tree.workers.run(lambda: tree.reader.load(path, most))

    async def write(self, workspace: Workspace, path: str, data: bytes, version: str, by: tuple[str, ...]) -> Entry:
        """Replace exactly this version of a file."""
        return await changes.write(self.of(workspace), path, data, version, self._settings.upload_bytes, by)

    def decode(self, data: bytes) -> tuple[str, str, bool] | None:
        """Return the text that bytes are."""
        return decode(data)

    def encode(self, text: str, encoding: str) -> bytes:
        """Return the bytes of a text."""
        return encode(text, encoding)

    @every("1h")
    async def trim_trash(self) -> None:
        """Delete for good what is in the trash for too long, or is too much."""
        days, most = self._settings.trash_days, self._settings.trash_bytes
        for tree in list(self._trees.values()):
            surplus = await tree.workers.run(lambda tree=tree: tree.trash.surplus(days, most))
            await changes.empty_trash(tree, surplus)
