"""Paces per kilometre, or per mile for those who think in miles."""

from pathlib import Path

import analyzer
from analyzer import report
from analyzer.units import MILE, format_pace, pace_unit, paces_per

SAMPLES = Path(__file__).parent.parent / "sample_data"


def test_the_whole_report_speaks_in_one_unit() -> None:
    for name in ("mile_trial.fit", "intervals_10x400.tcx.gz", "tempo_6x4min.fit.gz"):
        analysis = analyzer.analyze(analyzer.read(SAMPLES / name), five_k="20:00")
        with paces_per(MILE):
            page = report.html(analysis)
        assert "min/mile" in page
        assert "min/km" not in page
        assert "min/km" in report.html(analysis)


def test_a_pace_per_mile_is_the_pace_per_kilometre_times_the_mile() -> None:
    assert format_pace(1000.0 / 240.0) == "4:00"
    with paces_per(MILE):
        assert format_pace(1000.0 / 240.0) == "6:26"  # 240 s x 1.609344 = 386.2 s
    assert pace_unit() == "min/km"
