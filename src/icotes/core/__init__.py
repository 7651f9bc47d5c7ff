"""The vocabulary of icotes: methods, logs, events, errors, callers, the container. Imports nothing of ours."""
