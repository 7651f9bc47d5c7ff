"""Projects: folders of files that the server knows, each with a live workspace."""
