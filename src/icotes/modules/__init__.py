"""One folder is one capability."""
