// All contacts in one draw call, from sprites; then vectors of six minutes, and rings about those that
// matter.
import { now } from "../time/now";
import { link, middleOf, scaleOf, type Program } from "./gl";
import { KINDS } from "./kinds";
import { pointSize, VECTOR_SECONDS, VECTOR_ZOOM } from "./look";
import { fitTo, type Sight } from "./overlay";
import type { Picture } from "./picture";
import { ROW } from "./rows";
import {
  LINE_FRAGMENT,
  MARKED_FRAGMENT,
  MARKED_VERTEX,
  POINT_FRAGMENT,
  POINT_VERTEX,
  VECTOR_VERTEX,
} from "./shaders";
import { sprites } from "./sprites";
import { rgb, type MapTheme } from "./themes";
import type { Trails } from "./trails";

export class VesselsLayer {
  #gl: WebGL2RenderingContext | null = null;
  #points: Program | null = null;
  #marked: Program | null = null;
  #vectors: Program | null = null;
  #buffer: WebGLBuffer | null = null;
  #pointArray: WebGLVertexArrayObject | null = null;
  #vectorArray: WebGLVertexArrayObject | null = null;
  #sent: Picture | null = null;
  #room = 0;
  #spriteSize = 0;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly trails: Trails,
  ) {
    // The graphics card may be taken away; everything on it is then made anew.
    canvas.addEventListener("webglcontextlost", (event) => {
      event.preventDefault();
      this.#gl = null;
    });
    canvas.addEventListener("webglcontextrestored", () => this.#begin());
    this.#begin();
  }

  #begin(): void {
    const gl = this.canvas.getContext("webgl2", { antialias: false, depth: false, stencil: false });
    this.#gl = gl;
    if (!gl) return;
    this.#sent = null;
    this.#room = 0;
    this.#spriteSize = 0;
    this.#points = link(gl, POINT_VERTEX, POINT_FRAGMENT);
    this.#marked = link(gl, MARKED_VERTEX, MARKED_FRAGMENT);
    this.#vectors = link(gl, VECTOR_VERTEX, LINE_FRAGMENT);
    this.#buffer = gl.createBuffer();
    this.#pointArray = this.#layout(gl, 0);
    this.#vectorArray = this.#layout(gl, 1);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    this.trails.attach(gl);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  draw(sight: Sight, picture: Picture, theme: MapTheme): void {
    const gl = this.#gl;
    if (!gl || gl.isContextLost()) return;
    fitTo(this.canvas, sight);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clear(gl.COLOR_BUFFER_BIT);
    this.trails.draw(gl, sight, rgb(theme.vector));
    this.#upload(gl, picture);
    if (picture.count === 0) return;
    if (sight.zoom >= VECTOR_ZOOM) this.#drawVectors(gl, sight, picture, theme);
    const size = Math.round(pointSize(sight, picture.count) * sight.ratio);
    this.#drawPoints(gl, sight, picture, theme, size);
    this.#drawMarked(gl, sight, picture, theme);
    gl.bindVertexArray(null);
  }

  #drawPoints(
    gl: WebGL2RenderingContext,
    sight: Sight,
    picture: Picture,
    theme: MapTheme,
    size: number,
  ) {
    if (!this.#points) return;
    if (size !== this.#spriteSize) {
      this.#spriteSize = size;
      const { width, height, data } = sprites(size);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG8, width, height, 0, gl.RG, gl.UNSIGNED_BYTE, data);
    }
    const { program, at } = this.#points;
    gl.useProgram(program);
    this.#common(gl, at, sight, picture, theme, size);
    gl.uniform1i(at("u_sprites"), 0);
    gl.bindVertexArray(this.#pointArray);
    gl.drawArrays(gl.POINTS, 0, picture.count);
  }

  /** Few, each drawn once more with the marks about her. */
  #drawMarked(gl: WebGL2RenderingContext, sight: Sight, picture: Picture, theme: MapTheme) {
    const marked = picture.whoMatter();
    if (!this.#marked || marked.length === 0) return;
    const { program, at } = this.#marked;
    gl.useProgram(program);
    this.#common(gl, at, sight, picture, theme, pointSize(sight, 0) * sight.ratio);
    gl.uniform3fv(at("u_alert"), rgb(theme.alert));
    gl.uniform3fv(at("u_chosen"), rgb(theme.chosen));
    gl.bindVertexArray(this.#pointArray);
    for (const { row } of marked.reverse()) gl.drawArrays(gl.POINTS, row, 1);
  }

  #drawVectors(gl: WebGL2RenderingContext, sight: Sight, picture: Picture, theme: MapTheme) {
    if (!this.#vectors) return;
    const { program, at } = this.#vectors;
    gl.useProgram(program);
    this.#common(gl, at, sight, picture, theme, 0);
    gl.uniform1f(at("u_ahead"), VECTOR_SECONDS);
    gl.uniform3fv(at("u_colour"), rgb(theme.vector));
    gl.bindVertexArray(this.#vectorArray);
    gl.drawArraysInstanced(gl.LINES, 0, 2, picture.count);
  }

  #common(
    gl: WebGL2RenderingContext,
    at: Program["at"],
    sight: Sight,
    picture: Picture,
    theme: MapTheme,
    size: number,
  ) {
    gl.uniform2fv(at("u_scale"), scaleOf(sight));
    gl.uniform4fv(at("u_middle"), middleOf(sight));
    gl.uniform1f(at("u_now"), now() / 1000 - picture.rows.epoch);
    gl.uniform1f(at("u_size"), size);
    gl.uniform3fv(
      at("u_kinds"),
      KINDS.flatMap((kind) => rgb(theme.kinds[kind])),
    );
    gl.uniform3fv(at("u_outline"), rgb(theme.outline));
  }

  /** One row of the picture is one vertex, or with a divisor one instance. */
  #layout(gl: WebGL2RenderingContext, divisor: number): WebGLVertexArrayObject {
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    let offset = 0;
    for (const [location, size] of [
      [0, 4],
      [1, 3],
      [2, 4],
      [3, 1],
    ] as const) {
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, gl.FLOAT, false, ROW * 4, offset * 4);
      gl.vertexAttribDivisor(location, divisor);
      offset += size;
    }
    gl.bindVertexArray(null);
    return array;
  }

  #upload(gl: WebGL2RenderingContext, picture: Picture): void {
    const { rows } = picture;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    if (this.#sent !== picture || rows.floats.length !== this.#room) {
      this.#sent = picture;
      this.#room = rows.floats.length;
      gl.bufferData(gl.ARRAY_BUFFER, rows.floats, gl.DYNAMIC_DRAW);
      rows.changes(() => undefined);
      return;
    }
    rows.changes((from, to) => {
      gl.bufferSubData(gl.ARRAY_BUFFER, from * ROW * 4, rows.floats, from * ROW, (to - from) * ROW);
    });
  }
}
