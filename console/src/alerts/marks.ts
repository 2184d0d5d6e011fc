// One shape for each priority, for those who do not tell the colours apart.
import { h, icon } from "../dom";
import type { Priority } from "../wire/alert";

const SHAPES: Record<Priority, string> = {
  emergency: "M8 1h10l7 7v10l-7 7H8l-7-7V8z",
  alarm: "M13 2 25 24H1z",
  warning: "M13 1 25 13 13 25 1 13z",
  caution: "M3 3h20v20H3z",
};

export function priorityMark(priority: Priority): SVGSVGElement {
  return icon(SHAPES[priority], 26, priority, `mark ${priority}`);
}

export function exerciseMark(): HTMLElement {
  return h(
    "b",
    { class: "exercise-mark", title: "Derived from an exercise: not real" },
    "EXERCISE",
  );
}
