// How ships look, whoever draws them.
import type { Sight } from "./overlay";

/** What a vector shows of the way ahead. */
export const VECTOR_SECONDS = 360;
/** Farther out, vectors are shorter than the ships that they belong to. */
export const VECTOR_ZOOM = 8;

/** Whose report grows old fades from here to there, down to this. */
export const FADES_FROM_S = 180;
export const FADES_TO_S = 900;
export const FADED = 0.35;

/** Small when the whole ocean is in view, not yet large in a harbour; smaller in a crowd. Pixels. */
export function pointSize({ zoom, width, height }: Sight, count: number): number {
  const usual = Math.max(8, Math.min(26, 8 + (zoom - 4) * 1.9));
  const room = Math.sqrt((width * height) / Math.max(1, count));
  return Math.min(usual, Math.max(5, room * 1.3));
}

/** Whether WebGL is computed by the processor here, without a graphics card. */
export function drawsInSoftware(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl && names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name));
}
