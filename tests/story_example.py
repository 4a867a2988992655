"""Stories made by hand: one with everything in it, one with nothing, one that is very long."""

from typing import TYPE_CHECKING

from analyzer.report.rows import Row, Table
from analyzer.report.story import Check, Drawing, Section, Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _draw(axes: "Axes") -> None:
    from analyzer.charts import palette  # noqa: PLC0415 - as the stories do: nothing is drawn until it is asked for

    axes.plot([1, 2, 3], [340.0, 338.0, 335.5], color=palette.PACE, marker="o")
    palette.dress(axes)
    axes.set_ylabel("time")


def chart(name: str = "times", title: str = "Times") -> Drawing:
    return Drawing(name, title, "Lower is faster.", _draw)


def table(rows: int, *, columns: int = 4) -> Table:
    names = ("Session", "Day", "What", "Time", "Distance", "Easy", "Notes on the day", "Lane")[:columns]
    cells = tuple(
        Row((f"{n}", "2026-05-16", "10 x 400 m", "1:31.5", "8.12 km", "78 %", "warm", "1")[:columns])
        for n in range(rows)
    )
    return Table("sessions", "All sessions", names, cells, numbers=1, note="Newest last.")


def whole() -> Story:
    return Story(
        name="Trials",
        number="5:35.5 ± 0.4 s",
        lines=("The best of 3 trials since 2026-03-01.",),
        warnings=("Two of them were run without a known lane.",),
        advice=("Run one more trial before the race.",),
        sections=(
            Section("Empty"),
            Section("Only a table without rows", table=table(0)),
            Section(
                "Balance",
                lines=("Four weeks are judged.",),
                checks=(
                    Check("Easy share", True, "78 % of 12:30 h"),
                    Check("Hard days", False, "Tue and Wed", unseen="a hard day on the bicycle", advice="Rest on Wed."),
                    Check("Sleep", None, "", unseen="a watch tells nothing of it"),
                    Check("Easy running", None, "70 %", word="between", mark="~"),
                ),
            ),
            Section("Sessions", table=table(6, columns=8), small=("Times are local.",)),
            Section("Times", drawing=chart()),
            Section("Times again", drawing=chart(title="Times again")),
            Section("Told and drawn", lines=("It goes down.",), drawing=chart("third", "Third")),
        ),
        document={"schema": "trials/1", "best_s": 335.5, "missing": None},
    )


def bare() -> Story:
    return Story("Balance of training", "nothing is logged", document={"schema": "balance/1"})


def long(rows: int = 2000) -> Story:
    return Story("Log", f"{rows} sessions", sections=(Section("Sessions", table=table(rows)),), document={"rows": rows})


def hostile() -> Story:
    evil = "<script>alert(1)</script> $x_1$ & \"' \x1b[31m [bold]run\n\\1"
    told = Table(evil, evil, (evil, evil), (Row((evil, evil)),), numbers=1, note=evil)
    section = Section(evil, (evil,), (Check(evil, False, evil, evil, evil),), told, chart(title=evil), (evil,))
    return Story(evil, evil, (evil,), (evil,), (evil,), (section,), {"evil": evil})
