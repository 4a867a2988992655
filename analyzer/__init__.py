"""True lap, turn and straight times of a run on a track, from a watch file, with an honest error on each."""
