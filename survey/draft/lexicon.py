"""What words of a scale say of its order, in Finnish, Swedish and English; and what is no answer on it.

A label is placed by what it says (very, somewhat, neither, not at all), never by its code or by how often it
was chosen. Where the words of a scale do not all say their place, a person has to.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from survey.codebook import plain

# Whole labels, or beginnings that end at a word, from the lowest to the highest.
LADDERS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        (
            "strongly disagree",
            "completely disagree",
            "totally disagree",
            "täysin eri mieltä",
            "helt av annan åsikt",
        ),
        ("disagree", "mostly disagree", "eri mieltä", "melko eri mieltä", "av annan åsikt"),
        (
            "somewhat disagree",
            "slightly disagree",
            "jokseenkin eri mieltä",
            "osittain eri mieltä",
            "delvis av annan åsikt",
        ),
        (
            "neither agree nor disagree",
            "neither agree or disagree",
            "neutral",
            "ei samaa eikä eri mieltä",
            "varken eller",
        ),
        (
            "somewhat agree",
            "slightly agree",
            "jokseenkin samaa mieltä",
            "osittain samaa mieltä",
            "delvis av samma åsikt",
        ),
        ("agree", "mostly agree", "samaa mieltä", "melko samaa mieltä", "av samma åsikt"),
        ("strongly agree", "completely agree", "totally agree", "täysin samaa mieltä", "helt av samma åsikt"),
    ),
    (
        ("never", "not at all", "ei koskaan", "en koskaan", "aldrig", "none of the time"),
        ("less than once a year", "less often than monthly", "harvemmin kuin kerran vuodessa"),
        ("about once a year", "once a year or less", "yearly", "kerran vuodessa"),
        (
            "rarely",
            "seldom",
            "hardly ever",
            "harvoin",
            "sällan",
            "a few times a year",
            "muutaman kerran vuodessa",
        ),
        (
            "about once a month",
            "once a month or less",
            "once a month",
            "monthly",
            "kuukausittain",
            "månatligen",
            "kerran kuukaudessa",
        ),
        (
            "sometimes",
            "occasionally",
            "joskus",
            "ibland",
            "a few times per month",
            "a few times a month",
            "about half of the time",
            "some of the time",
        ),
        ("once a week", "weekly", "about once a week", "viikoittain", "varje vecka", "kerran viikossa"),
        (
            "often",
            "usinkertaisesti",
            "usein",
            "ofta",
            "a few times per week",
            "a few times a week",
            "usually",
            "most of the time",
        ),
        ("very often", "hyvin usein", "mycket ofta", "daily", "every day", "päivittäin", "dagligen"),
        ("always", "aina", "alltid", "several times a day", "all of the time"),
    ),
    (
        ("very poor", "erittäin huono", "mycket dålig"),
        ("poor", "bad", "huono", "dålig"),
        ("fair", "ok", "average", "kohtalainen", "någorlunda"),
        ("good", "hyvä", "bra"),
        ("very good", "erittäin hyvä", "mycket bra"),
        ("excellent", "erinomainen", "utmärkt"),
    ),
    (
        ("none", "nothing", "not at all", "ei lainkaan", "ei ollenkaan", "ei yhtään", "inte alls", "ingen"),
        ("very little", "hyvin vähän", "erittäin vähän", "mycket lite"),
        ("little", "a little", "vähän", "lite"),
        ("some", "somewhat", "a moderate amount", "jonkin verran", "kohtalaisesti", "något", "i någon mån"),
        ("much", "a lot", "paljon", "mycket"),
        ("very much", "a great deal", "erittäin paljon", "hyvin paljon", "väldigt mycket"),
    ),
    (("low", "matala", "låg"), ("medium", "keskitaso", "medel"), ("high", "korkea", "hög")),
    (("no", "ei", "nej"), ("maybe", "ehkä", "kanske"), ("yes", "kyllä", "ja")),
)

# How strongly a label says what it says; the first that is found counts.
STRENGTHS: tuple[tuple[float, tuple[str, ...]], ...] = (
    (
        4.0,
        (
            "extremely",
            "essential",
            "absolutely",
            "äärimmäisen",
            "välttämätön",
            "ehdottoman",
            "nödvändig",
            "ytterst",
        ),
    ),
    (
        3.0,
        (
            "very",
            "strongly",
            "completely",
            "highly",
            "erittäin",
            "hyvin",
            "todella",
            "täysin",
            "mycket",
            "väldigt",
            "helt",
        ),
    ),
    (
        1.0,
        (
            "somewhat",
            "slightly",
            "a little",
            "rather",
            "fairly",
            "moderately",
            "jokseenkin",
            "jossain määrin",
            "jonkin verran",
            "hieman",
            "melko",
            "vähän",
            "osittain",
            "något",
            "ganska",
            "delvis",
            "i viss mån",
        ),
    ),
)
PLAIN = 2.0
BELOW = ("<", "under", "below", "less than", "alle", "mindre än", "färre än")
BEYOND = (">", "over", "above", "more than", "yli", "över", "mer än", "fler än")
NEITHER = (
    "neither",
    "neutral",
    "undecided",
    "ei kumpaakaan",
    "siltä väliltä",
    "varken",
    "neutraali",
    "samantekevä",
)
NOTHING = (
    "not at all",
    "not … at all",
    "no significance",
    "unimportant at all",
    "ei lainkaan",
    "ei ollenkaan",
    "ei yhtään",
    "ei merkitystä",
    "inte alls",
    "ingen betydelse",
)
AGAINST = (
    r"\b(?:dis|un|in)(?:agree|satisf|favou?r|important|likely|willing|comfort|interest|happy)\w*",
    r"\beri mieltä\b",
    r"\btyytymät\w*",
    r"\bepätodennäköi\w*",
    r"\bannan åsikt\b",
    r"\bmiss?nöjd\b",
    r"\bosannolikt\b",
    r"\bnegative(?:ly)?\b",
    r"\bworse\b",
    r"\bhuonom\w*",
    r"\bsämre\b",
)
DENIED = r"^(?:no|not|ei|en|inte|nej)\b"

# What was answered and is no point of a scale.
ABSENT: dict[str, tuple[str, ...]] = {
    "dont_know": (
        "don't know",
        "dont know",
        "do not know",
        "unsure",
        "not sure",
        "no opinion",
        "can't say",
        "cannot say",
        "hard to say",
        "en osaa sanoa",
        "en tiedä",
        "ei osaa sanoa",
        "eos",
        "ei mielipidettä",
        "vet ej",
        "vet inte",
        "kan inte säga",
        "ingen åsikt",
        "weiß nicht",
        "?",
    ),
    "not_relevant": (
        "not applicable",
        "n/a",
        "na",
        "not relevant",
        "does not apply",
        "unfamiliar",
        "never used",
        "not used",
        "ei koske minua",
        "ei sovellu",
        "ei relevantti",
        "ei käytössä",
        "inte relevant",
        "ej relevant",
        "ej aktuellt",
        "gäller inte",
        "nicht zutreffend",
    ),
    "no_answer": (
        "prefer not to say",
        "prefer not to answer",
        "rather not say",
        "no answer",
        "refused",
        "declined",
        "en halua vastata",
        "en halua sanoa",
        "ei vastausta",
        "vill inte svara",
        "inget svar",
        "keine angabe",
    ),
}
ABSENT_CODES = ("-99", "-77", "-66", "-9", "-1", "-8", "97", "98", "99", "997", "998", "999")


ALIKE = 0.9  # of the letters of two labels, for them to be taken for one by a person


def bare(label: str) -> str:
    """A label without what makes it no other one: case, blanks, characters that nobody sees."""
    return plain(re.sub("[\ufeff\u200b\u200c\u200d\u00ad]", "", label))


def alike(one: str, other: str) -> bool:
    """Whether two labels may be one that was written differently: the same words, or nearly the same letters.

    Never where they differ in a number.
    """
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    if sorted(re.findall(r"\w+", one)) == sorted(re.findall(r"\w+", other)):
        return True
    return len(one) > 4 and one[:3] == other[:3] and SequenceMatcher(None, one, other).ratio() >= ALIKE


def absent(label: str) -> str:
    """Which kind of no answer a label is: dont_know, not_relevant, no_answer; else ""."""
    words = bare(label).strip(" .()")
    for kind, known in ABSENT.items():
        if words in known or any(len(one) > 3 and _begins(words, one) for one in known):
            return kind
    return ""


def _begins(words: str, known: str) -> bool:
    return words.startswith((f"{known} ", f"{known},", f"{known}(", f"{known}/")) or f"({known})" in words


def ordered(labels: Sequence[str]) -> tuple[str, ...] | None:
    """The labels from the lowest to the highest; None where their words do not say so for all of them."""
    for places in (
        _by_number(labels),
        _by_range(labels),
        *(_on(ladder, labels) for ladder in LADDERS),
        _by_strength(labels),
    ):
        if places and len(set(places)) == len(labels):
            return tuple(label for _, label in sorted(zip(places, labels, strict=True)))
    return None


def number(label: str) -> float | None:
    """The number that a label is, or begins or ends with: "3", "1 – not at all", "Very sensitive 10"."""
    found = re.fullmatch(
        r"\(?(-?\d+(?:[.,]\d+)?)\)?(?:\s*[-–—:=.)]\s*\D.*|\s+\D.*)?|\D*?\s(\d+)|(\d+)\s*/\s*\d+", bare(label)
    )
    digits = next(filter(None, found.groups()), None) if found else None
    return float(digits.replace(",", ".")) if digits else None


def reversed_numbers(labels: Sequence[str]) -> bool:
    """Whether the words beside the numbers say that 1 is the highest: "1 – Extremely … 5 – Not at all"."""
    left = {label: re.sub(r"^[\s(]*-?\d+[\s).:=–—-]*|[\s–—-]*\d+$", "", bare(label)) for label in labels}
    said = [(number(label) or 0, words) for label, words in left.items() if words]
    placed = [(at, strength(words)) for at, words in said]
    known = [(at, place) for at, place in placed if place is not None]
    if len(known) < 2:
        return False
    low, high = min(known), max(known)
    return low[1] > high[1]


def _by_number(labels: Sequence[str]) -> list[float] | None:
    numbers = [number(label) for label in labels]
    if any(one is None for one in numbers):
        return None
    found = [one for one in numbers if one is not None]
    return [-one for one in found] if reversed_numbers(labels) else found


def _by_range(labels: Sequence[str]) -> list[float] | None:
    """Ranges such as "alle 20", "21–25", "> 55" by their first number; an open end lies beyond it."""
    places = [_place_of_range(bare(label)) for label in labels]
    return None if None in places else [one for one in places if one is not None]


def _place_of_range(words: str) -> float | None:
    found = re.fullmatch(r"(\D*?)(\d+(?:[ .,]\d{3})*)(?:\s*[-–—]\s*\d+(?:[ .,]\d{3})*)?(\D*)", words)
    if not found:
        return None
    place = float(re.sub(r"\D", "", found[2]))
    if any(_has(found[1], one) for one in BELOW):
        return place - 0.5
    return place + 0.5 if any(_has(found[1], one) for one in BEYOND) else place


def _on(ladder: Sequence[Sequence[str]], labels: Sequence[str]) -> list[float] | None:
    rungs = {word: float(place) for place, words in enumerate(ladder) for word in words}
    places = [rungs.get(bare(label).strip(" .!")) for label in labels]
    return None if None in places else [one for one in places if one is not None]


def _by_strength(labels: Sequence[str]) -> list[float] | None:
    places = [strength(label) for label in labels]
    return None if None in places else [one for one in places if one is not None]


def strength(label: str) -> float | None:
    """How much of something a label says: below 0 the contrary, 0 neither; None where it says no measure."""
    words = bare(label)
    if any(_has(words, one) for one in NEITHER):
        return 0.0
    if re.search(r"\bat all\b", words) or any(_has(words, one) for one in NOTHING):
        return -5.0
    against = any(re.search(one, words) for one in AGAINST)
    for measure, known in STRENGTHS:
        if any(_has(words, one) for one in known):
            return -measure if against else measure
    if re.match(DENIED, words):
        return -PLAIN - 0.5
    return -PLAIN if against else PLAIN


def _has(words: str, known: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(known)}(?!\w)", words) is not None


def language(texts: Sequence[str]) -> str:
    """fi, sv or en, by the commonest small words; "en" where nothing tells."""
    words = bare(" ".join(texts)).split()
    counts = {name: sum(word in known for word in words) for name, known in _SMALL_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else "en"


_SMALL_WORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "in",
            "is",
            "you",
            "your",
            "how",
            "what",
            "which",
            "do",
            "are",
            "for",
            "with",
            "not",
            "very",
            "have",
            "on",
            "a",
        ]
    ),
    "fi": frozenset(
        [
            "ja",
            "on",
            "ei",
            "se",
            "kuinka",
            "mikä",
            "mitä",
            "miten",
            "sinun",
            "te",
            "oletko",
            "kyllä",
            "en",
            "tai",
            "olet",
            "paljon",
            "erittäin",
            "mieltä",
            "jos",
            "että",
        ]
    ),
    "sv": frozenset(
        [
            "och",
            "är",
            "inte",
            "det",
            "hur",
            "vilken",
            "vad",
            "du",
            "ni",
            "av",
            "att",
            "för",
            "med",
            "på",
            "mycket",
            "ingen",
            "eller",
            "den",
            "som",
            "har",
        ]
    ),
}
