"""Building blocks that know no capability: the store, logs, paths, processes, settings, tokens."""
