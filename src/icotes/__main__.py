"""The console script: light, so that `icotes --help` answers at once; the server is imported when it is needed."""

import importlib
import sys

from icotes.faces import cli


def main() -> None:
    """Run the command line."""
    sys.exit(cli.main(sys.argv[1:], lambda: importlib.import_module("icotes.app")))


if __name__ == "__main__":
    main()
