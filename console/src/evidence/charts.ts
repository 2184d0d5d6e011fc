// Range and closing speed over time, each beside the limit that applied.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { h } from "../dom";
import { clock, minute } from "../format";
import type { Course } from "./encounter";

interface Look {
  title: string;
  unit: string;
  limit: number | null;
  values: (number | null)[];
}

const HEIGHT = 108;

/** Charts as they are shown. Who takes them away ends them: uPlot keeps all that it was not told of. */
export class Charts {
  readonly elements: HTMLElement[] = [];
  readonly #plots: uPlot[] = [];
  #width: number;

  constructor(seen: Course, rangeLimit: number | null, closingLimit: number | null, width: number) {
    this.#width = width;
    const { times, rangeNm, closingKn } = seen;
    this.#add(times, { title: "Range", unit: "nm", limit: rangeLimit, values: rangeNm });
    this.#add(times, {
      title: "Closing speed",
      unit: "kn",
      limit: closingLimit,
      values: closingKn,
    });
  }

  /** As wide as the panel has become. One that is not on the screen has no width. */
  fit(width: number): void {
    if (width === 0 || width === this.#width) return;
    this.#width = width;
    for (const plot of this.#plots) plot.setSize({ width, height: HEIGHT });
  }

  end(): void {
    for (const plot of this.#plots) plot.destroy();
  }

  #add(times: number[], look: Look): void {
    const holder = figure(look);
    this.elements.push(holder);
    this.#plots.push(plot(times, look, this.#width, holder));
  }
}

function figure({ title, unit, values }: Look): HTMLElement {
  const last = values.at(-1);
  const says = last == null ? "" : `, last ${last.toFixed(2)} ${unit}`;
  const holder = h("figure", {
    class: "chart",
    role: "img",
    "aria-label": `${title} over time${says}`,
  });
  holder.append(h("figcaption", {}, `${title}, ${unit}`));
  return holder;
}

function plot(times: number[], look: Look, width: number, holder: HTMLElement): uPlot {
  const tones = getComputedStyle(document.documentElement);
  const tone = (name: string) => tones.getPropertyValue(name).trim();
  const axis = {
    stroke: tone("--soft"),
    grid: { stroke: tone("--line"), width: 1 },
    ticks: { show: false },
    font: "11px sans-serif",
  };
  const short = (times.at(-1) ?? 0) - (times[0] ?? 0) < 600;
  const limit = look.limit === null ? [] : [times.map(() => look.limit)];
  return new uPlot(
    {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { size: 5 } },
      scales: { y: { range: (_, low, high) => around(low, high, look.limit) } },
      axes: [
        {
          ...axis,
          size: 22,
          space: 80,
          values: (_, splits) => splits.map((second) => (short ? clock : minute)(second * 1000)),
        },
        { ...axis, size: 38, space: 26 },
      ],
      series: [
        {},
        { stroke: tone("--accent"), width: 2, points: { show: false } },
        ...(look.limit === null
          ? []
          : [{ stroke: tone("--alarm"), width: 1, dash: [4, 4], points: { show: false } }]),
      ],
    },
    [times, look.values, ...limit] as uPlot.AlignedData,
    holder,
  );
}

/** Room about the values; the limit is in view unless it dwarfs them. */
function around(low: number, high: number, limit: number | null): [number, number] {
  const from = Math.min(low, 0);
  let to = high;
  if (limit !== null && limit < high * 3) to = Math.max(to, limit);
  const room = (to - from || 1) * 0.08;
  return [from < 0 ? from - room : from, to + room];
}
