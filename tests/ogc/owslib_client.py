"""OWSLib lists the collections, reads the interface and filters by box, time and property.

python owslib_client.py URL EXPECTED CSV...
"""

import json
import sys
from importlib.metadata import version
from urllib.parse import parse_qs, urlsplit

from owslib.ogcapi.features import Features

from recording import between, inside, rows, same

url, expected = sys.argv[1], json.loads(sys.argv[2])
put_in = rows(sys.argv[3:])
print("OWSLib", version("OWSLib"))
service = Features(f"{url}/ogc")

assert any(one.endswith("/conf/core") for one in service.conformance()["conformsTo"])
assert service.api()["openapi"].startswith("3.0")
same("collections", sorted(service.feature_collections()), sorted(expected["collections"]))
for collection in expected["collections"]:
    assert service.collection(collection)["id"] == collection
    assert service.collection_queryables(collection)["type"] == "object"


def items(collection, **asked):
    """All pages."""
    found, cursor = [], {}
    while True:
        page = service.collection_items(collection, **asked, **cursor)
        assert page["numberReturned"] == len(page["features"])
        found += page["features"]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            return found
        cursor = {"cursor": parse_qs(urlsplit(following[0]).query)["cursor"][0]}


FIRST, LAST = "2022-01-03T00:10:00Z", "2022-01-03T00:10:05Z"
when = f"{FIRST}/{LAST}"
five_seconds = between(put_in, FIRST, LAST)
same("positions of five seconds", len(items("positions", datetime=when)), len(five_seconds))
found = items("positions", datetime=when, limit=100)
same("the same by pages of 100", len(found), len(five_seconds))

# Across the antimeridian, which GDAL asks for in two halves and a browser in one.
across = [179, -20, -179, -10]
day = "2022-01-03T00:00:00Z/2022-01-03T23:59:59Z"
both_sides = inside(put_in, *across)
assert {True, False} == set(both_sides.LON > 0)
same(
    "positions across 180 degrees",
    len(items("positions", bbox=across, datetime=day)),
    len(both_sides),
)
same(
    "tracks across 180 degrees",
    sorted({track["id"] for track in items("tracks", bbox=across, datetime=day)}),
    sorted({f"mmsi:{mmsi:09}" for mmsi in both_sides.MMSI}),
)

# The picture as it was: everybody's last position in the hour before.
at = "2022-01-03T00:10:00Z"
past = between(put_in, "2022-01-02T23:10:00Z", at)
then = items("vessels", datetime=at, limit=10000)
same("vessels as of a past time", len(then), int(past.MMSI.nunique()))
named = put_in.dropna(subset=["VesselName"]).drop_duplicates("MMSI").set_index("MMSI").VesselName
names = {one["properties"]["mmsi"]: one["properties"]["name"] for one in then}
# AIS has 20 characters for a name.
wrong = [m for m, name in names.items() if m in named.index and name != named[m].strip()[:20]]
assert len(wrong) <= len(names) // 100, f"{len(wrong)} names differ, as of {wrong[:5]}"
print(f"names: {len(names) - len(wrong)} of {len(names)} as in the recording")

same("alerts of open state", len(items("alerts", state="open")), expected["open"])
same("vessels by name", [one["id"] for one in items("vessels", name=expected["name"])], [expected["named"]])
one = service.collection_item("alerts", expected["alerts"][0])
same("an alert alone", one["properties"]["rule"], "fast-approach")
