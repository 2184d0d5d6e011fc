import { expect, test } from "vitest";
import { KINDS } from "./kinds";
import { COLUMNS, type Sprites } from "./sprites";
import { put, putPart, Stamps } from "./stamps";
import { MAP_THEMES } from "./themes";

const WIDTH = 5;

/** One sprite of two pixels a side, the others empty: all ship; half seen; nothing; all outline. */
function sprites(): Sprites {
  const [width, height] = [COLUMNS * 2, 2];
  const data = new Uint8Array(width * height * 2);
  for (const [column, line, seen, ship] of [
    [0, 0, 255, 255],
    [1, 0, 128, 255],
    [0, 1, 0, 0],
    [1, 1, 255, 0],
  ] as const)
    data.set([seen, ship], (line * width + column) * 2);
  return { width, height, data };
}

const theme = { ...MAP_THEMES.dark, outline: "#000000" };
theme.kinds = { ...theme.kinds, cargo: "#ff0000" };
const cargo = KINDS.indexOf("cargo");
const stamp = new Stamps(sprites(), 2, theme, WIDTH).of(cargo, 0);
const RED = 0xff0000ff;
const BLACK = 0xff000000;

function parts(pixel: number): number[] {
  return [0, 8, 16, 24].map((by) => (pixel >>> by) & 0xff);
}

test("a ship is put where she lies, over what is there, and empty pixels change nothing", () => {
  const image = new Uint32Array(WIDTH * 3);
  put(image, WIDTH + 1, stamp, 256);
  expect([...image].map((pixel) => pixel !== 0)).toEqual(
    [..."..... .##.. ..#..".replaceAll(" ", "")].map((mark) => mark === "#"),
  );
  expect(image[WIDTH + 1]).toBe(RED);
  expect(parts(image[WIDTH + 2] ?? 0)).toEqual([255, 0, 0, 128]);
  expect(image[2 * WIDTH + 2]).toBe(BLACK);
  // Half of red over white that is there already: red stays whole, half of the others shines through.
  image.fill(0xffffffff);
  put(image, WIDTH + 1, stamp, 256);
  const [red, green, blue] = parts(image[WIDTH + 2] ?? 0);
  expect(red).toBeGreaterThan(252);
  for (const part of [green, blue]) expect(Math.abs((part ?? 0) - 127)).toBeLessThan(3);
});

test("who fades lets what is below her shine through", () => {
  const image = new Uint32Array(WIDTH * 3);
  put(image, 0, stamp, 128);
  expect(parts(image[0] ?? 0)).toEqual([255, 0, 0, 127]);
});

test.each([
  [[-1, -1], "#.... ..... ....."],
  [[4, 0], "....# ..... ....."],
  [[4, 2], "..... ..... ....#"],
  [[1, 1], "..... .##.. ..#.."],
] as const)("at the edge, %j, only what is on the image is put", ([left, top], marks) => {
  const image = new Uint32Array(WIDTH * 3);
  putPart(image, WIDTH, [left, top], stamp, 256);
  const seen = [...image].map((pixel) => (pixel === 0 ? "." : "#")).join("");
  expect(seen).toBe(marks.replaceAll(" ", ""));
});
