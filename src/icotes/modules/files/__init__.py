"""Files of a workspace: read, write, arrange, find and watch them, whoever changes them."""
