"""The ways in: each turns the method table into one protocol."""
