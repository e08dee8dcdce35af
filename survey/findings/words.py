"""A claim's numbers in words, as they stand under it."""

from survey.findings.claims import Claim
from survey.findings.judge import LOWEST, REST, UNKNOWN, USE, Figure
from survey.texts import Voice


def numbers(claim: Claim, voice: Voice, measure: str = "top") -> tuple[str, ...]:
    """A line per condition, each with its item or group in front where there are several."""
    items = {figure.item for figure in claim.figures}
    groups = {figure.group for figure in claim.figures}
    lines = []
    for figure in claim.figures:
        names = [voice.item(figure.item, short=True)] if len(items) > 1 else []
        names += [voice.group(figure.by, figure.group, short=True)] if len(groups) > 1 else []
        said = _said(figure, voice, measure)
        lines.append(voice("finding.of", name=" · ".join(names), said=said) if names else said)
    return tuple(dict.fromkeys(lines))


def brief(claim: Claim, voice: Voice, measure: str = "top") -> tuple[str, ...]:
    """The same in a narrow place: several groups against the rest in one line."""
    shares = [(one.value, one.other) for one in claim.figures if one.versus == REST and one.other is not None]
    if len(shares) < 2:
        return numbers(claim, voice, measure)
    values = voice.listed(voice.percent(value or 0) for value, _ in shares)
    low, high = (voice.points(end([other for _, other in shares])) for end in (min, max))
    others = f"{low}–{high}" if low != high else low
    return (voice("finding.numbers.several", values=values, others=voice.with_percent(others)),)


def _said(figure: Figure, voice: Voice, measure: str) -> str:
    if figure.verdict == UNKNOWN or figure.value is None:
        return voice("finding.not_shown")
    values = {"value": voice.percent(figure.value), "top": voice.counted(measure)}
    if figure.low is not None and figure.high is not None:
        values["interval"] = f"{voice.points(figure.low)}–{voice.percent(figure.high)}"
    if figure.other is not None:
        values["other"] = voice.percent(figure.other)
    if figure.difference is not None:
        values["difference"] = voice.signed(figure.difference)
        values["low"] = voice.signed(figure.difference_low or 0)
        values["high"] = voice.signed(figure.difference_high or 0)
    values["confidence"] = voice.percent(figure.confidence)
    values["who"] = voice.who(figure.base or 0, figure.organisations)
    values["lowest"] = voice.level(1)
    values["name"] = _versus(figure, voice)
    key = figure.versus if figure.versus in (REST, USE, LOWEST) else "other" if figure.versus else "share"
    return voice(f"finding.numbers.{key}", **values)


def _versus(figure: Figure, voice: Voice) -> str:
    """The item or group it is compared with, where it is one."""
    if figure.versus in ("", REST, USE, LOWEST):
        return ""
    if any(item.id == figure.versus for item in voice.study.items):
        return voice.item(figure.versus, short=True)
    return voice.group(figure.by, figure.versus, short=True)
