"""One folder or file is one way in: each turns the table into one protocol."""
