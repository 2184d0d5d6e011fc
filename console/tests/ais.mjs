// Position reports as sentences, encoded from ITU-R M.1371 (table 45) and NMEA 0183.

/** A class A position report (type 1). Latitude and longitude in degrees, speed in knots. */
export function positionReport({ mmsi, lon, lat, sog = 0, cog = 0, status = 0, second = 60 }) {
  const bits = [
    [1, 6],
    [0, 2],
    [mmsi, 30],
    [status, 4],
    [-128, 8],
    [Math.round(sog * 10), 10],
    [1, 1],
    [Math.round(lon * 600_000), 28],
    [Math.round(lat * 600_000), 27],
    [Math.round(cog * 10), 12],
    [Math.round(cog), 9],
    [second, 6],
    [0, 2],
    [0, 3],
    [0, 1],
    [0, 19],
  ]
    .map(([value, width]) => BigInt.asUintN(width, BigInt(value)).toString(2).padStart(width, "0"))
    .join("");
  const letters = bits.match(/.{6}/g).map((six) => {
    const value = Number.parseInt(six, 2);
    return String.fromCharCode(value + (value < 40 ? 48 : 56));
  });
  return sentence(`AIVDM,1,1,,A,${letters.join("")},0`);
}

/** A sentence with the second of its reception before it (NMEA 4.1 tag block). */
export function timed(line, second) {
  const tag = `c:${second}`;
  return `\\${tag}*${checksum(tag)}\\${line}`;
}

function sentence(body) {
  return `!${body}*${checksum(body)}\r\n`;
}

function checksum(text) {
  const sum = [...text].reduce((so, letter) => so ^ letter.charCodeAt(0), 0);
  return sum.toString(16).toUpperCase().padStart(2, "0");
}
