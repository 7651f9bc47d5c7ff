"""Language servers of a workspace: completion, hover, problems, going to definitions, renaming, formatting."""
