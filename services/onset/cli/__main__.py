"""Parse the command line; turn every foreseen failure into one readable message.

All that takes time to load is imported where Ctrl-C is awaited.
"""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onset.runtime.errors import OnsetError

EXIT_FAILED, EXIT_USAGE, EXIT_INTERRUPTED = 1, 2, 130


def main() -> None:
    """The `onset` command."""
    try:
        sys.exit(_command())
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()  # Whoever read our output has left; there is nothing to tell and nobody to tell it.
        sys.exit(EXIT_FAILED)


def _command() -> int:
    from onset.runtime.errors import OnsetError

    parser = _parser()
    arguments, others = parser.parse_known_args()
    if others and arguments.command != "models":
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        return _run(arguments, others)
    except OnsetError as error:
        say_error(error)
        return EXIT_FAILED


def say_error(error: "OnsetError") -> None:
    """Print what is wrong, where, and the stable reason to search for."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    console.print("[bold red]error:[/] ", end="")
    console.print(error.message, markup=False, soft_wrap=True)
    where = f"{error.field}  " if error.field else ""
    console.print(f"       {where}[dim]{error.reason}[/]")


def _run(arguments: argparse.Namespace, others: list[str]) -> int:
    if arguments.command == "up":
        from onset.cli.up import up

        return up()
    if arguments.command == "doctor":
        from onset.cli.doctor import doctor

        return doctor()
    if arguments.command == "profiles":
        from onset.cli.profiles import list_profiles

        return list_profiles()
    if arguments.command == "inspect":
        from onset.cli.inspection.command import InspectOptions, inspect_sound

        return inspect_sound(InspectOptions(arguments.sound, arguments.out, as_json=arguments.json))
    if arguments.command == "models":
        from onset.cli.models import run_models_command

        return run_models_command(arguments.models_command, others)
    from onset.cli.ad import AdOptions, make_ad

    return make_ad(
        AdOptions(
            brief=arguments.brief,
            out=arguments.out,
            voiceover=arguments.voiceover,
            script=arguments.script,
            address=arguments.address,
            quality=arguments.quality,
        )
    )


def _parser() -> argparse.ArgumentParser:
    from onset.cli.models import COMMANDS

    parser = argparse.ArgumentParser(prog="onset", description="Turn sound into finished video.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("up", help="serve VideoService and all it needs on this machine, until Ctrl-C")
    ad = commands.add_parser("ad", help="make a voiceover ad", description="Make an ad of a recording or a script.")
    ad.add_argument("--brief", type=Path, required=True, metavar="FILE", help="the order: a YAML file")
    ad.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the finished files")
    ad.add_argument("--voiceover", type=Path, metavar="FILE", help="a recording; wins over the brief's")
    ad.add_argument("--script", type=Path, metavar="FILE", help="a text file; wins over the brief's")
    quick = ad.add_mutually_exclusive_group()
    for name, told in (("draft", "a quick look, small and fast to render"), ("storyboard", "a still of each scene")):
        quick.add_argument(f"--{name}", dest="quality", action="store_const", const=name.upper(), help=told)
    ad.set_defaults(quality="FINAL")
    ad.add_argument(
        "--address", type=_address, metavar="HOST:PORT", help="a running Onset; without it one is found or started"
    )
    inspect = commands.add_parser(
        "inspect", help="show what is heard in a sound", description="Analyse a sound; draw it and print the facts."
    )
    inspect.add_argument("sound", type=Path, metavar="FILE", help="any sound that Onset takes")
    inspect.add_argument(
        "--out", type=Path, default=Path("out/inspect"), metavar="DIR", help="folder for picture and page (%(default)s)"
    )
    inspect.add_argument("--json", action="store_true", help="print the facts as JSON, and nothing else")
    commands.add_parser("profiles", help="list the destinations that films can be delivered to")
    models = commands.add_parser("models", help="export the networks, build engines of them")
    models_commands = models.add_subparsers(dest="models_command", required=True, metavar="COMMAND")
    for name, each in COMMANDS.items():
        # What follows, `--help` too, is the command's own.
        models_commands.add_parser(name, help=each.help, add_help=False)
    commands.add_parser("doctor", help="check that this machine has all that Onset needs")
    return parser


def _address(text: str) -> str:
    if not text.isascii():
        raise argparse.ArgumentTypeError(f"{text!a} is no HOST:PORT, which has ASCII characters alone")
    return text


if __name__ == "__main__":
    main()
