"""Pages of a workspace's files, and its programs' ports, in a browser beside the editor."""
