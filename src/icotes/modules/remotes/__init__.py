"""Folders of other machines, reached by ssh: their files, terminals and all else by the same methods."""
