"""One folder is one capability; a new folder is found by itself."""
