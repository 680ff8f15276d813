from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from stallkeeper.render.pen import MarkdownPen, PlainPen, listed, printable

HOSTILE = (
    "<script>alert(1)</script>",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "| cell | cell |",
    "`code` and ``more``",
    "[link](javascript:alert(1))",
    "![image](http://tracker.example/x.png)",
    "**bold** _under_ __twice__ ~~gone~~",
    "&lt;b&gt; &#60;",
    "<!-- comment",
    "a\\",
    "two\n\nparagraphs\n# heading",
    "right\u202eto left",
    "+ plus",
    "=",
    "---",
    "* * *",
    "```",
    "~~~",
    "\\`",
    "$$x$$",
    "[^1]: note",
    "<https://example.test>",
    "_a_",
    "a_b_c",
)
texts = st.sampled_from(HOSTILE) | st.text(alphabet=st.sampled_from("a1 _*`~|\\<>&#[]()!-+=.$:/\n\u202e"), max_size=12)


def inline_tokens(markdown: str) -> list[Any]:
    """The inline tokens of Markdown that has to be one paragraph in one list item."""
    blocks = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    kinds = [token.type for token in blocks]
    paragraph = ["paragraph_open", "inline", "paragraph_close"] if "inline" in kinds else []
    list_of_one = ["bullet_list_open", "list_item_open", *paragraph, "list_item_close", "bullet_list_close"]
    assert kinds == list_of_one, markdown
    return [child for token in blocks if token.type == "inline" for child in token.children or []]


@given(texts)
@example("<script>alert(1)</script>")
@example("1. item")
@example("&lt;b&gt;")
def test_whatever_the_text_it_stays_text_in_markdown(text: str) -> None:
    tokens = inline_tokens(f"- {MarkdownPen().text(text)}\n")

    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens).strip() == printable(text)


@given(texts)
def test_whatever_the_word_it_stays_one_piece_of_code_in_markdown(word: str) -> None:
    written = MarkdownPen().code(word)

    tokens = inline_tokens(f"- {written}\n")
    kinds = [token.type for token in tokens]
    if kinds == ["code_inline"]:
        assert tokens[0].content.strip() == printable(word)
    else:
        assert kinds[0] == kinds[-1] == "html_inline"
        assert set(kinds[1:-1]) <= {"text", "text_special"}
        assert "".join(token.content for token in tokens[1:-1]) == printable(word)


@given(texts, texts)
def test_no_text_breaks_out_of_its_cell_in_a_table(text: str, word: str) -> None:
    pen = MarkdownPen()
    table = f"| a | b |\n|---|---|\n| {pen.text(text)} | {pen.code(word)} |\n"

    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(table)

    assert [token.type for token in tokens].count("td_open") == 2
    cells = [token for token in tokens if token.type == "inline"][2:]
    assert "".join(child.content for child in cells[0].children or []) == printable(text)


@pytest.mark.parametrize("word", ["PENDING", "a b", "Expédié", "x|y", "`", "a`b", "", "\x1b[31m"])
def test_plain_text_shows_no_control_characters(word: str) -> None:
    assert PlainPen().text(word).isprintable()
    assert MarkdownPen().code(word).isprintable()


def test_what_somebody_wrote_is_one_line() -> None:
    assert printable("a\n b\tc\r\nd") == "a b c d"
    assert printable("x\x00y\u202ez") == "x\ufffdy\ufffdz"
    assert printable("Mule d'Or, 24 h, 5 €") == "Mule d'Or, 24 h, 5 €"


def test_items_are_listed_as_in_a_sentence() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
