"""Which texts look like secrets: by the shapes that keys, tokens and passwords are known by."""

import re

_SHAPES = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----"
    r"|\bAGE-SECRET-KEY-1[A-Z0-9]{20,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bAIza[\w-]{35}"
    r"|\b(?:gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{18,}|npm_\w{30,}|pypi-[\w-]{50,}|hf_\w{30,})"
    r"|\b(?:sk|rk|pk)[-_](?:[\w-]{1,40}[-_])?[A-Za-z0-9]{20,}"
    r"|\bxox[abeoprs]-[\w-]{10,}"
    r"|\bick_[\w-]{16,}"
    r"|\beyJ[\w-]{8,300}\.eyJ[\w-]{8}"
    r"|(?i:\bauthorization:\s*(?:basic|bearer)\s+\S{8,})"
    r"|\w://[^\s/:@]{1,256}:[^\s/@]{1,256}@"
)
_NAMED = re.compile(
    r"""(?i)\b[\w-]{0,40}(?:password|passwd|passphrase|secret|api_?key|access_?key|auth_?token|private_?key)["']?"""
    r"""\s{0,3}[:=]\s{0,3}["']?(?P<value>[^\s"',;()\[\]{}<>$]{6,})["']?[,;]?\s*$"""
)


def looks_secret(text: str) -> bool:
    """Tell whether a text holds something that has the shape of a secret.

    >>> looks_secret("DB_PASSWORD=correct-horse"), looks_secret("password = read_password()")
    (True, False)
    """
    return bool(_SHAPES.search(text)) or any(_NAMED.search(line) for line in text.splitlines() if len(line) < 1000)
