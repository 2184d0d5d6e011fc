"""Files in every format, by HTTP, by `picket query` and by `picket export`, read by the tools that
analysts use and held against what was put in.

python files.py FOLDER CSV...

In FOLDER there are http.FORMAT and query.FORMAT, the positions of a box as points or ways, and parts/, the
export of all.
"""

import math
import sys
import xml.etree.ElementTree as xml
from importlib.metadata import version
from pathlib import Path

import duckdb
import geopandas
import movingpandas
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pyogrio

from recording import between, inside, rows, same

folder = Path(sys.argv[1])
put_in = rows(sys.argv[2:])
BOX = (-91, 29, -90, 30.5)
FIRST, LAST = "2022-01-03T00:00:00Z", "2022-01-03T00:20:00Z"
for name in ["geopandas", "movingpandas", "duckdb", "pandas", "pyarrow", "pyogrio"]:
    print(name, version(name))

# The resolution that is stored: a sixty-millionth of a degree, a thousandth of a knot or degree.
DEGREES = 0.5 / 60_000_000 + 1e-9


def key(row):
    return (row.mmsi, row.time)


def normal(frame):
    """One row a position, as every format says it."""
    frame = pd.DataFrame(frame)
    time = pd.to_datetime(frame.time, utc=True).dt.floor("ms")
    columns = {"mmsi": frame.mmsi.astype("int64"), "time": time, "lon": frame.lon, "lat": frame.lat}
    for beside in ["sog", "cog", "run"]:
        if beside in frame:
            columns[beside] = pd.to_numeric(frame[beside])
    return pd.DataFrame(columns).sort_values(["mmsi", "time", "lon", "lat"], ignore_index=True)


there = between(put_in, FIRST, LAST).sort_values(["MMSI", "time"], kind="stable")
is_inside = there.index.isin(inside(there, *BOX).index)
# A way is cut where it leaves the box.
there = there.assign(run=(~is_inside).cumsum())
wanted = there[is_inside]
wanted = normal(
    {
        "mmsi": wanted.MMSI,
        "time": wanted.time,
        "lon": wanted.LON,
        "lat": wanted.LAT,
        "sog": wanted.SOG.where(wanted.SOG < 102.25),
        "cog": wanted.COG.where(wanted.COG < 360),
        "run": wanted.run,
    }
)
assert len(wanted) > 500, len(wanted)


def check(name, frame, alone=True):
    """`alone`: whether ways of one point are in it."""
    expected = wanted
    if not alone:
        # One position a moment, and at least two moments a piece of a ship's way.
        expected = expected.drop_duplicates(["mmsi", "time"])
        expected = expected[expected.groupby(["mmsi", "run"]).time.transform("nunique") > 1]
        expected = expected.reset_index(drop=True)
    found = normal(frame)
    if not alone:
        expected = expected.drop_duplicates(["mmsi", "time"]).reset_index(drop=True)
    same(name, len(found), len(expected))
    assert (found.mmsi == expected.mmsi).all() and (found.time == expected.time).all(), name
    for column in found.columns[2:]:
        bound = DEGREES if column in ("lon", "lat") else 0.000_5
        one, other = found[column], expected[column]
        assert (one.isna() == other.isna()).all(), f"{name}: {column} is absent elsewhere"
        apart = (one - other).abs().max()
        assert math.isnan(apart) or apart <= bound, f"{name}: {column} is {apart} apart"


def points(frame):
    """Of a frame with point geometries."""
    return {**{c: frame[c] for c in ["mmsi", "time", "sog", "cog"]}, "lon": frame.geometry.x, "lat": frame.geometry.y}


def mmsi_of(contact):
    return int(contact.removeprefix("mmsi:"))


def geojson(path):
    check(path.name, points(geopandas.read_file(path, driver=None)))


def csv(path):
    frame = pd.read_csv(path)
    check(path.name, frame.rename(columns={"longitude": "lon", "latitude": "lat"}))


def geoparquet(path):
    frame = geopandas.read_parquet(path)
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_string() == "OGC:CRS84", frame.crs
    check(path.name, points(frame))
    less = geopandas.read_parquet(path, bbox=(-90.5, 29, -90, 30))
    # Boxes are of single precision, rounded outwards: some metres more may come.
    exact = frame.cx[-90.5:-90, 29:30]
    assert len(exact) <= len(less) <= len(exact) + 3, (len(exact), len(less))
    print(f"{path.name}: {len(less)} by its boxes")


def arrow(path):
    with pa.ipc.open_stream(path.read_bytes()) as stream:
        frame = stream.read_all().to_pandas()
    check(path.name, frame.rename(columns={"longitude": "lon", "latitude": "lat"}))


def gpx(path):
    frame = pyogrio.read_dataframe(path, layer="track_points")
    tracks = pyogrio.read_dataframe(path, layer="tracks", read_geometry=False)
    names = [mmsi_of(tracks.name[n].split()[-1]) for n in frame.track_fid]
    check(path.name, {"mmsi": names, "time": frame.time, "lon": frame.geometry.x, "lat": frame.geometry.y})


def kml(path):
    # GDAL drops the times of gx:Track, so the XML is read as Google Earth does.
    spaces = {"k": "http://www.opengis.net/kml/2.2", "gx": "http://www.google.com/kml/ext/2.2"}
    found = []
    for mark in xml.parse(path).iterfind(".//k:Placemark", spaces):
        mmsi = mmsi_of(mark.find("k:name", spaces).text.split()[-1])
        for track in mark.iterfind(".//gx:Track", spaces):
            times = [when.text for when in track.iterfind("k:when", spaces)]
            places = [place.text.split() for place in track.iterfind("gx:coord", spaces)]
            assert len(times) == len(places)
            found += [(mmsi, time, float(x), float(y)) for time, (x, y, *_) in zip(times, places)]
    check(path.name, pd.DataFrame(found, columns=["mmsi", "time", "lon", "lat"]))
    ships = set(pyogrio.read_dataframe(path, read_geometry=False).Name)
    same(f"{path.name} by GDAL, ships", len(ships), int(wanted.mmsi.nunique()))


def mfjson(path):
    collection = movingpandas.read_mf_json(path, traj_id_property="contact")
    frames = []
    for trajectory in collection.trajectories:
        frame = trajectory.df
        frames.append(
            pd.DataFrame(
                {
                    "mmsi": mmsi_of(trajectory.id),
                    "time": frame.index.tz_localize("UTC") if frame.index.tz is None else frame.index,
                    "lon": frame.geometry.x,
                    "lat": frame.geometry.y,
                    # What was never said of a piece is no column of its own.
                    "sog": frame.sog.astype(float) if "sog" in frame else math.nan,
                    "cog": frame.cog.astype(float) if "cog" in frame else math.nan,
                }
            )
        )
    check(path.name, pd.concat(frames), alone=False)


READERS = {
    "geojson": geojson,
    "geojsonseq": geojson,
    "csv": csv,
    "geoparquet": geoparquet,
    "arrow": arrow,
    "gpx": gpx,
    "kml": kml,
    "mfjson": mfjson,
}
for source in ["http", "query"]:
    for name, reader in READERS.items():
        reader(folder / f"{source}.{name}")

# The export of everything: a day a folder, read without a daemon.
parts = folder / "parts"
everything = f"'{parts}/*/*.parquet'"
try:
    duckdb.sql("INSTALL spatial")
    print("DuckDB has its extension spatial")
except duckdb.Error as error:
    print(f"DuckDB's extension spatial cannot be had ({type(error).__name__}); it reads without")
connection = duckdb.connect()
count = lambda where: connection.sql(
    f"SELECT count(*) FROM read_parquet({everything}, hive_partitioning = true) WHERE {where}"
).fetchall()[0][0]
same("DuckDB, all", count("true"), len(put_in))
for date in ["2022-01-03", "2022-01-04"]:
    same(f"DuckDB, {date}", count(f"date = '{date}'"), int((put_in.time.dt.date.astype(str) == date).sum()))
box = inside(put_in, *BOX)
where = f"longitude BETWEEN {BOX[0]} AND {BOX[2]} AND latitude BETWEEN {BOX[1]} AND {BOX[3]}"
same("DuckDB, a box", count(where), len(box))
plan = connection.sql(
    f"EXPLAIN ANALYZE SELECT count(*) FROM read_parquet({everything}, hive_partitioning = true) "
    f"WHERE date = '2022-01-04' AND {where}"
).fetchall()[0][1]
assert "Files Read: 1" in plan or "1/2" in plan, plan
print("DuckDB reads the one file of the day that is asked for")
read = pd.read_parquet(parts, filters=[("date", "==", "2022-01-03"), ("longitude", ">=", BOX[0]), ("longitude", "<=", BOX[2])])
expected = put_in[put_in.LON.between(BOX[0], BOX[2]) & (put_in.time < pd.Timestamp("2022-01-04", tz="UTC"))]
same("pandas, a day and a strip", len(read), len(expected))
whole = geopandas.read_parquet(parts)
same("GeoPandas, the folder", len(whole), len(put_in))
assert whole.crs.to_string() in ("OGC:CRS84", "EPSG:4326"), whole.crs
assert (whole.geometry.x == whole.longitude).all() and (whole.geometry.y == whole.latitude).all()
day = geopandas.read_parquet(parts / "date=2022-01-04")
same("GeoPandas, a day's folder", len(day), int((put_in.time.dt.date.astype(str) == "2022-01-04").sum()))


def unbounded(part):
    """Columns of numbers of which a row group does not say the least and the greatest."""
    metadata = pa.parquet.ParquetFile(part).metadata
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            said = column.statistics
            known = said is not None and (said.has_min_max or said.null_count == column.num_values)
            if column.physical_type in ("DOUBLE", "FLOAT") and not known:
                yield column.path_in_schema


for part in parts.glob("*/*.parquet"):
    assert not list(unbounded(part)), f"{part}: no bounds of {sorted(set(unbounded(part)))}"
print("pyarrow skips row groups by place")
groups = sum(1 for part in parts.glob("*/*.parquet") for _ in range(pa.parquet.ParquetFile(part).num_row_groups))
size = sum(part.stat().st_size for part in parts.glob("*/*.parquet"))
print(f"{size / len(put_in):.1f} bytes a position in {groups} row groups")
assert size / len(put_in) < 25
