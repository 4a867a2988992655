"""Let atheris (libFuzzer) look for paths through the readers, guided by the lines that it reaches.

    pip install -e '.[fuzz]'
    python tests/fuzz/corpus.py FOLDER
    python tests/fuzz/guided.py fit FOLDER/fit -runs=100000 -max_len=20000 -rss_limit_mb=2000 -timeout=10

The first argument is the kind: fit, gpx, tcx or unwrap (any bytes); the others are libFuzzer's own. What breaks a
promise (tests/fuzz/target.py) ends the run and is kept as crash-.. in the folder that it is run in.
"""

import sys

HEADS = {"fit": b"\x0e\x10\0\0\0\0\0\0.FIT\0\0", "gpx": b"<gpx>", "tcx": b"<TrainingCenterDatabase>", "unwrap": b""}
"""What stands before bytes that begin otherwise, so that the reader of the kind takes them."""


def main() -> None:
    """Run libFuzzer on a kind."""
    import atheris  # noqa: PLC0415 - of the extra `fuzz`, and this module is collected without it

    kind = sys.argv.pop(1)
    head = HEADS[kind]
    with atheris.instrument_imports(include=["analyzer"]):
        from target import hold  # noqa: PLC0415 - instrumented as it is imported

    def one(data: bytes) -> None:
        starts = head in data[: len(head) + 400] or (kind == "fit" and data[8:12] == b".FIT")
        hold(data if starts else head + data)

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
