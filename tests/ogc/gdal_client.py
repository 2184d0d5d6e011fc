"""GDAL's OAPIF driver lists the collections and filters them by box, time and property.

python gdal_client.py URL EXPECTED CSV...
"""

import json
import sys

import pyogrio

from recording import between, inside, rows, same

url, expected = sys.argv[1], json.loads(sys.argv[2])
put_in = rows(sys.argv[3:])
service = f"OAPIF:{url}/ogc"
print("GDAL", ".".join(map(str, pyogrio.__gdal_version__)))


def read(layer, **asked):
    return pyogrio.read_dataframe(service, layer=layer, **asked)


layers = dict(pyogrio.list_layers(service))
same("collections", sorted(layers), sorted(expected["collections"]))
same("vessels", len(read("vessels")), expected["vessels"])
same("alerts", sorted(read("alerts").id), expected["alerts"])
same("watch areas", sorted(read("watch-areas").id), expected["watch_areas"])
tracks = read("tracks")
same("tracks", sorted(tracks.contact), expected["contacts"])
assert (tracks["from"] < tracks.to).all() and (tracks.points > 100).all(), tracks

# More than one page, every position of half a minute.
FIRST, LAST = "2022-01-03T00:10:00Z", "2022-01-03T00:10:30Z"
when = f"time >= '{FIRST}' AND time <= '{LAST}'"
half_minute = between(put_in, FIRST, LAST)
assert len(half_minute) > 1_000
found = read("positions", where=when)
key = lambda mmsi, time, lon, lat: sorted(zip(mmsi, time, lon.round(7), lat.round(7)))
seconds = lambda times: times.dt.tz_localize(None).astype("datetime64[s]").astype("int64")
same(
    "positions of half a minute",
    key(found.mmsi, seconds(found.time), found.geometry.x, found.geometry.y),
    key(half_minute.MMSI, seconds(half_minute.time), half_minute.LON, half_minute.LAT),
)
box = (-91, 29, -90, 30.5)
same(
    "positions of half a minute in a box",
    len(read("positions", where=when, bbox=box)),
    len(inside(half_minute, *box)),
)

# By property, over all of the time that there is.
mmsi = int(put_in.MMSI.value_counts().index[0])
whole = "time >= '2022-01-01T00:00:00Z' AND time <= '2022-01-05T00:00:00Z'"
same(
    f"positions of {mmsi}",
    len(read("positions", where=f"mmsi = {mmsi} AND {whole}")),
    int((put_in.MMSI == mmsi).sum()),
)
same(
    "alerts of a rule",
    len(read("alerts", where="rule = 'fast-approach'")),
    len(expected["alerts"]),
)
same("areas of a kind", list(read("watch-areas", where="kind = 'restricted'").id), ["script-box"])
