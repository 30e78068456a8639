"""The programs that tests drive, from outside Python: finds them, and installs those that are missing where it may.

As a script (`make programs`) it says what it does and what it could not do, and never fails. A test that `needs` a
program that is not there is skipped; in CI it fails.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import pytest

LONGEST = 600  # seconds that one step of an installation may take


@dataclass(frozen=True, slots=True)
class Program:
    """One that is there when one of its names, with the arguments of `proof`, ends well; Debian has it in `packages`."""

    names: Sequence[str]
    packages: Sequence[str]
    proof: Sequence[str] = ("--version",)


PROGRAMS = {
    "nvim": Program(["nvim"], ["neovim"]),
    # Emacs 29 and later bring eglot along.
    "emacs": Program(
        ["emacs"], ["emacs-nox", "elpa-eglot"], ["--batch", "--eval", "(progn (package-initialize) (require 'eglot))"]
    ),
    "chromium": Program(["chromium", "chromium-browser", "google-chrome"], ["chromium"]),
    "npm": Program(["npm"], ["nodejs", "npm"]),
    "git": Program(["git"], ["git"]),
    "patch": Program(["patch"], ["patch"]),
    "bash": Program(["bash"], ["bash"]),
    "zsh": Program(["zsh"], ["zsh"]),
    "fish": Program(["fish"], ["fish"]),
    "man": Program(["man"], ["man-db", "groff-base"]),
    "mandoc": Program(["mandoc"], ["mandoc"], ["-T", "lint", "-W", "unsupp", os.devnull]),
}


def needs(name: str) -> str:
    """The path of a program; without it the test is skipped, and in CI it fails."""
    path = found(name)
    if path is None:
        packages = " ".join(PROGRAMS[name].packages)
        reason = f"{name} is not installed, or does not work: `make programs` (on Debian: apt install {packages})"
        # Nothing may be left out where it is decided whether a change is good.
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return path


@cache
def found(name: str) -> str | None:
    """The path of a program that is there and works."""
    program = PROGRAMS[name]
    paths = (shutil.which(one) for one in program.names)
    return next((path for path in paths if path and _ends_well(path, *program.proof)), None)


def install_missing() -> None:
    """Asks apt for what is missing, where it is there and nobody need be asked for a password."""
    missing = [name for name in PROGRAMS if found(name) is None]
    if not missing:
        return
    print(f"make: some tests drive programs that are missing here: {', '.join(missing)}")
    apt = _apt()
    if apt is None:
        print("make: the tests that need them will be skipped (to install them takes apt, and root or sudo without")
        print("      a password)")
        return
    print("make: installing them with apt-get (to leave it: make -o programs test)", flush=True)
    if not _ends_well(*apt, "--quiet=2", "update"):
        print("make: apt-get update failed; going on with the lists that are there")
    for name in missing:
        # What a release no longer has apart, another of the packages has in it.
        packages = [one for one in PROGRAMS[name].packages if _ends_well("apt-cache", "show", one)]
        print(f"make: installing for {name}: {' '.join(packages) or 'no package'}", flush=True)
        why = _run(*apt, "--yes", "--quiet=2", "--no-install-recommends", "install", *packages)
        found.cache_clear()
        if found(name) is None:
            print(f"make: {name} could not be installed; the tests that need it will be skipped\n{why or ''}".strip())


def _apt() -> list[str] | None:
    """How apt-get is called: waits while another holds its lock, asks nothing. None where it cannot be."""
    apt = shutil.which("apt-get")
    if apt is None:
        return None
    asking_nothing = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-o", "DPkg::Lock::Timeout=300"]
    if os.geteuid() == 0:
        return asking_nothing
    return ["sudo", "-n", *asking_nothing] if _ends_well("sudo", "-n", "true") else None


def _ends_well(*command: str) -> bool:
    return _run(*command) is None


def _run(*command: str) -> str | None:
    """Runs a program to its end; why it did not end well, if it did not."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=LONGEST,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stderr.strip() if done.returncode else None


if __name__ == "__main__":
    install_missing()
