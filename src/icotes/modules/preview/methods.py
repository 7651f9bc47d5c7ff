"""Show files as pages."""

from pathlib import PurePosixPath
from urllib.parse import quote

from icotes.core.caller import Caller
from icotes.core.errors import Invalid
from icotes.core.methods import Module, command, query
from icotes.kit.shown import Shown
from icotes.kit.workspace import OpenWorkspaces, Workspace, WorkspaceLife
from icotes.modules.files.types import FilePath
from icotes.modules.preview.addresses import Addresses
from icotes.modules.preview.rendering import HTML, Rendering
from icotes.modules.preview.types import Page, Preview


class Previews(Module, WorkspaceLife):
    """Shows files as pages."""

    def __init__(self, addresses: Addresses, rendering: Rendering, workspaces: OpenWorkspaces) -> None:
        self._addresses = addresses
        self._rendering = rendering
        self._workspaces = workspaces

    async def start(self) -> None:
        """Hear when workspaces close."""
        await self._workspaces.watch(self)

    async def opened(self, workspace: Workspace) -> None:
        """Nothing is shown yet."""

    async def closed(self, workspace: Workspace) -> None:
        """End the addresses of its pages."""
        self._addresses.close(workspace.id)

    @command(ephemeral=True, scope="files:read")
    async def open(
        self,
        workspace: Workspace,
        caller: Caller,
        path: FilePath,
        *,
        folder: FilePath | None = None,
        network: bool = False,
    ) -> Preview:
        """Return an address under which a browser shows a file as a page, and what the page includes.

        HTML runs its own scripts there, away from everything else: it reads the files of the folder, and reaches
        nothing beyond it. Markdown, notebooks, tables, pictures and texts run nothing. The page is shown anew when
        something in it changes; what is typed in an open document is in it. The address ends when nobody looks for a
        while, and with the key that asked for it.

        Args:
            folder: what of the workspace may be seen under the address; by default all of it that is not hidden, and,
                with `network`, the folder of an HTML page.
            network: let pages load what they name elsewhere; with that, HTML can send what it reads.

        Raises:
            NotFound: there is no such file.
            NoPage: it is of no kind that is shown, or too large.
            Invalid: the file is not in the folder.
        """
        await self._rendering.page(workspace, path)
        place = PurePosixPath(path)
        careful = network and place.suffix.lower() in HTML
        within = folder if folder is not None else str(place.parent) if careful else ""
        within = "" if within == "." else within.strip("/")
        if within and not place.is_relative_to(within):
            raise Invalid(f"{path} is not in {within}; name a folder that it is in.", field="folder")
        below = place.relative_to(within) if within else place
        token = self._addresses.make(Shown(caller, workspace.id, within, network))
        return Preview(
            address=f"/preview/{token}/.icotes/show/{quote(str(below))}", path=path, folder=within, network=network
        )

    @query(scope="files:read")
    async def page(self, workspace: Workspace, path: FilePath) -> Page:
        """Return a file as a page of HTML: Markdown, a notebook, a table, a picture, a text, or HTML itself.

        Raises:
            NotFound: there is no such file.
            NoPage: it is of no kind that is shown, or too large.
        """
        return await self._rendering.page(workspace, path)
