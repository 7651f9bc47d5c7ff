"""The clipboard: what a person copied, on every client of theirs, with its history."""
