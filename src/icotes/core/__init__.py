"""The vocabulary: methods, logs, events, errors, callers, the table and the container. Imports nothing of ours."""
