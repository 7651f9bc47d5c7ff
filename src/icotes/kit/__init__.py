"""Building blocks that know no capability."""
