"""A session's way into the log and out: keep its file, analyse it, put it where it belongs; again; out, and back."""

from analyzer.logbook.added import Added, Item, Status
from analyzer.logbook.adding import add, add_all, resume
from analyzer.logbook.entry import entry
from analyzer.logbook.leaving import export
from analyzer.logbook.redoing import Redone, again, redo
from analyzer.logbook.returning import athlete_for, read_index, restore
from analyzer.logbook.settling import unsettled
from analyzer.logbook.telling import logged
from analyzer.logbook.whole import whole

__all__ = [
    "Added",
    "Item",
    "Redone",
    "Status",
    "add",
    "add_all",
    "again",
    "athlete_for",
    "entry",
    "export",
    "logged",
    "read_index",
    "redo",
    "restore",
    "resume",
    "unsettled",
    "whole",
]
