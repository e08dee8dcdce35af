"""What Streamlit would make of words in its labels, and how they stay as they are."""

import pytest

from survey.ui.words import plain


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Trade", "Trade"),
        ("250+", "250+"),
        ("10–49", "10–49"),
        ("Size: all", "Size: all"),
        ("E-mail, LinkedIn (new)", "E-mail, LinkedIn (new)"),
        ("1. first", r"1\. first"),
        ("- one", r"\- one"),
        (">one", r"\>one"),
        ("![a](b)", r"\!\[a\](b)"),
        (r"a\*b", r"a\\\*b"),
        (":smile:", ":\u2060smile:"),
        ("https://a.fi", "https:\u2060//a.fi"),
        ("www.a.fi", "www\u2060.a.fi"),
        ("anna@a.fi", "anna\u2060@a.fi"),
        ("a -> b", "a -\u2060> b"),
    ],
)
def test_what_would_be_markup_is_held_back_and_nothing_else(words: str, label: str) -> None:
    assert plain(words) == label
