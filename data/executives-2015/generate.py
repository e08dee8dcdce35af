"""Made-up answers of 360 executives, drawn so that what was published about the real ones is true of them.

`python data/executives-2015/generate.py` writes answers.csv beside this file, every time byte for byte the
same. Nothing in it was measured: README.md says what is known and what is chosen here.

The tables are the aim, and the draw meets them by construction, not by luck: the respondents of a sector are
put in order by a hidden opinion, which colleagues partly share, and levels are dealt out along that order.
"""

import csv
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np

SEED = 2015
Random = np.random.RandomState  # every version of NumPy promises the same numbers from it

SHARED_BY_COLLEAGUES = 0.35  # of the variance of a hidden opinion; dealing it out as levels dilutes it
SHARED_BY_KIN = {"social": 0.4, "service": 0.75}  # of the variance, between kindred items; 0.25 for others
CORRELATION_WITHIN_ORGANISATIONS = 0.2  # aimed at, for "important or essential" or not
DRAWS = 60  # per item: the one that comes closest to the aim is kept
SECTOR_NOISE = 0.03  # how far a sector's share may stray from what the tables say
USE_UNNOTICED = 0.05  # of those with colleagues in the survey, how many miss a channel that is in use
USE_ANSWERED_ALONE = 0.3  # of those who left a level blank, how many still said whether it is in use


class Sector(NamedTuple):
    """How many answered, from how many organisations, and the share of these that use social media."""

    people: int
    organisations: int
    social: float


# The first seven are large enough to be shown alone; none of the others is.
SECTORS = {
    "public": Sector(64, 41, 0.38),
    "industry": Sector(52, 38, 0.33),
    "trade": Sector(46, 34, 0.40),
    "health": Sector(41, 30, 0.33),
    "information": Sector(36, 30, 0.70),
    "finance": Sector(26, 21, 0.52),
    "other_services": Sector(24, 20, 0.50),
    "construction": Sector(9, 8, 0.25),
    "transport": Sector(9, 7, 0.15),
    "professional": Sector(9, 8, 0.50),
    "education": Sector(12, 4, 0.50),
    "energy": Sector(6, 5, 0.40),
    "water_and_waste": Sector(3, 3, 0.34),
    "hospitality": Sector(7, 6, 0.50),
    "real_estate": Sector(5, 4, 0.25),
    "support_services": Sector(6, 5, 0.40),
    "arts": Sector(3, 3, 0.67),
    "agriculture": Sector(2, 2, 0.0),
}
SHOWN_ALONE = tuple(SECTORS)[:7]
BLOCKS = (*SHOWN_ALONE, "small")
SIZES = {"1-9": 52, "10-49": 78, "50-249": 75, "250-plus": 64}
USE_BY_SIZE = {"1-9": -0.5, "10-49": -0.1, "50-249": 0.1, "250-plus": 0.4}  # in units of a hidden opinion
ROLES = {"top_management": 302, "middle_management": 36, "specialists": 22}


class Item(NamedTuple):
    """Per cent of levels 1–5, of blanks, of don't knows and of organisations that use it; its kin.

    The use of social media is per cent of the organisations that use any of them.
    """

    levels: tuple[int, int, int, int, int]
    blank: float
    dont_know: float
    used: float
    kin: str


ITEMS = {
    "face_to_face": Item((1, 2, 4, 33, 60), 3.6, 1.1, 96, "meeting"),
    "website": Item((2, 5, 12, 44, 37), 3.9, 1.1, 90, "web"),
    "web_content": Item((6, 12, 22, 41, 19), 5.0, 1.7, 38, "web"),
    "email_campaign": Item((10, 14, 22, 41, 13), 4.4, 1.4, 52, "e-mail"),
    "email_bulletin": Item((7, 12, 24, 45, 12), 4.7, 1.4, 60, "e-mail"),
    "events": Item((8, 13, 25, 42, 12), 4.2, 1.1, 68, "meeting"),
    "print": Item((21, 33, 27, 16, 3), 4.4, 1.1, 71, "print"),
    "phone_campaign": Item((38, 26, 16, 16, 4), 5.3, 1.7, 21, "phone"),
    "linkedin": Item((27, 27, 18, 21, 7), 5.6, 2.2, 58, "social"),
    "twitter": Item((36, 27, 14, 17, 6), 5.8, 2.5, 44, "social"),
    "other_social": Item((22, 25, 22, 24, 7), 5.6, 2.2, 85, "social"),
    "service_point": Item((30, 10, 11, 25, 24), 5.0, 1.4, 49, "service"),
    "e_service": Item((29, 10, 12, 26, 23), 5.6, 1.7, 45, "service"),
    "web_shop": Item((37, 11, 12, 22, 18), 6.7, 2.2, 23, "service"),
}

# Where sectors differ, as published: per cent to whom the item is important or essential.
TOP = {
    "linkedin": {"information": 66, "finance": 70, "other_services": 72, "small": 21, "others": 14},
    "twitter": {"information": 58, "finance": 60, "other_services": 63, "small": 15, "others": 10},
    "other_social": {"information": 46, "finance": 44, "other_services": 45, "small": 41, "others": 24},
    "phone_campaign": {"information": 28, "finance": 60, "other_services": 28, "small": 29, "others": 12},
}


class People(NamedTuple):
    """Who answered: arrays of one entry a respondent, `org_…` of one entry an organisation."""

    organisation: np.ndarray
    sector: np.ndarray
    block: np.ndarray
    size: np.ndarray
    role: np.ndarray
    org_sector: np.ndarray
    org_size: np.ndarray


def people(random: Random) -> People:
    """360 respondents in 269 organisations, in the numbers of SECTORS, SIZES and ROLES."""
    sectors = list(SECTORS.values())
    org_sector = np.repeat(list(SECTORS), [sector.organisations for sector in sectors])
    first = np.cumsum([0, *(sector.organisations for sector in sectors[:-1])])
    colleagues = [
        start + random.randint(sector.organisations, size=sector.people - sector.organisations)
        for start, sector in zip(first, sectors, strict=True)
    ]
    organisation = np.sort(np.concatenate([np.arange(len(org_sector)), *colleagues]))
    sector, org_size = org_sector[organisation], dealt(SIZES, random)
    size, role = org_size[organisation], dealt(ROLES, random)
    return People(organisation, sector, block_of(sector), size, role, org_sector, org_size)


def block_of(sectors: np.ndarray) -> np.ndarray:
    """Every sector, with those too small to be shown alone together as "small"."""
    return np.where(np.isin(sectors, SHOWN_ALONE), sectors, "small")


def dealt(counts: dict[str, int], random: Random) -> np.ndarray:
    """Every name as often as it counts, each spread evenly from the first place to the last."""
    places = [(np.arange(count) + random.random_sample()) / count for count in counts.values()]
    names = np.repeat(list(counts), list(counts.values()))
    return names[np.argsort(np.concatenate(places), kind="stable")]


def evenly(chances: np.ndarray, count: float, random: Random) -> np.ndarray:
    """Which are taken when `count` are, spread evenly, each by its chance: systematic sampling."""
    ticks = np.floor(np.cumsum(chances) / chances.sum() * round(count) + random.random_sample())
    return np.diff(ticks, prepend=0) > 0


def mean_within(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """For everybody the mean of their group."""
    _, place = np.unique(groups, return_inverse=True)
    return (np.bincount(place, weights=values) / np.bincount(place))[place]


def number_of(groups: np.ndarray) -> np.ndarray:
    """For everybody how many their group has."""
    _, place, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return counts[place]


def opinion(who: People, random: Random) -> np.ndarray:
    """A hidden opinion of each respondent, standard normal and partly shared by colleagues."""
    shared = random.standard_normal(len(who.org_sector))[who.organisation]
    own = random.standard_normal(len(who.organisation))
    return mixed(shared, own, SHARED_BY_COLLEAGUES)


def mixed(one: np.ndarray, other: np.ndarray, share: float) -> np.ndarray:
    """Two standard normals as one, `share` of its variance from the first."""
    return np.sqrt(share) * one + np.sqrt(1 - share) * other


def in_order(opinions: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Levels 1–5 along the order of opinions, in these shares to the nearest person."""
    rank = np.argsort(np.argsort(opinions, kind="stable"), kind="stable")
    return 1 + np.searchsorted(np.cumsum(shares)[:-1], (rank + 0.5) / len(opinions))


def with_top(shares: np.ndarray, top: float) -> np.ndarray:
    """Shares of five levels, stretched so that the highest two add up to `top`."""
    low, high = shares[:3], shares[3:]
    return np.concatenate([low / low.sum() * (1 - top), high / high.sum() * top])


def levels(name: str, opinions: np.ndarray, rated: np.ndarray, who: People, random: Random) -> np.ndarray:
    """Everybody's level of an item, 0 for those who did not rate it."""
    given, shares = np.zeros(len(opinions), dtype=int), np.array(ITEMS[name].levels) / 100
    by_block = TOP.get(name, {"others": sum(ITEMS[name].levels[3:])})
    for block in BLOCKS:
        top = by_block.get(block, by_block["others"]) / 100 + random.uniform(-SECTOR_NOISE, SECTOR_NOISE)
        chosen = rated & (who.block == block)
        given[chosen] = in_order(opinions[chosen], with_top(shares, top))
    return given


def correlation(values: np.ndarray, organisations: np.ndarray, blocks: np.ndarray) -> float:
    """The intraclass correlation of organisations within blocks, by analysis of variance."""
    means, peers = mean_within(values, organisations), number_of(organisations)
    between = len(set(organisations)) - len(set(blocks))
    spread_between = ((means - mean_within(values, blocks)) ** 2).sum() / between
    spread_within = ((values - means) ** 2).sum() / (len(values) - len(set(organisations)))
    usual_size = (len(values) - (mean_within(peers, blocks) / number_of(blocks)).sum()) / between
    return (spread_between - spread_within) / (spread_between + (usual_size - 1) * spread_within)


def off_the_aim(given: np.ndarray, who: People) -> float:
    """How far the organisations' correlation is off, plus the largest gap of a size or role."""
    rated = given > 0
    top = (given[rated] >= 4).astype(float)
    wanted = CORRELATION_WITHIN_ORGANISATIONS
    missed = abs(correlation(top, who.organisation[rated], who.block[rated]) - wanted)
    gaps = [np.abs(mean_within(top, by[rated]) - top.mean()).max() for by in (who.size, who.role)]
    return missed + max(gaps)


def rating(
    name: str, kin: np.ndarray, rated: np.ndarray, who: People, random: Random
) -> tuple[np.ndarray, np.ndarray]:
    """Hidden opinions and levels of an item: of DRAWS, the ones nearest to the aim."""
    share, tries = SHARED_BY_KIN.get(ITEMS[name].kin, 0.25), []
    for _ in range(DRAWS):
        opinions = mixed(kin, opinion(who, random), share)
        tries.append((opinions, levels(name, opinions, rated, who, random)))
    return min(tries, key=lambda one: off_the_aim(one[1], who))


def adopters(leanings: np.ndarray, groups: np.ndarray, shares: dict[str, float]) -> np.ndarray:
    """Which organisations use something: in each group its share of them, those that lean to it most."""
    use = np.zeros(len(leanings), dtype=bool)
    for group, share in shares.items():
        members = np.flatnonzero(groups == group)
        use[members[np.argsort(-leanings[members], kind="stable")][: round(share * len(members))]] = True
    return use


def leaning(opinions: np.ndarray, who: People, random: Random) -> np.ndarray:
    """How much each organisation leans to using an item: its people's opinions, its size and chance."""
    view = np.bincount(who.organisation, weights=opinions) / np.bincount(who.organisation)
    resources = np.array([USE_BY_SIZE[size] for size in who.org_size])
    return view + resources + 0.8 * random.standard_normal(len(view))


def uses(name: str, opinions: np.ndarray, social: np.ndarray, who: People, random: Random) -> np.ndarray:
    """Whether each respondent says that the item is in use; some have not noticed that it is."""
    leanings, share = leaning(opinions, who, random), ITEMS[name].used / 100
    if ITEMS[name].kin == "social":
        organisations = adopters(leanings, np.where(social, "social", "none"), {"social": share})
    else:
        organisations = adopters(leanings, block_of(who.org_sector), dict.fromkeys(BLOCKS, share))
    said = organisations[who.organisation]
    with_colleagues = said & (number_of(who.organisation) > 1)
    return said & ~evenly(with_colleagues, USE_UNNOTICED * with_colleagues.sum(), random)


def written(given: np.ndarray, dont_know: np.ndarray) -> np.ndarray:
    """Levels as a file has them: a number, a word for don't know, nothing for no answer."""
    words = np.where(given > 0, given.astype(str), "")
    return np.where(dont_know, "dont_know", words)


def columns(who: People, random: Random) -> dict[str, np.ndarray]:
    """The items' columns of answers.csv, by name."""
    everybody = len(who.organisation)
    reluctance = 0.5 + random.gamma(2, size=everybody)
    kin = {item.kin: opinion(who, random) for item in ITEMS.values()}
    by_sector = {name: sector.social for name, sector in SECTORS.items()}
    social = adopters(leaning(kin["social"], who, random), who.org_sector, by_sector)
    made = {}
    for name, item in ITEMS.items():
        blank = evenly(reluctance, item.blank / 100 * everybody, random)
        dont_know = evenly(~blank, item.dont_know / 100 * everybody, random)
        opinions, given = rating(name, kin[item.kin], ~blank & ~dont_know, who, random)
        use = uses(name, opinions, social, who, random)
        said = ~blank | evenly(blank, USE_ANSWERED_ALONE * blank.sum(), random)
        made[name] = written(given, dont_know)
        made[f"{name}_in_use"] = np.where(said, np.where(use, "yes", "no"), "")
    return made


def numbered(prefix: str, values: np.ndarray) -> list[str]:
    """Each value under a name of its own, r001 and on, in the order they come up."""
    names: dict[int, str] = {}
    return [names.setdefault(value, f"{prefix}{len(names) + 1:03}") for value in values.tolist()]


def answers() -> str:
    """The text of answers.csv."""
    random = np.random.RandomState(SEED)
    who = people(random)
    made = columns(who, random)
    order = random.permutation(len(who.organisation))
    table = {
        "respondent": numbered("r", order),
        "organisation": numbered("o", who.organisation[order]),
        **{name: getattr(who, name)[order].tolist() for name in ("sector", "size", "role")},
        **{name: column[order].tolist() for name, column in made.items()},
    }
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([list(table), *zip(*table.values(), strict=True)])
    return text.getvalue()


if __name__ == "__main__":
    Path(__file__).with_name("answers.csv").write_bytes(answers().encode())
