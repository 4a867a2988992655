"""Work shared out to processes that are held to a time and to memory; one that hangs or dies stops no other."""
