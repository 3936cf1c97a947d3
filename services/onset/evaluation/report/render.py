"""A page's view, rendered."""

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from onset.evaluation.report.view import Page

_PACKAGE = "onset.evaluation.report"


def render(page: Page) -> str:
    """The page as HTML: every text is escaped, and its content security policy lets only its own script run."""
    return _templates().get_template("page.html").render(page=page, script_hash=_script_hash())


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader(_PACKAGE, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _script_hash() -> str:
    partial = resources.files(_PACKAGE).joinpath("script.html").read_text(encoding="utf-8")
    script = partial.partition("<script>")[2].rpartition("</script>")[0]
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
