"""What the worker's thread alone knows: which files the workspace has, and the snapshot of now.

Loaded by that thread when it is first needed, so that the client is answered before rules can be read. Speaks no protocol.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from gouji.lang.diagnostic import Diagnostic
from gouji.lang.source import Source
from gouji.lint.codes import FOLDER_UNREADABLE, PATH_MISSING
from gouji.lint.config import Configuration, Written
from gouji.lint.config_search import Configurations
from gouji.lint.discover import discover
from gouji.lint.files import real_path
from gouji.lint.library import Library
from gouji.lsp.settings import Settings
from gouji.lsp.snapshot import Snapshot


class Workspace:
    """With `within`, no file is read but those in that folder and the packs, whatever a text refers to."""

    def __init__(self, within: Path | None) -> None:
        self._within = within
        library = Library(naming=str, within=within)
        self.snapshot = Snapshot(library=library, configurations=Configurations(naming=str, within=within))

    def edit(self, texts: Mapping[Path, Source], changed: Iterable[Path]) -> None:
        """`texts` are all that are open now; those of the `changed` files are others than before."""
        self.snapshot = self.snapshot.after(texts, list(changed))

    def look_around(
        self, texts: Mapping[Path, Source], changed: Iterable[Path], folders: list[Path], anew: Settings | None = None
    ) -> list[Diagnostic]:
        """Files may have come or gone; `anew` are the client's settings where a configuration may be another one.

        Gives what folders could not be searched.
        """
        if anew is None:
            configurations = self.snapshot.configurations
        else:
            configurations = Configurations(texts, str, laid_over(anew, folders), self._within)
        found = discover(folders, configurations=configurations)
        files = map(real_path, found.files)
        in_force = configurations if anew is not None else None
        self.snapshot = self.snapshot.after(texts, list(changed), files, in_force, tuple(folders))
        return [one for one in found.problems if one.code in (FOLDER_UNREADABLE, PATH_MISSING)]

    def files(self) -> list[Path]:
        """Every file that findings may be in."""
        now = self.snapshot
        return list(dict.fromkeys([*now.rule_files, *now.form_files, *now.files_beside(), *now.open]))


def laid_over(settings: Settings, folders: Iterable[Path]) -> Callable[[Configuration], Configuration]:
    """What makes of the project's configuration the one that is in force for a client with these folders open.

    Its rules come before the project's, its exclusions are added, its language and its forms stand for the project's.
    Its paths count from the folder that the client has open.
    """
    opened = sorted(folders, key=lambda folder: len(folder.parts), reverse=True)

    def over(configuration: Configuration) -> Configuration:
        if settings == Settings():
            return configuration
        at = configuration.folder
        around = [one for one in opened if at.is_relative_to(one)]
        within = [one for one in opened if one.is_relative_to(at)]
        folder = (around or within[::-1] or [at])[0]
        own = configuration if configuration.source is not None else replace(configuration, folder=folder)
        return replace(
            own,
            language=settings.language or own.language,
            rules=(*(Written(str(folder / one), None) for one in settings.rules), *own.rules),
            forms=settings.forms or own.forms,
            exclude=(*own.exclude, *settings.exclude),
        )

    return over
