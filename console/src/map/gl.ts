// The little of WebGL2 that the layers share.
import type { Sight } from "./overlay";

export interface Program {
  program: WebGLProgram;
  at(uniform: string): WebGLUniformLocation | null;
}

export function link(gl: WebGL2RenderingContext, vertex: string, fragment: string): Program {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new Error("the graphics context is lost");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) {
      throw new Error(gl.getShaderInfoLog(shader) ?? "a shader does not compile");
    }
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new Error(gl.getProgramInfoLog(program) ?? "a program does not link");
  }
  const known = new Map<string, WebGLUniformLocation | null>();
  const at = (uniform: string) => {
    let found = known.get(uniform);
    if (found === undefined) {
      found = gl.getUniformLocation(program, uniform);
      known.set(uniform, found);
    }
    return found;
  };
  return { program, at };
}

/** The middle of the view as high and low floats. */
export function middleOf({ x, y }: Sight): [number, number, number, number] {
  const [highX, highY] = [Math.fround(x), Math.fround(y)];
  return [highX, highY, x - highX, y - highY];
}

/** From the plane of the map, whose north is at 0, to the screen of -1 to 1, whose top is at 1. */
export function scaleOf({ scale, width, height }: Sight): [number, number] {
  return [(2 * scale) / width, (-2 * scale) / height];
}
