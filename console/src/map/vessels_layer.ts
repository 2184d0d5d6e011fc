// All contacts in one draw call: points with heading, vectors of six minutes, rings about those that
// matter. MapLibre's own symbols take a second for what this does in some milliseconds.
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapView } from "maplibre-gl";
import { now } from "../time/now";
import { mercatorX, mercatorY } from "../geodesy";
import { fromMiddle, link, type Program } from "./gl";
import { KINDS } from "./kinds";
import { ROW, type Picture } from "./picture";
import { LINE_FRAGMENT, POINT_FRAGMENT, POINT_VERTEX, VECTOR_VERTEX } from "./shaders";
import { rgb, type MapTheme } from "./themes";
import type { Trails } from "./trails";

const VECTOR_SECONDS = 360;
/** Farther out, vectors are shorter than the ships that they belong to. */
const VECTOR_ZOOM = 8;

export class VesselsLayer implements CustomLayerInterface {
  readonly id = "vessels";
  readonly type = "custom" as const;
  readonly renderingMode = "2d" as const;
  #map: MapView | null = null;
  #points: Program | null = null;
  #vectors: Program | null = null;
  #buffer: WebGLBuffer | null = null;
  #pointArray: WebGLVertexArrayObject | null = null;
  #vectorArray: WebGLVertexArrayObject | null = null;
  #sent = "";
  #room = 0;

  constructor(
    private readonly shown: () => Picture,
    private readonly trails: Trails,
    private readonly theme: () => MapTheme,
  ) {}

  onAdd(map: MapView, context: WebGLRenderingContext | WebGL2RenderingContext): void {
    const gl = context as WebGL2RenderingContext;
    this.#map = map;
    this.#sent = "";
    this.#room = 0;
    this.#points = link(gl, POINT_VERTEX, POINT_FRAGMENT);
    this.#vectors = link(gl, VECTOR_VERTEX, LINE_FRAGMENT);
    this.#buffer = gl.createBuffer();
    this.#pointArray = this.#layout(gl, 0);
    this.#vectorArray = this.#layout(gl, 1);
    this.trails.attach(gl);
  }

  render(
    context: WebGLRenderingContext | WebGL2RenderingContext,
    input: CustomRenderMethodInput,
  ): void {
    const gl = context as WebGL2RenderingContext;
    const map = this.#map;
    if (!map || !this.#points || !this.#vectors) return;
    const { lng, lat } = map.getCenter();
    const x = mercatorX(lng);
    const view = fromMiddle(
      input.defaultProjectionData.mainMatrix as ArrayLike<number>,
      x,
      mercatorY(lat),
    );
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.disable(gl.DEPTH_TEST);
    const zoom = map.getZoom();
    this.trails.draw(gl, view, rgb(this.theme().vector), zoom);
    this.#upload(gl);
    const { count } = this.shown();
    if (count === 0) return;
    if (zoom >= VECTOR_ZOOM) this.#drawVectors(gl, this.#vectors, view);
    this.#drawPoints(gl, this.#points, view, zoom);
    gl.bindVertexArray(null);
  }

  #drawPoints(
    gl: WebGL2RenderingContext,
    { program, at }: Program,
    view: ReturnType<typeof fromMiddle>,
    zoom: number,
  ) {
    const theme = this.theme();
    gl.useProgram(program);
    this.#common(gl, at, view);
    gl.uniform1f(at("u_size"), pointSize(zoom) * window.devicePixelRatio);
    gl.uniform3fv(
      at("u_kinds"),
      KINDS.flatMap((kind) => rgb(theme.kinds[kind])),
    );
    gl.uniform3fv(at("u_outline"), rgb(theme.outline));
    gl.uniform3fv(at("u_alert"), rgb(theme.alert));
    gl.uniform3fv(at("u_chosen"), rgb(theme.chosen));
    gl.bindVertexArray(this.#pointArray);
    gl.drawArrays(gl.POINTS, 0, this.shown().count);
  }

  #drawVectors(
    gl: WebGL2RenderingContext,
    { program, at }: Program,
    view: ReturnType<typeof fromMiddle>,
  ) {
    gl.useProgram(program);
    this.#common(gl, at, view);
    gl.uniform1f(at("u_ahead"), VECTOR_SECONDS);
    gl.uniform3fv(at("u_colour"), rgb(this.theme().vector));
    gl.bindVertexArray(this.#vectorArray);
    gl.drawArraysInstanced(gl.LINES, 0, 2, this.shown().count);
  }

  #common(
    gl: WebGL2RenderingContext,
    at: Program["at"],
    { matrix, middle }: ReturnType<typeof fromMiddle>,
  ) {
    gl.uniformMatrix4fv(at("u_matrix"), false, matrix);
    gl.uniform4fv(at("u_middle"), middle);
    gl.uniform1f(at("u_now"), now() / 1000 - this.shown().epoch);
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

  #upload(gl: WebGL2RenderingContext): void {
    const picture = this.shown();
    const wanted = `${picture.name} ${String(picture.version)}`;
    if (this.#sent === wanted) return;
    this.#sent = wanted;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffer);
    if (picture.rows.length !== this.#room) {
      this.#room = picture.rows.length;
      gl.bufferData(gl.ARRAY_BUFFER, picture.rows, gl.DYNAMIC_DRAW);
    } else {
      gl.bufferSubData(gl.ARRAY_BUFFER, 0, picture.rows, 0, picture.count * ROW);
    }
  }
}

/** Small when the whole ocean is in view, not yet large in a harbour. Pixels. */
export function pointSize(zoom: number): number {
  return Math.max(8, Math.min(26, 8 + (zoom - 4) * 1.9));
}
