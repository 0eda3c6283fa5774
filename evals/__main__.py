"""Which evaluations are there, and how is one run from the command line?"""

import argparse
import sys

from assistant.errors import AssistantError
from assistant.settings import load_settings
from evals import questions, retrieval

COMMANDS = (retrieval, questions)


def main(arguments: list[str] | None = None) -> int:
    """Each module in COMMANDS offers `add_parser(subparsers)` and `run(args) -> int`, the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals", description="Score Krisplan on cases.")
    subparsers = parser.add_subparsers(required=True, metavar="EVALUATION")
    for command in COMMANDS:
        command.add_parser(subparsers)
    args = parser.parse_args(arguments)
    try:
        return int(args.run(args))
    except AssistantError as error:
        print(error.text(load_settings().language), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
