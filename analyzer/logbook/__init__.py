"""A session's way into the log and out: keep its file, analyse it, put it where it belongs; again; out."""

from analyzer.logbook.added import Added, Item, Status
from analyzer.logbook.adding import add, add_all, resume
from analyzer.logbook.entry import entry
from analyzer.logbook.redoing import Redone, again, redo

__all__ = ["Added", "Item", "Redone", "Status", "add", "add_all", "again", "entry", "redo", "resume"]
