"""How every benchmark says what it measured: one row a number, beside its bare baseline of the same run.

A benchmark is a file with `def rows() -> Iterator[Row]`; `python benchmarks/NAME.py` prints its
rows, `make bench` those of all of them in one table.
"""

import importlib
import statistics
import sys
import traceback
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

RUNS = 5


class Row(NamedTuple):
    """One number.

    Attributes:
        what: what was measured, as the table of bounds names it.
        ours: what icotes took, with its unit.
        bare: what the bare baseline took in the same run, with its unit; empty if there is none.
        value: the number that is bounded: a ratio to the baseline, or an absolute figure.
        bound: what it must reach.
        at_least: the value must be at or above the bound instead of at or below.
    """

    what: str
    ours: str
    bare: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the bound is held."""
        return self.within(1)

    def within(self, slack: float) -> bool:
        """Tell whether the bound is held, or missed by this factor at most."""
        return self.value * slack >= self.bound if self.at_least else self.value <= self.bound * slack


def median(measure: Callable[[], float], runs: int = RUNS) -> float:
    """Return the median of several runs."""
    return statistics.median(measure() for _ in range(runs))


def show(rows: Iterable[Row], slack: float = 1) -> int:
    """Print rows as they come; return how many bounds were missed.

    Args:
        slack: by which factor a bound may be missed; with one, figures without a baseline of the same run don't count.
    """
    missed = 0
    for row in rows:
        missed += not row.within(slack) and bool(row.bare or slack == 1)
        sign = ">=" if row.at_least else "<="
        verdict = "met" if row.met else "MISSED"
        print(
            f"{row.what:<58} {row.ours:>14} {row.bare:>14} {row.value:>9.3g} {sign} {row.bound:<7g} {verdict}",
            flush=True,
        )
    return missed


def main() -> int:
    """Run every benchmark of this folder, or those named on the command line."""
    here = Path(__file__).parent
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="of benchmarks; all, if left out")
    parser.add_argument("--slack", type=float, default=1, help="by which factor a ratio may miss its bound")
    asked = parser.parse_args()
    names = asked.names or sorted(path.stem for path in here.glob("*.py") if "def rows(" in path.read_text())
    print(f"{'what':<58} {'icotes':>14} {'bare':>14} {'value':>9}    bound")
    missed = 0
    for name in names:
        if name == Path(__file__).stem:
            continue
        try:
            module = importlib.import_module(name)
            missed += show(module.rows(), asked.slack)
        except Exception:  # noqa: BLE001 - the other benchmarks still run
            traceback.print_exc()
            missed += 1
    print(f"{missed} missed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
