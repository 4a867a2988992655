"""`analyzer simulate`: a recording with known truth."""

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analyzer.cli.choices import (
    BUTTONS,
    DIRECTIONS,
    INTERVALS,
    KINDS,
    LANES,
    NOISE,
    SHAPES,
    STRATEGIES,
    Distance,
    Time,
)
from analyzer.cli.files import check_new, write
from analyzer.cli.guard import GuardedCommand
from analyzer.cli.simulated_season import (
    OF_A_SEASON,
    none_of_a_season,
    only_of_a_season,
    season_options,
    write_season,
)

if TYPE_CHECKING:
    from analyzer.model import Recording

_PATH = click.Path(path_type=Path, dir_okay=False)
_OUT = click.Path(path_type=Path)
FORMATS = (".fit", ".gpx", ".tcx")


@click.command(cls=GuardedCommand, name="simulate")
@click.argument("out", type=_OUT)
@click.option("--kind", type=click.Choice(KINDS), default="mile", show_default=True, help="What the session is.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same bytes.")
@click.option("--noise", type=click.Choice(NOISE), default="typical", show_default=True, help="Errors of the watch.")
@click.option("--lane", type=click.IntRange(1, LANES), help="Lane; 8 for mile_lane8, else 1.")
@click.option("--shape", type=click.Choice(SHAPES), default="standard", show_default=True, help="Shape of the track.")
@click.option(
    "--direction", type=click.Choice(DIRECTIONS), default=DIRECTIONS[0], show_default=True, help="Of running."
)
@click.option("--five-k", type=Time(), default="20:00", show_default=True, help="The runner's time over 5 km.")
@click.option("--goal", type=Time(), help="Time of the trial; from the 5 km time where it is not given.")
@click.option("--strategy", type=click.Choice(STRATEGIES), default="plan", show_default=True, help="How it is run.")
@click.option("--interval", type=click.Choice(INTERVALS), default="1s", show_default=True, help="Between samples.")
@click.option(
    "--buttons", type=click.Choice(BUTTONS), default="none", show_default=True, help="Presses of the lap button."
)
@click.option(
    "--warm-up", type=click.Choice(("none", "track", "streets")), default="none", show_default=True, help="Where."
)
@click.option("--strides", type=click.IntRange(0, 20), default=0, show_default=True, help="Strides in the warm-up.")
@click.option(
    "--cool-down",
    type=click.Choice(("none", "same", "other")),
    default="none",
    show_default=True,
    help="Jog in the same or the other direction.",
)
@click.option("--reps", type=click.IntRange(1, 60), help="How many; 10 of intervals.")
@click.option("--rep-distance", type=Distance(), default="400", show_default=True, help="Distance of a rep.")
@click.option("--rep-time", type=Time(), help="Of the reps by time: 4:00 for tempo, 2:00 for minutes ..")
@click.option("--recovery", type=click.Choice(("stand", "walk", "jog")), help="Between reps; else as is usual.")
@click.option("--recovery-time", type=click.FloatRange(1, 3600), help="In seconds; 75 of intervals.")
@click.option("--minutes", type=click.FloatRange(1, 600), help="Of easy running; 25 of the kinds without reps.")
@click.option("--grade", type=click.FloatRange(0.01, 0.25), help="Of the hill: 0.06 is 6 %.")
@click.option("--timer-stops", is_flag=True, help="The watch is stopped between the reps.")
@click.option("--gps/--no-gps", default=True, help="Positions in the file, or a watch indoors.")
@click.option("--speed/--no-speed", "with_speed", default=True, help="Speed and distance of the watch in the file.")
@season_options
@click.option("--truth", type=_PATH, help="Write what really happened as JSON here.")
@click.option("--force", is_flag=True, help="Replace files that exist.")
@click.pass_context
def command(
    ctx: click.Context, /, out: Path, *, weeks: int | None, truth: Path | None, force: bool, **said: Any
) -> None:
    """Simulate a runner on a track with a watch, and write the recording to OUT.

    The ending of OUT is its format: .fit, .gpx or .tcx, and .gz after it to pack it. With --season OUT is a folder.
    """
    if weeks is not None:
        only_of_a_season(ctx)
        write_season(out, weeks=weeks, truth=truth, force=force, **said)
    else:
        none_of_a_season(ctx)
        _session(out, truth=truth, force=force, **{name: said[name] for name in said if name not in OF_A_SEASON})


def _session(out: Path, *, shape: str, interval: str, truth: Path | None, force: bool, **said: Any) -> None:
    packed = out.suffix.lower() == ".gz"
    suffix = Path(out.stem).suffix.lower() if packed else out.suffix.lower()
    if suffix not in FORMATS:
        raise click.UsageError(f"{out}: the name must end in {', '.join(FORMATS)}, or one of these and .gz.")
    if suffix == ".gpx" and not said["gps"]:
        raise click.UsageError(f"{out}: a GPX file is a row of places; write .fit or .tcx with --no-gps.")
    if out.is_dir():
        raise click.UsageError(f"{out} is a folder; name a file, or add --season WEEKS.")

    from analyzer import oval, simulate
    from analyzer.model import Direction

    said["direction"] = Direction(said["direction"])
    check_new(out, truth, force=force)
    made = simulate.session(oval=oval.SHAPES[shape], recording_interval=interval, **said)
    data = _file(made.recording, suffix, with_speed=said["with_speed"])
    write(out, gzip.compress(data, mtime=0) if packed else data)
    click.echo(f"Recording: {out} ({len(made.recording.samples)} samples)")
    if truth is not None:
        write(truth, (json.dumps(made.truth.to_dict(), indent=1) + "\n").encode())
        click.echo(f"Truth: {truth}")


def _file(recording: "Recording", suffix: str, *, with_speed: bool) -> bytes:
    from analyzer import simulate

    if suffix == ".gpx":
        return simulate.write_gpx(recording, speed=with_speed)
    return simulate.write_fit(recording) if suffix == ".fit" else simulate.write_tcx(recording)
