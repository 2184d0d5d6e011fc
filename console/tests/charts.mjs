// A chart in the operator's folder is drawn, in ranges of bytes from this origin.
import { writeFileSync } from "node:fs";
import { deflateSync, crc32 } from "node:zlib";
import { check, direct, equal, openWindow, play, shoot, until, visit } from "./stage.mjs";

const ORANGE = [230, 120, 30];

await play(async (browser) => {
  writeFileSync(`${await direct("charts")}/harbour.pmtiles`, archive(picture(ORANGE)));
  const { page, wrong, elsewhere } = await openWindow(browser);
  const parts = [];
  page.on("response", (response) => {
    if (response.url().endsWith("harbour.pmtiles")) parts.push(response.status());
  });
  await visit(page);
  await page.locator("#charts").waitFor();
  const map = await page.locator("#map").boundingBox();
  const at = [map.x + map.width / 2, map.y + map.height / 2];
  await until(async () => near(await colour(page, at), ORANGE), "the chart is drawn");
  check(parts.length > 0 && parts.every((status) => status === 206), `by ranges: ${parts}`);
  await shoot(page, "chart");
  // Another light keeps it; without it the sea is there.
  await page.keyboard.press("t");
  await until(async () => near(await colour(page, at), ORANGE), "the chart outlives another light");
  await page.locator("#charts").click();
  await until(async () => !near(await colour(page, at), ORANGE), "the chart can be put away");
  equal(wrong, [], "went wrong in the page");
  equal(elsewhere, [], "was asked of somebody else");
});

function near(found, wanted) {
  return wanted.every((value, n) => Math.abs(value - found[n]) < 12);
}

async function colour(page, [x, y]) {
  const shot = await page.screenshot({ clip: { x, y, width: 1, height: 1 } });
  return page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  }, shot.toString("base64"));
}

/** A PNG of 256 pixels a side in one colour (RFC 2083). */
function picture(rgb) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 1, 0, 0, 0, 1, 0, 8, 2, 0, 0, 0]);
  const line = Buffer.from([0, ...Array.from({ length: 256 }, () => rgb).flat()]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: 256 }, () => line)));
  const mark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    mark,
    chunk("IHDR", head),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A PMTiles archive, version 3, of one tile of the whole world; nothing in it is compressed. */
function archive(tile) {
  const varint = (value) => {
    const bytes = [];
    for (let rest = value; ; rest >>>= 7) {
      if (rest < 128) return [...bytes, rest];
      bytes.push((rest & 127) | 128);
    }
  };
  // One entry: tile 0, run of 1, its length, offset 0 plus one.
  const root = Buffer.from([1, 0, 1, ...varint(tile.length), 1]);
  const metadata = Buffer.from("{}");
  const head = Buffer.alloc(127);
  head.write("PMTiles", "latin1");
  head.writeUInt8(3, 7);
  const at = [127, root.length, 127 + root.length, metadata.length];
  const data = 127 + root.length + metadata.length;
  for (const [n, value] of [...at, data, 0, data, tile.length, 1, 1, 1].entries())
    head.writeBigUInt64LE(BigInt(value), 8 + n * 8);
  // Clustered; no compression of directories and tiles; PNG; zoom 0 to 0.
  for (const [n, value] of [1, 1, 1, 2, 0, 0].entries()) head.writeUInt8(value, 96 + n);
  for (const [n, degrees] of [-180, -85, 180, 85].entries())
    head.writeInt32LE(degrees * 1e7, 102 + n * 4);
  return Buffer.concat([head, root, metadata, tile]);
}
