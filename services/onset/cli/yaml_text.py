"""YAML as plain values: whatever is wrong with it is told with line and column."""

from typing import Any

import yaml
from yaml.constructor import ConstructorError


class _Loader(yaml.SafeLoader):
    def construct_scalar(self, node: yaml.ScalarNode) -> Any:  # type: ignore[override]  # its stub says str or int
        return _joined(super().construct_scalar(node))

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:  # 2024-13-45 looks like a date
            raise ConstructorError(problem=f"{error}; put text in quotes", problem_mark=node.start_mark) from error
        except (LookupError, AttributeError, OverflowError) as error:  # PyYAML takes a tag's word for what follows it
            problem = f"this is no {node.tag.rpartition(':')[2]}; write text in quotes, without a tag"
            raise ConstructorError(problem=problem, problem_mark=node.start_mark) from error


def load_yaml(text: str) -> Any:
    """The values in a text.

    Raises:
        ValueError: what is wrong, and where.
    """
    try:
        return yaml.load(text, _Loader)  # noqa: S506  # a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ValueError(
            f"is not valid YAML{where}: {getattr(error, 'problem', None) or 'it cannot be read'}"
        ) from error
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def _joined(text: Any) -> Any:
    # JSON, which is YAML, writes an emoji as two escapes; PyYAML reads them as two halves of a character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if isinstance(text, str) else text
