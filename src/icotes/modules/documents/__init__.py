"""Documents: texts that people, scripts and agents edit together while they are open."""
