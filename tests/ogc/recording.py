"""What was put in, read by pandas from the recordings themselves."""

import pandas as pd

COLUMNS = ["MMSI", "BaseDateTime", "LAT", "LON", "SOG", "COG", "Heading", "Status"]


def rows(paths):
    """Rows of MarineCadastre CSVs whose MMSI has nine digits, each once."""
    read = pd.concat([pd.read_csv(path) for path in paths], ignore_index=True)
    read = read[read.MMSI <= 999_999_999].drop_duplicates(COLUMNS)
    return read.assign(time=pd.to_datetime(read.BaseDateTime, utc=True))


def inside(rows, west, south, east, north):
    """Those in a box; west above east crosses the antimeridian."""
    across = west > east
    beside = (rows.LON >= west) | (rows.LON <= east) if across else rows.LON.between(west, east)
    return rows[beside & rows.LAT.between(south, north)]


def between(rows, first, last):
    """Those of a span of time, both ends in it."""
    return rows[rows.time.between(pd.Timestamp(first), pd.Timestamp(last))]


def same(name, actual, expected):
    """Both as numbers, or as lists whose order matters."""
    assert actual == expected, f"{name}: {actual} are there, {expected} were put in"
    print(f"{name}: {actual}" if isinstance(actual, int) else f"{name}: {len(actual)} alike")
