"""`python -m gouji`, and the `gouji` command. Never does anything before the command line is looked at."""

import sys


def run() -> None:
    """Runs the command line and leaves with its status."""
    from gouji.cli import main

    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run()
