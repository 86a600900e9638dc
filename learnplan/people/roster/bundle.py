"""Opening a roster: the CSV files in a zip or a folder, without unpacking anything and within limits."""

import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from learnplan.people.roster.refusals import BundleRefused, damaged

MOST_ENTRIES = 500
MOST_BYTES = 16 * 2**30
MOST_RATIO = 200
RATIO_MATTERS_FROM_BYTES = 10 * 2**20
ENCRYPTED = 0x1
ADDED_BY_SYSTEMS = ("__MACOSX", ".", "Thumbs.db")


class Bundle:
    """The CSV files of one roster by their names in lower case, without folder and ".csv"."""

    def __init__(self, name: str, entries: dict[str, Callable[[], IO[bytes]]]):
        self.name = name
        own_names = {entry: PurePosixPath(entry).name for entry in entries}
        self.entries = {own.lower().removesuffix(".csv"): (own, entries[entry]) for entry, own in own_names.items()}

    def file_name(self, name: str) -> str:
        """Return the file's own name, as it is written in the bundle."""
        return self.entries[name][0]

    def open(self, name: str) -> IO[bytes]:
        """Open one file for reading bytes. Raises BundleRefused when the archive is damaged."""
        try:
            return self.entries[name][1]()
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            message = _("The zip file is damaged or packed in a way that cannot be read: make it again.")
            raise BundleRefused("damaged_zip", message) from error


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Give the roster at `path`, a zip file or a folder. Raises BundleRefused."""
    path = Path(path)
    if path.is_dir():
        files = {str(file.relative_to(path)): partial(file.open, "rb") for file in csv_paths(path)}
        yield Bundle(path.name, one_folder(files))
    elif not path.is_file():
        raise BundleRefused("not_found", _("There is no file or folder at this path."))
    elif not zipfile.is_zipfile(path):
        raise BundleRefused("not_a_zip", _("This is neither a folder nor a zip file. Give the whole roster as one."))
    else:
        try:
            with zipfile.ZipFile(path) as archive:
                entries = {name: partial(archive.open, info) for name, info in csv_entries(archive).items()}
                yield Bundle(path.name, one_folder(entries))
        except zipfile.BadZipFile as error:
            raise damaged() from error


def csv_paths(folder: Path) -> list[Path]:
    """Return the CSV files in a folder, or in its one sub-folder that has some. Links are not followed."""

    def within(folder: Path) -> list[Path]:
        return sorted(path for path in folder.iterdir() if not path.is_symlink())

    def files(folder: Path) -> list[Path]:
        return [path for path in within(folder) if is_csv(path.name) and path.is_file()]

    inside = [path for path in within(folder) if path.is_dir() and not is_noise(path.name)]
    return files(folder) or [file for part in inside for file in files(part)]


def csv_entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the CSV entries of a zip by full name. Raises BundleRefused for what is unsafe to open."""
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        raise BundleRefused("too_many_files", _("The zip holds more than {n} files.").format(n=MOST_ENTRIES))
    if sum(info.file_size for info in infos) > MOST_BYTES:
        raise BundleRefused("too_large", _("The zip unpacks to more than {n} GB.").format(n=MOST_BYTES // 2**30))
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        check_safe(info)
        if not info.is_dir() and is_csv(PurePosixPath(info.filename).name) and not is_noise(info.filename):
            if info.filename in found:
                raise BundleRefused("same_name", _("The zip holds two files named {name}.").format(name=info.filename))
            found[info.filename] = info
    return found


def check_safe(info: zipfile.ZipInfo) -> None:
    """Refuse an entry that climbs out of its folder, is locked, or unpacks to absurdly more than it is."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        raise BundleRefused("unsafe_name", _("The zip holds a file whose name leads outside of it. Make it again."))
    if info.flag_bits & ENCRYPTED:
        raise BundleRefused("locked", _("The zip is protected by a password. Make it again without one."))
    if info.file_size > RATIO_MATTERS_FROM_BYTES and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        raise BundleRefused("bomb", _("A file in the zip unpacks to over {n} times its size.").format(n=MOST_RATIO))


def is_csv(name: str) -> bool:
    return name.lower().endswith(".csv") and not is_noise(name)


def is_noise(name: str) -> bool:
    """Say whether an operating system added this of its own accord."""
    return any(part.startswith(ADDED_BY_SYSTEMS) for part in PurePosixPath(name).parts)


def one_folder(entries: dict) -> dict:
    """Keep the entries of the one folder that holds the roster: that of the manifest, or the only one."""
    folders: defaultdict[PurePosixPath, dict] = defaultdict(dict)
    for name, entry in entries.items():
        folders[PurePosixPath(name).parent][name] = entry
    with_manifest = [f for f, names in folders.items() if any(n.lower().endswith("manifest.csv") for n in names)]
    chosen = with_manifest or list(folders)
    if not chosen:
        raise BundleRefused("no_csv", _("There is no CSV file in it."))
    if len(chosen) > 1:
        raise BundleRefused("several_rosters", _("There are several folders with CSV files in it. Give one roster."))
    kept = folders[chosen[0]]
    if len({PurePosixPath(name).name.lower() for name in kept}) < len(kept):
        raise BundleRefused("same_name", _("Two files have the same name but for capital letters."))
    return kept
