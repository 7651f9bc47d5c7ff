"""Keys that say in which order things stand: between any two there is room for one more.

Who moves a thing gives it another key; what others do to the thing meanwhile is not touched by that.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""In the order of their codes, as keys are compared."""
_ALL = len(DIGITS)


def between(before: str, after: str) -> str:
    """Return a key that sorts after one and before another; an empty one is the begin or the end.

    >>> between("", ""), between("V", ""), between("", "V"), between("V", "W"), between("V", "VV")
    ('V', 'W', 'U', 'VV', 'VF')
    """
    if not before and not after:
        return DIGITS[_ALL // 2]
    made, bounded = "", bool(after)
    for at in range(len(before) + len(after) + 1):
        low = _digit(before, at)
        high = _digit(after, at) if bounded else _ALL
        if high - low > 1:
            return made + DIGITS[_middle(low, high, begin=not before, end=not after)]
        made += DIGITS[low]
        bounded = bounded and high == low
    return made + DIGITS[_ALL // 2]


def _middle(low: int, high: int, *, begin: bool, end: bool) -> int:
    """Leave the room where more will come: at an end the next digit is enough."""
    if end:
        return low + 1
    return high - 1 if begin else (low + high) // 2


def spread(count: int) -> list[str]:
    """Return keys for so many things, in order."""
    width, room = 1, _ALL
    while room <= count * 2:
        width, room = width + 1, room * _ALL
    step = room // (count + 1)
    return [_written(step * (number + 1), width) for number in range(count)]


def _written(number: int, width: int) -> str:
    made = ""
    for _ in range(width):
        number, digit = divmod(number, _ALL)
        made = DIGITS[digit] + made
    return made.rstrip("0")


def _digit(key: str, at: int) -> int:
    return max(0, DIGITS.find(key[at])) if at < len(key) else 0
