// Frames that the map has drawn, for those who want to know when: measurements and tests.

let frames = 0;
let waiting: ((frame: number) => void)[] = [];

export function frameMade(): void {
  frames += 1;
  const told = waiting;
  waiting = [];
  for (const tell of told) tell(frames);
}

/** The number of the next frame, once it is drawn. */
export function nextFrame(): Promise<number> {
  return new Promise((resolve) => waiting.push(resolve));
}
