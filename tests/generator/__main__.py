"""`python -m tests.generator --report`: how the pipeline fares on generated pages."""

from __future__ import annotations

import argparse

from tests.generator.report import report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("--report", action="store_true", help="print the table")
    parser.add_argument("--seeds", type=int, default=8, help="seeds for each letter (default: 8)")
    parser.add_argument("--faults", action="store_true", help="list every page that is not as it should be")
    arguments = parser.parse_args()
    print(report(arguments.seeds, faults=arguments.faults))


if __name__ == "__main__":
    main()
