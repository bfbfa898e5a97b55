"""The stored files of a backup: linked aside before the database is copied, so that one which is discarded meanwhile is
there for the rows of the copy. A stored file never changes."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings


def link_aside(aside: Path) -> None:
    """A second name for each stored file under `aside`, which is on the same disk; a copy where names cannot be."""
    media = Path(settings.MEDIA_ROOT)
    for folder, _folders, names in os.walk(media):
        place = aside / Path(folder).relative_to(media)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            _link(Path(folder, name), place / name)


def find(names: Iterable[str], aside: Path) -> Iterator[tuple[str, Path | None]]:
    """Each of these stored names with the file that is of it, None where there is none."""
    media = Path(settings.MEDIA_ROOT)
    for name in names:
        yield name, next((path for path in (aside / name, media / name) if path.is_file()), None)


def _link(source: Path, place: Path) -> None:
    try:
        os.link(source, place)
    except FileNotFoundError:
        return  # discarded meanwhile
    except OSError:
        try:
            shutil.copyfile(source, place)
        except FileNotFoundError:
            return
