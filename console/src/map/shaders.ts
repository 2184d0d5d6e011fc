// What the graphics card runs. Positions come as two floats each, high and low part, and are taken
// from the middle of the view before they are multiplied: one float alone shakes by metres.

import { COLUMNS, HEADINGS } from "./sprites";

const COMMON = `#version 300 es
precision highp float;
layout(location = 0) in vec4 a_place;   // high x, y, low x, y
layout(location = 1) in vec3 a_motion;  // velocity x, y; time of the report
layout(location = 2) in vec4 a_look;    // angle, shape, kind, mark
layout(location = 3) in float a_limit;  // seconds she may be drawn ahead
uniform vec2 u_scale;                   // from the middle of the view to the screen
uniform vec4 u_middle;                  // high x, y, low x, y
uniform float u_now;

vec2 place(float ahead) {
  float age = clamp(u_now - a_motion.z, 0.0, a_limit) + ahead;
  vec2 from = (a_place.xy - u_middle.xy) + (a_place.zw - u_middle.zw);
  from.x -= floor(from.x + 0.5);        // the nearest of the worlds side by side
  return from + a_motion.xy * age;
}
vec4 on_screen(float ahead) { return vec4(place(ahead) * u_scale, 0.0, 1.0); }
float fading() {
  float age = max(0.0, u_now - a_motion.z);
  return mix(1.0, 0.35, smoothstep(180.0, 900.0, age));
}
`;

// Each ship is one cell of the sprites: which one is found once a ship, not once a pixel.
export const POINT_VERTEX = `${COMMON}
uniform float u_size;
uniform vec3 u_kinds[12];
flat out vec3 v_colour;
flat out float v_alpha;
flat out ivec2 v_cell;
void main() {
  int shape = int(a_look.y + 0.5);
  int turn = int(a_look.x * ${String(HEADINGS)}.0 / 6.2831853 + 0.5) & ${String(HEADINGS - 1)};
  int cell = shape < 2 ? shape * ${String(HEADINGS)} + turn : ${String(2 * HEADINGS - 2)} + shape;
  v_cell = ivec2(cell % ${String(COLUMNS)}, cell / ${String(COLUMNS)}) * int(u_size);
  v_colour = u_kinds[int(a_look.z + 0.5)];
  v_alpha = fading();
  gl_PointSize = u_size;
  gl_Position = on_screen(0.0);
}`;

export const POINT_FRAGMENT = `#version 300 es
precision highp float;
flat in vec3 v_colour;
flat in float v_alpha;
flat in ivec2 v_cell;
uniform float u_size;
uniform vec3 u_outline;
uniform sampler2D u_sprites;
out vec4 colour;
void main() {
  vec2 part = texelFetch(u_sprites, v_cell + ivec2(gl_PointCoord * u_size), 0).rg;
  float alpha = part.r * v_alpha;
  colour = vec4(mix(u_outline, v_colour, part.g) * alpha, alpha);
}`;

export const MARKED_VERTEX = `${COMMON}
uniform float u_size;
uniform vec3 u_kinds[12];
out vec3 v_colour;
out float v_pixels;
flat out int v_shape;
flat out int v_mark;
flat out vec2 v_turn;
void main() {
  v_shape = int(a_look.y + 0.5);
  v_mark = int(a_look.w + 0.5);
  v_colour = u_kinds[int(a_look.z + 0.5)];
  v_turn = vec2(cos(a_look.x), sin(a_look.x));
  v_pixels = u_size * 2.3;
  gl_PointSize = v_pixels;
  gl_Position = on_screen(0.0);
}`;

export const MARKED_FRAGMENT = `#version 300 es
precision highp float;
in vec3 v_colour;
in float v_pixels;
flat in int v_shape;
flat in int v_mark;
flat in vec2 v_turn;
uniform vec3 u_outline;
uniform vec3 u_alert;
uniform vec3 u_chosen;
out vec4 colour;

// Distances from the edges of shapes in a square of -1 to 1, north up; negative within.
float dart(vec2 p, float width, float notch) {
  p.x = abs(p.x);
  float side = dot(p - vec2(0.0, 1.0), normalize(vec2(1.8, width)));
  float tail = dot(p - vec2(0.0, -0.8 + notch), normalize(vec2(-notch, -width)));
  return max(side, tail);
}
float shape(vec2 p) {
  if (v_shape == 0) return dart(p, 0.62, 0.35);
  if (v_shape == 1) return dart(p, 0.40, 0.0);
  if (v_shape == 2) return length(p) - 0.55;
  if (v_shape == 3) return max(abs(p.x), abs(p.y)) - 0.5;
  if (v_shape == 4) return (abs(p.x) + abs(p.y)) * 0.7071 - 0.5;
  if (v_shape == 5) { vec2 q = abs(p); return min(max(q.x - 0.22, q.y - 0.8), max(q.y - 0.22, q.x - 0.8)); }
  return abs(length(p) - 0.5) - 0.14;
}
void main() {
  vec2 p = (gl_PointCoord * 2.0 - 1.0) * vec2(1.0, -1.0);
  float scale = 2.3;                          // there is room for a ring about her
  vec2 q = p * scale;
  q = vec2(q.x * v_turn.x - q.y * v_turn.y, q.x * v_turn.y + q.y * v_turn.x);
  float pixel = 2.0 * scale / v_pixels;
  float edge = shape(q * 1.18);
  float within = 1.0 - smoothstep(-pixel, 0.0, edge);
  float around = 1.0 - smoothstep(pixel * 0.6, pixel * 1.8, edge);
  vec4 drawn = vec4(mix(u_outline, v_colour, within), around);
  float r = length(p) * scale;
  vec3 tone = u_chosen;
  float line = 1.0 - smoothstep(pixel, pixel * 1.8, abs(r - 1.95));
  if ((v_mark & 1) == 1) {
    tone = u_alert;
    line = max(line, 1.0 - smoothstep(pixel, pixel * 1.8, abs(r - 1.5)));
  }
  if ((v_mark & 2) == 2) {
    // The chosen one has four corners instead of a closed ring.
    vec2 c = abs(p) * scale;
    float square = abs(max(c.x, c.y) - 1.95);
    float corner = step(1.1, min(c.x, c.y));
    float marked = (1.0 - smoothstep(pixel * 1.2, pixel * 2.0, square)) * corner;
    if (marked > line) tone = u_chosen;
    line = (v_mark & 1) == 1 ? max(marked, line * step(r, 1.7)) : marked;
  }
  drawn = mix(drawn, vec4(tone, 1.0), line * (1.0 - drawn.a));
  if (drawn.a < 0.01) discard;
  colour = vec4(drawn.rgb * drawn.a, drawn.a);
}`;

export const VECTOR_VERTEX = `${COMMON}
uniform float u_ahead;
uniform vec3 u_colour;
out vec4 v_colour;
void main() {
  float ahead = float(gl_VertexID) * u_ahead;
  v_colour = vec4(u_colour, fading() * (a_look.w > 0.5 ? 1.0 : 0.65));
  bool still = a_look.y > 1.5 && a_look.y < 2.5;
  gl_Position = still ? vec4(2.0, 2.0, 2.0, 1.0) : on_screen(ahead);
}`;

export const LINE_FRAGMENT = `#version 300 es
precision highp float;
in vec4 v_colour;
out vec4 colour;
void main() { colour = vec4(v_colour.rgb * v_colour.a, v_colour.a); }`;

export const TRAIL_VERTEX = `#version 300 es
precision highp float;
layout(location = 0) in vec4 a_place;
layout(location = 1) in float a_strength;
uniform vec2 u_scale;
uniform vec4 u_middle;
uniform vec3 u_colour;
out vec4 v_colour;
void main() {
  vec2 from = (a_place.xy - u_middle.xy) + (a_place.zw - u_middle.zw);
  from.x -= floor(from.x + 0.5);
  v_colour = vec4(u_colour, a_strength);
  gl_Position = vec4(from * u_scale, 0.0, 1.0);
}`;
