"""Notes that people and programs keep beside the files of a workspace."""
