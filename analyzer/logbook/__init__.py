"""The way of a session into the log: keep its file, analyse it, put it where it belongs; and out of it again."""
