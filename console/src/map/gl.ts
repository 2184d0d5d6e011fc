// The little of WebGL2 that the layers share.

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

/** The middle of the view as high and low floats, and the matrix that starts from there. */
export function fromMiddle(
  matrix: ArrayLike<number>,
  x: number,
  y: number,
): { matrix: Float32Array; middle: [number, number, number, number] } {
  const moved = Array.from({ length: 16 }, (_, n) => matrix[n] ?? 0);
  for (let row = 0; row < 4; row += 1) {
    moved[12 + row] = (matrix[row] ?? 0) * x + (matrix[4 + row] ?? 0) * y + (matrix[12 + row] ?? 0);
  }
  const [highX, highY] = [Math.fround(x), Math.fround(y)];
  return { matrix: new Float32Array(moved), middle: [highX, highY, x - highX, y - highY] };
}
