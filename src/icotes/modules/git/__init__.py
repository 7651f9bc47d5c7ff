"""The git repository of a workspace: what changed, what is committed, branches, and other repositories."""
