"""Documents of a marketplace over real HTTP: as they are, in base64, behind a link, in a zip; and hostile ones."""

from __future__ import annotations

import base64
import io
import zipfile

import pytest

from stallkeeper.bindings.client import DocumentFile
from stallkeeper.errors import ChannelError
from tests.bindings.serving import Asked, Said
from tests.bindings.small_channels import shop

PDF, PNG = b"%PDF-1.7 a paper", b"\x89PNG a label"


def zip_of(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def fetched(name: str, said: Said) -> tuple[DocumentFile, ...]:
    """What comes of a document when the marketplace says that."""
    with shop("paper_shop", lambda asked: said) as here:
        return here.client.documents("A1", name)


def contents(files: tuple[DocumentFile, ...]) -> list[tuple[str, bytes]]:
    return [(each.media_type, each.content) for each in files]


def test_a_document_comes_as_it_is() -> None:
    assert contents(fetched("delivery_note", Said(PDF))) == [("application/pdf", PDF)]


def test_a_document_in_base64_is_decoded_even_in_lines() -> None:
    text = base64.encodebytes(PNG * 20).decode()
    assert contents(fetched("label", Said({"label": {"data": text}}))) == [("image/png", PNG * 20)]


def test_broken_base64_is_an_error_that_quotes_nothing() -> None:
    with pytest.raises(ChannelError, match="base64 is broken") as caught:
        fetched("label", Said({"label": {"data": "Ms Marked!"}}))
    assert "Marked" not in str(caught.value)


@pytest.mark.parametrize("link", ["/files/7.pdf?sign=a%2Fb", "HOST/files/7.pdf?sign=a%2Fb"])
def test_a_document_behind_a_link_is_fetched_at_the_same_host(link: str) -> None:
    def answer(asked: Asked) -> Said:
        if asked.path == "/orders/A1/bill":
            return Said({"bill": {"url": link.replace("HOST", f"http://{asked.header('Host')}")}})
        assert (asked.target, asked.header("X-Key")) == ("/files/7.pdf?sign=a%2Fb", "p4per-key")
        return Said(PDF)

    with shop("paper_shop", answer) as here:
        assert contents(here.client.documents("A1", "bill")) == [("application/pdf", PDF)]


@pytest.mark.parametrize(
    "link", ["http://169.254.169.254/latest", "https://files.elsewhere.example/7.pdf", "file:///etc/passwd"]
)
def test_a_link_to_any_other_place_is_not_followed(link: str) -> None:
    with (
        shop("paper_shop", lambda asked: Said({"bill": {"url": link}})) as here,
        pytest.raises(ChannelError, match="which the account does not name; not followed"),
    ):
        here.client.documents("A1", "bill")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("delivery_note", Said(b"")),
        ("delivery_note", Said({"error": "no"}, 404)),
        ("label", Said({"label": None})),
        ("bill", Said({"bill": {"url": ""}})),
        ("customs", Said(b"")),
    ],
)
def test_a_document_that_is_not_there_yet_is_none(name: str, said: Said) -> None:
    assert fetched(name, said) == ()


def test_each_file_of_a_zip_is_one_and_its_name_tells_only_what_it_is() -> None:
    packed = zip_of({"a/CN23 Ms Marked.pdf": PDF, "../../etc/label.png": PNG, "odd": b"x"})
    files = fetched("customs", Said(packed))
    assert contents(files) == [("application/pdf", PDF), ("image/png", PNG), ("application/pdf", b"x")]
    assert {each.name for each in files} == {"customs"}


def test_what_is_said_to_be_a_zip_and_is_none_is_taken_as_it_is() -> None:
    assert contents(fetched("customs", Said(PDF))) == [("application/pdf", PDF)]


def test_a_zip_that_unpacks_to_a_mountain_is_refused() -> None:
    bomb = zip_of({f"{number}.pdf": bytes(20 * 1024 * 1024) for number in range(4)})
    assert len(bomb) < 200_000
    with pytest.raises(ChannelError, match="unpacks to more than 64 MB"):
        fetched("customs", Said(bomb))


def test_a_zip_of_a_thousand_files_is_refused() -> None:
    with pytest.raises(ChannelError, match="a zip of 1000 files; at most 50"):
        fetched("customs", Said(zip_of({f"{number}.pdf": b"x" for number in range(1000)})))


@pytest.mark.parametrize("at", [30, -30])
def test_a_broken_zip_is_an_error_and_nothing_is_taken(at: int) -> None:
    packed = bytearray(zip_of({"a.pdf": PDF * 50}))
    packed[at] ^= 0xFF
    packed[at + 1] ^= 0xFF
    with pytest.raises(ChannelError, match="zip that cannot be opened"):
        fetched("customs", Said(bytes(packed)))


def test_a_locked_zip_is_an_error() -> None:
    packed = bytearray(zip_of({"a.pdf": PDF}, zipfile.ZIP_STORED))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ChannelError, match="zip that cannot be opened"):
        fetched("customs", Said(bytes(packed)))
