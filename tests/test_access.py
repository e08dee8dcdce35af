"""Who may see which study: what the table says of a reader, and what is said of a table that is no good."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit import config

from survey import access
from survey.access import NOBODY, OPEN, Access, Header, Reader, lowered, read
from survey.errors import AccessError
from survey.server.start import guard

KEY = "a key of the proxy, long enough"
KAIKU = '[studies]\n"*" = ["@kaiku.fi"]\n'
OIDC = f'sign_in = "oidc"\n{KAIKU}'
HEADER = f"""
sign_in = "header"
[header]
address = "X-Forwarded-Email"
key = "{KEY}"
{KAIKU}"""
Write = Callable[[str], Path]


def reader(address: str | None = None, *groups: str) -> Reader:
    return Reader(address, frozenset(groups), known=True)


def sees(address: str | None, *allowed: str, groups: Sequence[str] = ()) -> bool:
    """Whether somebody sees a study whose line is this."""
    return Access({"small": allowed}).sees(reader(address, *groups), "small")


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a table to the file that the settings name."""
    file = tmp_path / "access.toml"
    monkeypatch.setenv("SURVEY_ACCESS", str(file))

    def written(text: str) -> Path:
        file.write_text(text, encoding="utf-8")
        return file

    return written


def problems(write: Write, text: str) -> tuple[str, ...]:
    """What is said of a table; nobody sees anything meanwhile, and the app would not start."""
    write(text)
    with pytest.raises(AccessError):
        guard()
    with pytest.raises(AccessError) as error:
        access.access()
    return error.value.problems


# What the table says of a reader


def test_an_address_is_seen_in_either_case() -> None:
    assert sees("anna@partner.fi", "Anna@Partner.FI")
    assert not sees("anna@partner.fi", "hanna@partner.fi") and not sees("hanna@partner.fi", "anna@partner.fi")


@pytest.mark.parametrize("address", ["a@kaiku.fi", "a.b+c@kaiku.fi", "väinö@kaiku.fi", "o'neil@kaiku.fi"])
def test_a_domain_is_everybody_who_has_an_address_in_it(address: str) -> None:
    assert sees(address, "@kaiku.fi") and sees(address, "@KAIKU.fi")


@pytest.mark.parametrize(
    "address",
    [
        "a@evilkaiku.fi",
        "a@evil-kaiku.fi",
        "a@kaiku.fi.evil.com",
        "a@kaiku.fi@evil",
        "a@evil@kaiku.fi",
        "a@@kaiku.fi",
        "a@sub.kaiku.fi",
        "a@kaiku.fi.",
        "a@kaiku.f",
        "a@kaiku.fii",
        "a@kaiku,fi",
        "a@kaiku.fi ",
        "a@ kaiku.fi",
        "a@kaiku.fi\n",
        "a@kaiku.fi\0",
        "@kaiku.fi",
        "kaiku.fi",
        "@",
        "",
        "a@\u212aaiku.fi",  # the Kelvin sign, which lower() makes a k
        "a@ka\u0130ku.fi",  # a capital i with a dot
        "a@ka\u0131ku.fi",  # an i without one
        "a@kaiku.\ufb01",  # fi as one letter, which casefold() takes apart
        "a@\u043aaiku.fi",  # a Cyrillic k
        "a@kaiku\u3002fi",  # an ideographic full stop
        "a\uff20kaiku.fi",  # a wide @
        "a@kaiku.fi\u200b",
        "a@kai\u00adku.fi",
    ],
)
def test_a_domain_is_nobody_whose_address_only_looks_like_it(address: str) -> None:
    assert not sees(lowered(address), "@kaiku.fi") and not sees(address, "@kaiku.fi")


@pytest.mark.parametrize(
    ("address", "entry"),
    [
        ("mi\u212aa@partner.fi", "mika@partner.fi"),
        ("stra\u00dfe@partner.fi", "strasse@partner.fi"),
        ("anna@partner.f\u0130", "anna@partner.fi"),
        ("\u017fam@partner.fi", "sam@partner.fi"),
    ],
)
def test_a_look_alike_is_another_person(address: str, entry: str) -> None:
    assert not sees(lowered(address), entry) and not sees(lowered(entry), address)


def test_a_group_is_taken_by_its_name_to_the_letter() -> None:
    assert sees(None, "group:board", groups=["staff", "board"])
    for other in ("Board", "board ", "boards", "group:board", "*", "", "@kaiku.fi"):
        assert not sees(None, "group:board", groups=[other])


def test_a_name_of_a_group_is_no_address_and_an_address_no_group() -> None:
    assert not sees("group:board", "group:board")
    assert not sees(None, "anna@partner.fi", "@partner.fi", groups=["anna@partner.fi", "@partner.fi"])


def test_a_group_may_have_blanks_within_and_a_colon() -> None:
    assert sees(None, "group:the board: all", groups=["the board: all"])


def test_anybody_is_somebody_unknown_too() -> None:
    assert sees(None, "*") and Access({"*": ("*",)}).sees(NOBODY, "small")


def test_an_empty_line_is_nobody() -> None:
    table = Access({"*": ("*",), "small": ()})
    assert not table.sees(reader("a@kaiku.fi", "board"), "small") and table.sees(NOBODY, "other")


def test_a_studys_own_line_decides_and_does_not_fall_back() -> None:
    table = Access({"*": ("@kaiku.fi",), "small": ("anna@partner.fi",)})
    assert not table.sees(reader("a@kaiku.fi"), "small") and table.sees(reader("a@kaiku.fi"), "other")
    assert table.sees(reader("anna@partner.fi"), "small") and not table.sees(
        reader("anna@partner.fi"), "other"
    )


def test_a_study_without_any_line_is_seen_by_nobody() -> None:
    assert not Access({"small": ("*",)}).sees(reader("a@kaiku.fi", "board"), "other")


def test_everything_is_open_only_where_every_line_is() -> None:
    assert OPEN.open and Access({"*": ("@kaiku.fi", "*"), "small": ("*",)}).open
    assert not Access({"*": ("*",), "small": ("@kaiku.fi",)}).open
    assert not Access({"*": ("*",), "small": ()}).open
    assert not Access({"small": ("*",)}).open


ADDRESSES = st.text(st.sampled_from("akiu.fi@KAİKU\u212a "), max_size=24) | st.emails() | st.none()
ENTRIES = st.sampled_from(["@kaiku.fi", "anna@partner.fi", "group:board", "@fi.fi", "a@kaiku.fi"])


@settings(deadline=None)
@given(ADDRESSES, st.frozensets(st.sampled_from(["board", "staff", "@kaiku.fi", "*", "a@kaiku.fi"])))
def test_a_reader_outside_every_line_sees_nothing(address: str | None, groups: frozenset[str]) -> None:
    """Only in the group, or with an address whose one @ parts a name from the domain."""
    table = Access(
        {"*": ("@kaiku.fi",), "small": ("group:board",), "other": ("anna@partner.fi",), "none": ()}
    )
    who = Reader(lowered(address) if address is not None else None, groups, known=True)
    name, *domain = (who.address or "").split("@")
    expected = {
        "any": bool(name) and domain == ["kaiku.fi"],
        "small": "board" in groups,
        "other": who.address == "anna@partner.fi",
        "none": False,
    }
    assert {study: table.sees(who, study) for study in expected} == expected


@settings(deadline=None)
@given(st.lists(ENTRIES), st.lists(ENTRIES), ADDRESSES)
def test_a_longer_line_never_takes_a_reader_away(
    some: list[str], more: list[str], address: str | None
) -> None:
    assert not sees(address, *some) or sees(address, *some, *more)


@settings(deadline=None)
@given(st.text())
def test_an_address_in_lower_case_is_as_long_as_it_was(text: str) -> None:
    """So no letter becomes two, and nothing becomes ASCII that was not."""
    assert len(lowered(text)) == len(text) and lowered(lowered(text)) == lowered(text)
    assert [one.isascii() for one in lowered(text)] == [one.isascii() for one in text]


# The file


def test_the_table_at_the_head_of_the_module_is_read_as_it_says(write: Write) -> None:
    text = str(access.__doc__).partition("\n\n")[2].rpartition("\n\n")[0].replace("…", "k" * 24)
    with pytest.raises(AccessError, match='header: is only for sign_in = "header"'):
        read(write(text))
    table = read(write(text.replace('sign_in = "oidc" ', 'sign_in = "header"')))
    assert (table.sign_in, table.hours, table.groups) == ("header", 12, "groups")
    assert table.header == Header("X-Forwarded-Email", "X-Forwarded-Groups", "k" * 24)
    assert table.sees(NOBODY, "case-2021") and not table.sees(NOBODY, "executives-2015")
    assert table.sees(reader(None, "board"), "executives-2015")


def test_a_file_that_is_not_named_and_not_there_opens_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = tmp_path / "access.toml"
    monkeypatch.setenv("SURVEY_ACCESS", str(default))
    monkeypatch.setattr("survey.settings.Settings.access", default)
    assert access.access() == OPEN


def test_a_file_that_was_there_and_is_gone_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor may save a file by taking the old one away first."""
    default = tmp_path / "access.toml"
    default.write_text(OIDC, encoding="utf-8")
    monkeypatch.setenv("SURVEY_ACCESS", str(default))
    monkeypatch.setattr("survey.settings.Settings.access", default)
    assert access.access() == read(default)
    default.unlink()
    with pytest.raises(AccessError, match="cannot be read"):
        access.access()


def test_a_file_that_is_named_and_missing_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_ACCESS", str(tmp_path / "acces.toml"))
    with pytest.raises(AccessError, match=r"acces\.toml: 1 problem\n.*cannot be read.*is .*acces\.toml its"):
        access.access()
    with pytest.raises(AccessError):
        guard()


def test_a_folder_in_its_place_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_ACCESS", str(tmp_path))
    with pytest.raises(AccessError, match="cannot be read"):
        access.access()


def test_a_file_that_is_not_utf_8_says_so(write: Write) -> None:
    file = write("")
    file.write_bytes(b'[studies]\n"*" = ["\xe4@kaiku.fi"]')
    with pytest.raises(AccessError, match="not UTF-8; save it as that"):
        access.access()


def test_a_byte_order_mark_does_no_harm(write: Write) -> None:
    assert read(write(f"\ufeff{OIDC}")).sign_in == "oidc"


def test_a_change_is_seen_without_a_restart(write: Write) -> None:
    write(OIDC)
    assert access.access().sees(reader("a@kaiku.fi"), "small")
    write(OIDC.replace("kaiku", "another"))
    assert not access.access().sees(reader("a@kaiku.fi"), "small")


def test_a_change_is_seen_where_the_file_is_as_long_and_as_old_as_before(write: Write) -> None:
    """As where files come from an image in which they all have the same time."""
    for name in ("kaiku", "other", "third"):
        file = write(OIDC.replace("kaiku", name))
        time.sleep(0.02)  # a file system's clock ticks in hundredths of a second
        os.utime(file, (0, 0))
        assert access.access().sees(reader(f"a@{name}.fi"), "small")


def test_a_file_that_is_replaced_by_another_is_seen(write: Write, tmp_path: Path) -> None:
    write(OIDC)
    access.access()
    other = tmp_path / "new.toml"
    other.write_text(OIDC.replace("kaiku", "other"), encoding="utf-8")
    other.replace(tmp_path / "access.toml")
    assert access.access().sees(reader("a@other.fi"), "small")


def test_a_file_that_breaks_opens_nothing_until_it_is_mended(write: Write) -> None:
    write(OIDC)
    assert access.access().sign_in == "oidc"
    write("sign_in = ")
    for _ in range(2):
        with pytest.raises(AccessError, match="is not TOML"):
            access.access()
    write(OIDC)
    assert access.access().sign_in == "oidc"


def test_a_file_is_read_once_as_long_as_it_stays(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(OIDC)
    first = access.access()
    monkeypatch.setattr("survey.access.read", lambda _: pytest.fail("read again"))
    assert access.access() is first


# What is wrong with a table is told, with what would mend it


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", 'studies: is missing; for all of a domain write [studies] and "*" = ["@your.domain"]'),
        ('signin = "oidc"\n', '"signin" is not known; did you mean "sign_in"?'),
        ("xyzzy = 1\n", '"xyzzy" is not known; known are "sign_in", "hours", "groups", "header", "studies"'),
        ('sign_in = "saml"\n', 'sign_in: \'saml\' is not one of "oidc", "header"'),
        ('sign_in = "OIDC"\n', "sign_in: 'OIDC' is not one of"),
        ("sign_in = true\n", "sign_in: True is not one of"),
        ('sign_in = ["oidc"]\n', "sign_in: ['oidc'] is not one of"),
        ("hours = 0\n", "hours: 0 is not a number of hours from 0 to 720"),
        ("hours = -1\n", "hours: -1 is not a number"),
        ("hours = 721\n", "hours: 721 is not a number"),
        ("hours = nan\n", "hours: nan is not a number"),
        ("hours = inf\n", "hours: inf is not a number"),
        ("hours = true\n", "hours: True is not a number"),
        ('hours = "12"\n', "hours: '12' is not a number"),
        ('groups = ""\n', "groups: '' is not the name of a claim"),
        ('groups = " "\n', "groups: ' ' is not the name of a claim"),
        ("groups = []\n", "groups: [] is not the name of a claim"),
        ("header = 1\n", "header: is not a table; write [header] and its lines below"),
        ("studies = []\n", 'studies: is not a table such as "*" = ["@kaiku.fi"]'),
        ("[studies]\n", 'studies: is not a table such as "*" = ["@kaiku.fi"]'),
        ('[studies]\nsmall = "*"\n', "studies: small: '*' is not a list such as"),
        ("[studies]\nsmall = true\n", "studies: small: True is not a list such as"),
        ('[studies.small]\na = "*"\n', "studies: small: {'a': '*'} is not a list such as"),
        ("[studies]\nsmall = [1]\n", 'studies: small: 1 is none of "*" (anybody), "@domain"'),
        ('[studies]\nsmall = [""]\n', "has the list []"),
        *(
            (f'[studies]\nsmall = ["{one}"]\n', f"studies: small: {one!r} is none of")
            for one in (
                "kaiku.fi",
                "anna",
                "@kaiku",
                "@",
                "*@kaiku.fi",
                "@*.fi",
                "a@b@kaiku.fi",
                "@kaiku.fi ",
                " @kaiku.fi",
                "a b@kaiku.fi",
                "group:",
                "group: board",
                "group:board ",
                "**",
                "groups:board",
                "group@kaiku:fi",
            )
        ),
    ],
)
def test_a_line_that_cannot_be_used_is_told(write: Write, text: str, told: str) -> None:
    assert any(told in one for one in problems(write, text))


def header(**lines: str) -> str:
    """A table with other lines for the proxy; a line that is "" is left out."""
    given = {"address": '"X-Email"', "groups": '"X-Groups"', "key": f'"{KEY}"'} | lines
    return "\n".join(
        [
            'sign_in = "header"',
            "[header]",
            *(f"{key} = {value}" for key, value in given.items() if value),
            KAIKU,
        ]
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ({"address": ""}, 'header: "address" is missing'),
        ({"key": ""}, 'header: "key" is missing'),
        ({"address": '"X Email"'}, "header: address: 'X Email' is not the name of a header"),
        ({"address": '"X-Email "'}, "header: address: 'X-Email ' is not the name of a header"),
        ({"address": '"X-Email:"'}, "header: address: 'X-Email:' is not the name of a header"),
        ({"address": '""'}, "header: address: '' is not the name of a header"),
        ({"address": '"X-Sähköposti"'}, "is not the name of a header"),
        ({"address": "1"}, "header: address: 1 is not the name of a header"),
        ({"groups": '"X Groups"'}, "header: groups: 'X Groups' is not the name of a header"),
        ({"groups": "[]"}, "header: groups: [] is not the name of a header"),
        ({"key": f'"{KEY[:23]}"'}, "header: key: is not a text of 24 ASCII characters"),
        ({"key": '"ä' + "k" * 24 + '"'}, "header: key: is not a text of 24 ASCII characters"),
        ({"key": '"' + "\u212a" * 24 + '"'}, "header: key: is not a text of 24 ASCII characters"),
        ({"key": f'" {KEY}"'}, "no blank at its ends"),
        ({"key": f'"{KEY}\\n"'}, "no blank at its ends"),
        ({"key": f'"{KEY}\\u0000{KEY}"'}, "header: key: is not a text"),
        ({"key": '"' + " " * 30 + '"'}, "header: key: is not a text"),
        ({"key": "123456789012345678901234567890"}, "header: key: is not a text"),
        ({"adress": '"X-Email"'}, 'header: "adress" is not known; did you mean "address"?'),
    ],
)
def test_what_is_wrong_with_a_proxys_lines_is_told(write: Write, lines: dict[str, str], told: str) -> None:
    found = problems(write, header(**lines))
    assert any(told in one for one in found)
    assert not any(KEY[:23] in one for one in found)


def test_a_proxy_needs_no_groups(write: Write) -> None:
    table = read(write(header(groups="")))
    assert table.header and table.header.names == {"x-email", "x-survey-key"}


def test_names_need_somebody_who_tells_them(write: Write) -> None:
    assert problems(write, KAIKU) == (
        'sign_in: is missing, so nobody can be "@kaiku.fi"; write "oidc" or "header"',
    )
    assert read(write('[studies]\n"*" = ["*"]\nsmall = []\n')).sign_in is None


def test_a_proxy_is_asked_for_and_only_where_there_is_one(write: Write) -> None:
    asked = problems(write, f'sign_in = "header"\n{KAIKU}')
    assert asked == ("header: is missing; it names the headers of the proxy, and its key",)
    only = 'header: is only for sign_in = "header"'
    assert problems(write, HEADER.replace('"header"', '"oidc"')) == (only,)
    assert problems(write, HEADER.replace('sign_in = "header"', "").replace("@kaiku.fi", "*")) == (only,)


def test_all_that_is_wrong_is_told_at_once(write: Write) -> None:
    found = problems(
        write,
        'sign_in = "header"\nhours = 0\ngroups = ""\nsigned = 1\n'
        '[studies]\nsmall = "*"\nother = ["kaiku.fi", "anna", "@kaiku.fi"]\n',
    )
    assert [one.split(":")[0].split(" ")[0] for one in found] == [
        '"signed"',
        "hours",
        "groups",
        "studies",
        "studies",
        "studies",
        "header",
    ]
    found = problems(write, '[header]\naddress = "X Email"\ngroups = 1\nkey = "k"\nkeys = "k"\n')
    assert [one.partition(":")[0] for one in found] == ["header"] * 4 + ["studies", "header"]


# The proxy's key


def test_the_key_is_believed_to_the_letter() -> None:
    proxy = Header("X-Email", None, KEY)
    assert proxy.believes(KEY)
    for other in (None, "", KEY[:-1], f"{KEY} ", f" {KEY}", KEY.upper(), f"{KEY}, {KEY}", "ä"):
        assert not proxy.believes(other)


def test_the_key_is_in_no_text_of_the_table(write: Write) -> None:
    table = read(write(HEADER))
    assert table.header and table.header.key == KEY
    assert KEY not in repr(table) + str(table) + repr(table.header)


# The start


@pytest.mark.parametrize(
    ("address", "text", "warns"),
    [
        ("127.0.0.1", '[studies]\n"*" = ["*"]\n', False),
        ("::1", '[studies]\n"*" = ["*"]\n', False),
        ("localhost", '[studies]\n"*" = ["*"]\n', False),
        ("0.0.0.0", '[studies]\n"*" = ["*"]\n', True),
        ("", '[studies]\n"*" = ["*"]\n', True),
        ("insights.kaiku.fi", '[studies]\n"*" = ["*"]\n', True),
        ("0.0.0.0", OIDC, False),
    ],
)
def test_a_start_warns_where_others_reach_what_is_open(
    write: Write, monkeypatch: pytest.MonkeyPatch, address: str, text: str, warns: bool
) -> None:
    write(text)
    said: list[str] = []
    monkeypatch.setattr("survey.server.start.log.warning", lambda words, **_: said.append(words))
    monkeypatch.setattr(config, "get_option", lambda _: address)
    guard()
    assert [one for one in said if "SURVEY_ACCESS" in one] == said and bool(said) == warns
