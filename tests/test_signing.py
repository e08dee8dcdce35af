"""Signed links: what was signed is shown, to the second, and nothing else opens."""

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from random import Random
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import Signer, URLSafeSerializer, URLSafeTimedSerializer

from survey import signing
from survey.__main__ import main
from survey.charts import EMBEDDED
from survey.database import Releases
from survey.errors import LinkError
from survey.settings import Settings
from survey.signing import LONGEST, SHORTEST, new_key, opened, read, signed

KEYS = ("the newest key of all, 32 or more", "an older key, as long as a key is")
VIEW = {"study": "small", "by": "sector", "groups": "public", "chart": "ranking", "lang": "fi"}
UNTIL = 2_000_000_000
TOKEN = signed(VIEW, UNTIL, KEYS)
OTHERS: tuple[dict[str, str], ...] = (
    VIEW | {"groups": "trade"},
    VIEW | {"groups": ""},
    VIEW | {"lang": "en"},
    VIEW | {"study": "executives-2015"},
    VIEW | {"chart": "heatmap"},
    VIEW | {"filters": "on"},
    {},
)


# What is signed


def test_what_was_signed_is_what_opens() -> None:
    assert opened(TOKEN, KEYS, 0) == VIEW


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.text(), max_size=8), st.integers(1, 2**53))
def test_any_view_comes_back_whole_as_long_as_it_is_good(view: Mapping[str, str], until: int) -> None:
    try:
        token = signed(view, until, KEYS)
    except UnicodeEncodeError:
        return
    assert opened(token, KEYS, until - 1) == view and opened(token, KEYS, until) is None
    assert re.fullmatch(r"[\w.-]+", token)


def test_the_order_in_a_view_does_not_matter() -> None:
    assert signed(dict(reversed(VIEW.items())), UNTIL, KEYS) == TOKEN


def test_a_link_ends_to_the_second() -> None:
    assert opened(TOKEN, KEYS, UNTIL - 0.001) == VIEW
    for now in (UNTIL, UNTIL + 0.001, UNTIL + 86400, float("inf"), float("nan")):
        assert opened(TOKEN, KEYS, now) is None


def test_a_view_that_is_too_long_for_an_address_is_not_signed() -> None:
    chance = Random(1)
    long = {"groups": "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=2 * LONGEST))}
    with pytest.raises(LinkError, match=f"longer than {LONGEST} characters; choose fewer groups"):
        signed(long, UNTIL, KEYS)
    serializer = signing._serializer(KEYS)
    assert opened(str(serializer.dumps({"view": long, "until": UNTIL})), KEYS, 0) is None


# Keys come and go


def test_the_newest_key_signs_and_older_ones_still_open() -> None:
    new, old = KEYS
    assert opened(signed(VIEW, UNTIL, KEYS), (new,), 0) == VIEW
    assert opened(signed(VIEW, UNTIL, KEYS), (old,), 0) is None
    assert opened(signed(VIEW, UNTIL, (old,)), (new, old), 0) == VIEW


def test_a_key_that_was_taken_out_opens_nothing_more() -> None:
    new, old = KEYS
    assert opened(signed(VIEW, UNTIL, (old,)), (new,), 0) is None
    assert opened(TOKEN, (), 0) is None


def test_keys_are_made_anew_and_are_long_enough(tmp_path: Path) -> None:
    made = {new_key() for _ in range(50)}
    assert len(made) == 50 and all(len(one) >= SHORTEST for one in made)


# What was not signed


def decoded(part: str) -> bytes:
    part = part.removeprefix(".")  # which marks what is packed
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def payload(view: Mapping[str, str], until: int = UNTIL) -> str:
    return encoded(json.dumps({"view": view, "until": until}, separators=(",", ":")).encode())


def packed(view: Mapping[str, str], until: int = UNTIL) -> str:
    content = json.dumps({"view": view, "until": until}, separators=(",", ":")).encode()
    return f".{encoded(zlib.compress(content))}"


def other_content() -> Iterator[str]:
    """Another view or another end, below the signature of the true one, written in every way."""
    _, _, signature = TOKEN.rpartition(".")
    for write in (payload, packed):
        yield from (f"{write(view)}.{signature}" for view in OTHERS)
        yield from (f"{write(VIEW, until)}.{signature}" for until in (UNTIL + 1, 2**40, -1))
    yield f"{packed(VIEW)}.{signature}"
    yield f"{encoded(b'null')}.{signature}"
    yield f"{encoded(b'')}.{signature}"


def other_signatures() -> Iterator[str]:
    """The true content, signed by somebody else, for something else or not at all."""
    content = {"view": VIEW, "until": UNTIL}
    right = {"key_derivation": "hmac", "digest_method": sha256}
    for key in ("x" * 32, "", KEYS[0][:-1], f"{KEYS[0]} ", KEYS[0].upper(), "\ufeff" + KEYS[0]):
        yield str(URLSafeSerializer(key, salt="survey embed 1", signer_kwargs=right).dumps(content))
    for salt in ("survey embed 2", "survey embed", "", "itsdangerous", "cookie-session"):
        yield str(URLSafeSerializer(KEYS[0], salt=salt, signer_kwargs=right).dumps(content))
    yield str(URLSafeSerializer(KEYS[0], salt="survey embed 1").dumps(content))
    yield str(URLSafeTimedSerializer(KEYS[0], salt="survey embed 1", signer_kwargs=right).dumps(content))
    for way in ("none", "concat", "django-concat"):
        signer = Signer(KEYS[0], salt="survey embed 1", key_derivation=way, digest_method=sha256)
        yield signer.sign(payload(VIEW)).decode()
    yield from (f"{payload(VIEW)}{end}" for end in ("", ".", ".AA", f".{encoded(bytes(32))}"))


def other_texts() -> Iterator[str]:
    """What is no token at all."""
    yield from ("", ".", "..", " ", "null", "{}", "é", "\ud800", "\0", "💥" * 40, "=" * 40, "%00", "a.b.c")
    yield from ("A" * LONGEST, "A" * (LONGEST + 1), "A" * 1_000_000, "." * 5000, f"{TOKEN}{'A' * LONGEST}")
    yield encoded(json.dumps({"alg": "none"}).encode()) + "."


def changed(chance: Random) -> str:
    """The token with something in it otherwise."""
    content, _, signature = TOKEN.rpartition(".")
    at, letter = chance.randrange(len(TOKEN)), chance.choice("ABCDwxyz0189-_.=+/ é")
    part = chance.choice((0, 1))
    bits = bytearray(decoded((content, signature)[part]))
    bits[chance.randrange(len(bits))] ^= 1 << chance.randrange(8)
    flipped = f"{'.' * TOKEN.startswith('.') if part == 0 else ''}{encoded(bytes(bits))}"
    return chance.choice(
        (
            f"{flipped}.{signature}" if part == 0 else f"{content}.{flipped}",
            f"{TOKEN[:at]}{letter}{TOKEN[at + 1 :]}",
            f"{TOKEN[:at]}{letter}{TOKEN[at:]}",
            f"{TOKEN[:at]}{TOKEN[at + 1 :]}",
            TOKEN[:at],
            TOKEN[at:],
            f"{TOKEN[at:]}{TOKEN[:at]}",
            f"{signature}.{content}",
            f"{content}..{signature}",
            f"{content}{signature}",
            TOKEN.swapcase(),
            f"{TOKEN}.{signature}",
            f"{content}.{TOKEN}",
        )
    )


def test_no_token_opens_that_was_not_signed() -> None:
    """None of 500: each decodes to something else, or is not a token at all."""
    chance = Random(2023)
    made = [*other_content(), *other_signatures(), *other_texts()]
    made += [changed(chance) for _ in range(500 - len(made))]
    content, _, signature = TOKEN.rpartition(".")
    right = (decoded(content), decoded(signature))
    for token in made:
        found = opened(token, KEYS, 0)
        assert found is None or (found == VIEW and same(token, right)), token


def same(token: str, right: tuple[bytes, bytes]) -> bool:
    """Whether a token is another spelling of the true one: Base64 ends in bits that mean nothing."""
    content, _, signature = token.rpartition(".")
    return (decoded(content), decoded(signature)) == right


def test_another_spelling_of_a_token_shows_what_was_signed_and_no_longer() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spelt = [f"{TOKEN[:-1]}{one}" for one in letters]
    found = [one for one in spelt if opened(one, KEYS, 0) is not None]
    assert TOKEN in found and len(found) == 4  # 32 bytes leave 2 bits of the last letter over
    assert all(opened(one, KEYS, 0) == VIEW and opened(one, KEYS, UNTIL) is None for one in found)


@settings(deadline=None)
@given(st.text())
def test_no_text_opens(text: str) -> None:
    assert opened(text, KEYS, 0) is None


# The file of keys


def keys_file(folder: Path, content: str | bytes) -> Path:
    file = folder / "link.keys"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    "content", ["# notes\n\n{}\n  {}  \n", "{}\r\n{}", "\ufeff# a note that is long enough\n{}\n{}"]
)
def test_keys_are_lines_and_notes_are_not(tmp_path: Path, content: str) -> None:
    assert read(keys_file(tmp_path, content.format(*KEYS))) == KEYS


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "link.keys: 1 problem\n  has no key; make one with python -m survey link --new-key"),
        ("\n# " + KEYS[0], "has no key; make one with python -m survey link --new-key"),
        (f"{KEYS[0]}\n\nshort\n", "line 3: a key has 32 characters or more; make one with"),
        ("a\nb\n", "link.keys: 2 problems"),
        (b"\xff\xfe" + KEYS[0].encode("utf-16-le"), "is not a text of keys"),
    ],
)
def test_a_file_of_keys_that_is_no_good_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes, told: str
) -> None:
    monkeypatch.setenv("SURVEY_LINK_KEYS", str(keys_file(tmp_path, content)))
    with pytest.raises(LinkError, match=re.escape(told)) as error:
        signing.keys()
    assert "short\n" not in str(error.value) and KEYS[0] not in str(error.value)


def test_a_file_of_keys_that_is_named_and_missing_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_LINK_KEYS", str(tmp_path / "lnk.keys"))
    with pytest.raises(LinkError, match=r"cannot be read \(No such file.*\); is .*lnk\.keys its place\?"):
        signing.keys()


def test_links_need_no_signature_where_no_key_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey.settings.Settings.link_keys", tmp_path / "link.keys")
    monkeypatch.setenv("SURVEY_LINK_KEYS", str(tmp_path / "link.keys"))
    assert signing.keys() == ()


# python -m survey link

ASKED = ("link", "ranking", "--study", "small", "--address", "https://insights.kaiku.fi/a/")


@pytest.fixture
def keyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, releases: Releases) -> Path:
    """A file with keys, and a time that stands still."""
    file = keys_file(tmp_path, "\n".join(KEYS))
    monkeypatch.setenv("SURVEY_LINK_KEYS", str(file))
    monkeypatch.setattr("survey.__main__.time.time", lambda: 1_000_000.7)
    return file


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[dict[str, list[str]], str]:
    """The parameters of the link that the command prints, and what it says beside."""
    assert main([*ASKED, *arguments]) == 0
    said = capsys.readouterr()
    link = urlsplit(said.out.removesuffix("\n"))
    assert f"{link.scheme}://{link.netloc}{link.path}" == "https://insights.kaiku.fi/a/embed"
    return parse_qs(link.query), said.err


def test_the_command_prints_a_link_to_what_was_asked_for(
    keyed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query, said = printed(capsys, "--by", "sector", "--groups", "trade", "--lang", "sv")
    assert set(query) == {"signed"}
    until = 1_000_000 + 90 * 86400
    view = opened(query["signed"][0], KEYS[:1], until - 1)
    assert view and opened(query["signed"][0], KEYS, until) is None
    asked = {"study": "small", "by": "sector", "groups": "trade", "chart": "ranking", "lang": "sv"}
    assert {name: view[name] for name in asked} == asked
    assert said == "good until 1970-04-12 13:46 UTC\n"


@pytest.mark.parametrize(("days", "seconds"), [("1", 86400), ("0.5", 43200), ("3660", 316_224_000)])
def test_a_link_is_good_for_as_many_days(
    keyed: Path, capsys: pytest.CaptureFixture[str], days: str, seconds: int
) -> None:
    query, _ = printed(capsys, "--days", days)
    token = query["signed"][0]
    assert opened(token, KEYS, 1_000_000 + seconds - 1) and not opened(token, KEYS, 1_000_001 + seconds)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_link_may_say_its_theme(keyed: Path, capsys: pytest.CaptureFixture[str], theme: str) -> None:
    query, _ = printed(capsys, "--theme", theme)
    assert query["theme"] == [theme]


@pytest.mark.parametrize("chart", EMBEDDED)
def test_every_chart_that_stands_in_frames_has_links(
    keyed: Path, capsys: pytest.CaptureFixture[str], chart: str
) -> None:
    assert main(["link", chart, *ASKED[2:]]) == 0
    token = parse_qs(urlsplit(capsys.readouterr().out.strip()).query)["signed"][0]
    view = opened(token, KEYS, 0)
    assert view and view["chart"] == chart


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--study", "smal"), 'no study "smal" is published; did you mean "small"?'),
        (("--by", "sectr"), 'did you mean "sector"?'),
        (("--groups", "arts"), "arts"),
        (("--item", "wb"), "wb"),
    ],
)
def test_what_is_not_published_gets_no_link(
    keyed: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert main([*ASKED, *arguments]) == 3
    said = capsys.readouterr()
    assert told in said.err and not said.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("link",), "link needs CHART, --study and --address, or --new-key alone"),
        (ASKED[:2], "link needs CHART"),
        (ASKED[:4], "link needs CHART"),
        (("link", "nonsense", *ASKED[2:]), "invalid choice: 'nonsense'"),
        ((*ASKED[:5], "insights.kaiku.fi"), "--address must begin with http:// or https://"),
        ((*ASKED[:5], "javascript:alert(1)"), "--address must begin with"),
        ((*ASKED, "--days", "0"), "a number of days from 0 to 3660"),
        ((*ASKED, "--days", "-1"), "a number of days from 0 to 3660"),
        ((*ASKED, "--days", "3661"), "a number of days from 0 to 3660"),
        ((*ASKED, "--days", "nan"), "a number of days from 0 to 3660"),
        ((*ASKED, "--days", "soon"), "--days"),
        ((*ASKED, "--theme", "blue"), "--theme"),
        ((*ASKED, "--lang", "de"), "--lang"),
    ],
)
def test_what_cannot_be_a_link_is_refused_in_words(
    keyed: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    assert ended.value.code == 2 and told in said.err and not said.out


def test_without_a_key_there_is_nothing_to_sign_with(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    releases: Releases,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("survey.settings.Settings.link_keys", tmp_path / "link.keys")
    monkeypatch.setenv("SURVEY_LINK_KEYS", str(tmp_path / "link.keys"))
    assert main(ASKED) == 3
    assert "there is no key to sign with" in capsys.readouterr().err


def test_with_keys_that_are_no_good_nothing_is_signed(
    keyed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyed.write_text("short", encoding="utf-8")
    assert main(ASKED) == 3
    said = capsys.readouterr()
    assert "line 1: a key has 32 characters or more" in said.err and not said.out


def test_a_new_key_is_a_line_for_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It needs neither a release nor a file that is there already."""
    monkeypatch.setenv("SURVEY_RELEASES", str(tmp_path / "none"))
    monkeypatch.setenv("SURVEY_LINK_KEYS", str(tmp_path / "link.keys"))
    assert main(["link", "--new-key"]) == 0
    made = capsys.readouterr().out
    assert read(keys_file(tmp_path, made)) == (made.strip(),)


def test_keys_that_are_gone_open_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "link.keys"
    monkeypatch.setattr(Settings, "from_environment", lambda: SimpleNamespace(link_keys=file, named=there))

    def there(_: str) -> Path | None:
        return file if file.exists() else None

    assert signing.keys() == ()
    file.write_text(signing.new_key(), encoding="utf-8")
    assert len(signing.keys()) == 1
    file.unlink()
    with pytest.raises(LinkError, match="cannot be read"):
        signing.keys()
