// Where ships have come from while we looked on: a short line behind each, drawn only where there
// are few enough to tell them apart.
import { link, middleOf, scaleOf, type Program } from "./gl";
import { onScreen, type Sight } from "./overlay";
import { LINE_FRAGMENT, TRAIL_VERTEX } from "./shaders";
import type { Contact, Picture } from "./picture";

const POINTS_MAX = 40;
const SPACING_MS = 10_000;
const SHIPS_MAX = 3000;
const FROM_ZOOM = 7;
const VERTEX = 5;

export class Trails {
  #points = new Map<string, number[]>();
  #program: Program | null = null;
  #buffer: WebGLBuffer | null = null;
  #array: WebGLVertexArrayObject | null = null;
  #vertices = 0;
  #sent = new Float32Array(0);
  #stale = true;

  /** Takes note of where everybody is; forgets those who have left the picture. */
  note(picture: Picture): void {
    if (picture.count > SHIPS_MAX) {
      this.clear();
      return;
    }
    for (const contact of picture.placed()) this.#append(contact, picture);
    if (this.#points.size <= picture.count) return;
    for (const contact of this.#points.keys()) {
      if (!picture.find(contact)) this.#points.delete(contact);
    }
    this.#stale = true;
  }

  clear(): void {
    this.#points.clear();
    this.#stale = true;
  }

  attach(gl: WebGL2RenderingContext): void {
    this.#program = link(gl, TRAIL_VERTEX, LINE_FRAGMENT);
    this.#buffer = gl.createBuffer();
    this.#array = gl.createVertexArray();
    gl.bindVertexArray(this.#array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 4, gl.FLOAT, false, VERTEX * 4, 0);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribPointer(1, 1, gl.FLOAT, false, VERTEX * 4, 16);
    gl.bindVertexArray(null);
    this.#stale = true;
  }

  draw(gl: WebGL2RenderingContext, sight: Sight, colour: number[]): void {
    if (!this.#program || sight.zoom < FROM_ZOOM) return;
    if (this.#stale) this.#upload(gl);
    if (this.#vertices === 0) return;
    gl.useProgram(this.#program.program);
    gl.uniform2fv(this.#program.at("u_scale"), scaleOf(sight));
    gl.uniform4fv(this.#program.at("u_middle"), middleOf(sight));
    gl.uniform3fv(this.#program.at("u_colour"), colour);
    gl.bindVertexArray(this.#array);
    gl.drawArrays(gl.LINES, 0, this.#vertices);
    gl.bindVertexArray(null);
  }

  /** The same without a graphics card. */
  drawPlain(context: CanvasRenderingContext2D, sight: Sight): void {
    if (sight.zoom < FROM_ZOOM) return;
    context.globalAlpha = 0.4;
    context.beginPath();
    for (const points of this.#points.values()) {
      for (let n = 0; n < points.length; n += 3) {
        const place = onScreen(sight, points[n] ?? 0, points[n + 1] ?? 0);
        if (n === 0) context.moveTo(...place);
        else context.lineTo(...place);
      }
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** Kept as x, y, time on the plane of the map. */
  #append({ contact, row }: Contact, { rows }: Picture): void {
    const time = rows.time(row);
    let points = this.#points.get(contact);
    if (!points) this.#points.set(contact, (points = []));
    const last = points.at(-1);
    if (last !== undefined && Math.abs(time - last) < SPACING_MS) return;
    if (last !== undefined && time < last) points.length = 0;
    points.push(...rows.place(row), time);
    if (points.length > POINTS_MAX * 3) points.splice(0, 3);
    this.#stale = true;
  }

  #upload(gl: WebGL2RenderingContext): void {
    const vertices = [...this.#points.values()].reduce(
      (sum, points) => sum + Math.max(0, points.length / 3 - 1) * 2,
      0,
    );
    if (vertices * VERTEX > this.#sent.length) this.#sent = new Float32Array(vertices * VERTEX * 2);
    const out = this.#sent;
    let at = 0;
    for (const points of this.#points.values()) {
      const count = points.length / 3;
      for (let n = 1; n < count; n += 1) {
        for (const one of [n - 1, n]) {
          const [x, y] = [points[one * 3] ?? 0, points[one * 3 + 1] ?? 0];
          const [highX, highY] = [Math.fround(x), Math.fround(y)];
          out[at] = highX;
          out[at + 1] = highY;
          out[at + 2] = x - highX;
          out[at + 3] = y - highY;
          out[at + 4] = (0.65 * (one + 1)) / count;
          at += VERTEX;
        }
      }
    }
    this.#vertices = vertices;
    this.#stale = false;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    gl.bufferData(gl.ARRAY_BUFFER, out, gl.DYNAMIC_DRAW, 0, vertices * VERTEX);
  }
}
