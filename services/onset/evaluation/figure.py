"""Three ways to state a figure, so that every check reads alike."""

from onset.timeline.verdict import Check, Outcome


def judged(name: str, title: str, value: float, unit: str, *, limit: str, passed: bool, detail: str) -> Check:
    """A number that has a limit."""
    return Check(name, title, float(value), unit, limit, Outcome.PASS if passed else Outcome.FAIL, detail)


def fact(name: str, title: str, *, limit: str, passed: bool, detail: str) -> Check:
    """Something that is so or is not: value 1 or 0, no unit, what was found in `detail`."""
    return judged(name, title, float(passed), "", limit=limit, passed=passed, detail=detail)


def noted(name: str, title: str, value: float, unit: str, detail: str) -> Check:
    """A number without a limit."""
    return Check(name, title, float(value), unit, "", Outcome.INFO, detail)
