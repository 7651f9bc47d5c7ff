"""Code that runs in a sandbox: once, or in kernels that keep their variables."""
