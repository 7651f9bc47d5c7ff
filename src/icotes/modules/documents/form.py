"""How the text of a document stands in its file: as it is, or, of a notebook, with what its cells put out."""

from collections.abc import Mapping
from typing import NamedTuple

from icotes.modules.documents import ipynb
from icotes.modules.documents.document import OpenDocument
from icotes.modules.documents.ipynb import Ran
from icotes.modules.documents.outputs import Outputs


class Written(NamedTuple):
    """What a file holds beside the text, at a moment."""

    ran: Mapping[str, Ran] | None = None
    number: int = 0

    def write(self, text: str) -> str:
        """Return the text of the file; long work for long ones."""
        return text if self.ran is None else ipynb.write(ipynb.read(text)[0], self.ran)


class Form:
    """A plain or formatted text: the file holds nothing else."""

    @property
    def dirty(self) -> bool:
        """The file lacks something that is not in the text."""
        return False

    def read(self, text: str, base: str) -> str:  # noqa: ARG002
        """Return the text of a document whose file is this text; long work for long ones.

        Args:
            text: of the file.
            base: the document's text that was last in it.

        Raises:
            BadNotebook: it is no notebook.
        """
        return text

    def taken(self) -> None:
        """Take in what else was in the file that was read last."""

    def whole(self) -> Written:
        """Return what belongs into the file now, beside the text."""
        return Written()

    def wrote(self, whole: Written) -> None:
        """Note that the file holds that now."""


class NotebookForm(Form):
    """A notebook: its file holds what its cells put out, too."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._read: Mapping[str, Ran] = {}

    @property
    def dirty(self) -> bool:
        """The file lacks something that a cell put out."""
        return self._outputs.dirty

    def read(self, text: str, base: str) -> str:
        """Return the text of a notebook without what its cells put out."""
        notebook, self._read = ipynb.read(text, ipynb.read(base)[0].cells)
        return ipynb.write(notebook)

    def taken(self) -> None:
        """Take in what the cells put out, as the file says."""
        self._outputs.arrive(self._read)
        self._read = {}

    def whole(self) -> Written:
        """Return what the cells put out until now."""
        return Written(self._outputs.all(), self._outputs.number)

    def wrote(self, whole: Written) -> None:
        """Note that the file holds that now."""
        self._outputs.wrote(whole.number, whole.ran or {})


def form_of(document: OpenDocument) -> Form:
    """Return how a document stands in its file."""
    return Form() if document.outputs is None else NotebookForm(document.outputs)
