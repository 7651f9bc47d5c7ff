"""Terminals: programs that print and are typed to, for as many viewers as there are."""
