// What is written below a picture that leaves the console: there nothing else says what it shows.

const LINE = 18;
const MARGIN = 10;

/** Pixels of the picture. */
export function captionHeight(lines: string[], ratio: number): number {
  return Math.round((lines.length * LINE + 2 * MARGIN) * ratio);
}

export function writeCaption(
  context: CanvasRenderingContext2D,
  lines: string[],
  top: number,
  ratio: number,
): void {
  const { width, height } = context.canvas;
  context.fillStyle = "#ffffff";
  context.fillRect(0, top, width, height - top);
  context.fillStyle = "#000000";
  context.textBaseline = "middle";
  lines.forEach((line, n) => {
    context.font = `${n === 0 ? "600 " : ""}${String(13 * ratio)}px system-ui, sans-serif`;
    const middle = top + (MARGIN + (n + 0.5) * LINE) * ratio;
    context.fillText(line, MARGIN * ratio, middle, width - 2 * MARGIN * ratio);
  });
}
