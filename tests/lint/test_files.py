"""Are files read as text, and is every file that is none refused with its reason?"""

import os
from pathlib import Path

import pytest

from gouji.lang.catalogue import LANGUAGES
from gouji.lint import files
from gouji.lint.files import UnreadableFile, read_text

FORM = 'form = "部门整体绩效目标表"\r\n"名称" = "甲"\n'


def refusal(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read_text(path, "forms/甲.toml")
    diagnostic = caught.value.diagnostic
    assert diagnostic.place.source.name == "forms/甲.toml"
    for language in LANGUAGES:
        assert diagnostic.help(language)
        assert "forms/甲.toml" in diagnostic.message(language)
    return caught.value


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf8(tmp_path: Path, mark: bytes) -> None:
    """The text comes as it is, line ends included, without the mark before it."""
    path = tmp_path / "甲.toml"
    path.write_bytes(mark + FORM.encode())
    source = read_text(path, "甲.toml")
    assert (source.name, source.text) == ("甲.toml", FORM)


def test_one_mark_only(tmp_path: Path) -> None:
    """A second mark belongs to the text, where the reader will report it."""
    path = tmp_path / "a"
    path.write_bytes(b"\xef\xbb\xbf" * 2)
    assert read_text(path, "a").text == "\ufeff"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (FORM.encode("gbk"), "file-gbk"),
        ("㐀 = 1\n".encode("gb18030"), "file-gbk"),
        (FORM.encode("utf-16"), "file-utf16"),
        (FORM.encode("utf-16-le"), "file-utf16"),
        (FORM.encode("utf-16-be"), "file-utf16"),
        (b"\xfe\xff" + FORM.encode("utf-16-be"), "file-utf16"),
        ("a = 1".encode("utf-16-le"), "file-utf16"),
        (b"a = 1\n\0\nb = 2\n", "file-binary"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xb5U0#", "file-binary"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00", "file-binary"),
        (FORM.encode() + b"\xff\n", "file-encoding"),
        (FORM.encode()[:-3], "file-encoding"),
        ("été = 1".encode("latin-1"), "file-encoding"),
        (b"\xef\xbb\xbf" + FORM.encode("gbk"), "file-encoding"),
    ],
)
def test_encodings(tmp_path: Path, content: bytes, code: str) -> None:
    """What is not UTF-8 is named, where it can be told what it is."""
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    assert refusal(path).diagnostic.code.id == code


def test_place_of_wrong_bytes(tmp_path: Path) -> None:
    """The place is the first byte that has no meaning; a GBK file is shown as it reads in GBK."""
    path = tmp_path / "a.toml"
    path.write_bytes(FORM.encode() + b"a = \xff\n")
    diagnostic = refusal(path).diagnostic
    assert (diagnostic.place.start.line, diagnostic.place.start.column) == (3, 5)
    assert "第 3 行" in diagnostic.message("zh")
    path.write_bytes(FORM.encode("gbk"))
    place = refusal(path).diagnostic.place
    assert place.source.text == FORM
    assert place.source.text[slice(*place.span)] == "部"


def test_no_file(tmp_path: Path) -> None:
    """Files that are not there, folders, and names that no file can have."""
    (tmp_path / "a.toml").write_text("")
    assert refusal(tmp_path / "b.toml").diagnostic.code.id == "file-missing"
    assert refusal(tmp_path / "a.toml" / "b.toml").diagnostic.code.id == "file-missing"
    assert refusal(tmp_path).diagnostic.code.id == "file-directory"
    assert refusal(tmp_path / "a\0b").diagnostic.code.id == "file-unreadable"
    assert refusal(tmp_path / ("长" * 200)).diagnostic.code.id == "file-unreadable"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permission is refused by the system; that is played here, for tests may run as an administrator."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.toml"
    path.write_text("")
    monkeypatch.setattr(Path, "open", refuse)
    assert refusal(path).diagnostic.code.id == "file-no-permission"


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the limit is not even opened."""
    path = tmp_path / "a.toml"
    with path.open("wb") as stream:
        stream.truncate(files.LARGEST + 1)
    monkeypatch.setattr(Path, "open", None)
    diagnostic = refusal(path).diagnostic
    assert diagnostic.code.id == "file-too-large"
    assert "20 MB" in diagnostic.message("zh")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_regular_file(tmp_path: Path) -> None:
    """A named pipe and a device are refused before they are opened: reading them might wait for ever, or never end."""
    os.mkfifo(tmp_path / "pipe.toml")
    assert refusal(tmp_path / "pipe.toml").diagnostic.code.id == "file-not-regular"
    assert refusal(Path("/dev/zero")).diagnostic.code.id == "file-not-regular"
