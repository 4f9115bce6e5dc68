// Makes the shapes of countries for the map (src/map/shapes.tsv) and the land under them (themes/default/static/map.svg) from
// Natural Earth. See README.md.

import { readFile, writeFile } from "node:fs/promises";

const root = new URL("../../", import.meta.url);
const topology = JSON.parse(await readFile(new URL("node_modules/world-atlas/countries-50m.json", import.meta.url), "utf8"));

const WIDTH = 2000;
/** The meridian in the middle, which puts the edges of the map into the Bering Strait, where they cut little land. */
const CENTRE = 11;
/** Corners that stand out by less than this area, in square units, are left out (Visvalingam and Whyatt 1993). */
const CORNER = 22;
/** Islands smaller than this are left out, unless they are the largest part of a country. */
const ISLAND = 30;
/** A country that is narrower and lower than this is a dot. */
const DOT = 17;

// Places with codes of their own that Natural Earth counts as parts of states, by a point in each.
const CARVED = {
  GF: [250, -53, 4], GP: [250, -61.6, 16.2], MQ: [250, -61, 14.65], RE: [250, 55.5, -21.1], YT: [250, 45.15, -12.8], SJ: [578, 16, 78.5],
  BQ: [528, -68.25, 12.15], CX: [36, 105.65, -10.45], CC: [36, 96.85, -12.15],
};
// Places that the scale leaves out; longitude and latitude.
const POINTS = {
  TV: [179.2, -8.5], GI: [-5.35, 36.14], TK: [-171.8, -9.2], BV: [3.36, -54.42], UM: [166.6, 19.3], CX: [105.65, -10.45], CC: [96.85, -12.15],
  GP: [-61.55, 16.25], MQ: [-61, 14.65], RE: [55.53, -21.12], YT: [45.15, -12.8], BQ: [-68.27, 12.17], SJ: [16, 78.5], GF: [-53, 4],
};

/** Equal Earth (Šavrič, Patterson and Jenny 2018), scaled so that the equator is WIDTH long. */
function project([degreesEast, latitude]) {
  const longitude = degreesEast - CENTRE;
  const [a1, a2, a3, a4, m] = [1.340264, -0.081106, 0.000893, 0.003796, Math.sqrt(3) / 2];
  const t = Math.asin(m * Math.sin((latitude * Math.PI) / 180));
  const [t2, t6, t8] = [t ** 2, t ** 6, t ** 8];
  const x = ((longitude * Math.PI) / 180) * Math.cos(t) / (m * (a1 + 3 * a2 * t2 + 7 * a3 * t6 + 9 * a4 * t8));
  const y = t * (a1 + a2 * t2 + a3 * t6 + a4 * t8);
  const unit = WIDTH / (2 * Math.PI / (m * a1));
  return [WIDTH / 2 + x * unit, HEIGHT / 2 - y * unit];
}
const HEIGHT = (() => {
  const t = Math.asin(Math.sqrt(3) / 2);
  const y = t * (1.340264 - 0.081106 * t ** 2 + 0.000893 * t ** 6 + 0.003796 * t ** 8);
  return Math.round((2 * y * WIDTH) / ((2 * Math.PI) / ((Math.sqrt(3) / 2) * 1.340264)));
})();

const area = (a, b, c) => Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
const ringArea = (ring) => Math.abs(ring.reduce((sum, [x, y], at) => sum + x * ring[(at + 1) % ring.length][1] - ring[(at + 1) % ring.length][0] * y, 0)) / 2;

/** Leaves out the corners that matter least; the ends stay, so that neighbours stay joined. */
function simplify(points) {
  const kept = points.map((point) => [point, project(point)]);
  const closed = points[0][0] === points.at(-1)[0] && points[0][1] === points.at(-1)[1];
  while (kept.length > (closed ? 5 : 2)) {
    let [least, at] = [Infinity, -1];
    for (let place = 1; place < kept.length - 1; place += 1) {
      const size = area(kept[place - 1][1], kept[place][1], kept[place + 1][1]);
      if (size < least) [least, at] = [size, place];
    }
    if (least >= CORNER) break;
    kept.splice(at, 1);
  }
  return kept.map(([point]) => point);
}

/** Longitudes without the step at the date line: a line that crosses it goes on beyond 180. */
function unwrap(points) {
  let turn = 0;
  return points.map(([x, y], at) => {
    if (at > 0 && Math.abs(x - points[at - 1][0]) > 180) turn += x > points[at - 1][0] ? -360 : 360;
    return [x + turn, y];
  });
}

/** The part of a closed line on one side of a meridian (Sutherland and Hodgman 1974). */
function half(points, meridian, side) {
  const inside = ([x]) => side * (x - meridian) >= 0;
  return points.flatMap((point, at) => {
    const next = points[(at + 1) % points.length];
    const out = inside(point) ? [point] : [];
    if (inside(point) !== inside(next)) {
      out.push([meridian, point[1] + ((next[1] - point[1]) * (meridian - point[0])) / (next[0] - point[0])]);
    }
    return out;
  });
}

/** A closed line in degrees as three closed lines on the paper, cut where the map ends; most are empty. */
function cut(points) {
  let whole = unwrap([...points, points[0]]);
  const gone = whole.at(-1)[0] - whole[0][0];
  // A line around the pole comes back a turn later; the pole closes it.
  if (Math.abs(gone) > 180) whole.push([whole.at(-1)[0], -90], [whole[0][0], -90]);
  else whole.pop();
  const [west, east] = [CENTRE - 180, CENTRE + 180];
  return [-360, 0, 360]
    .map((shift) => half(half(whole.map(([x, y]) => [x + shift, y]), west, 1), east, -1))
    .map((part) => part.map(project));
}

// Arcs: steps between whole numbers, as degrees; then with fewer corners.
const { scale, translate } = topology.transform;
const full = topology.arcs.map((arc) => {
  let [x, y] = [0, 0];
  return unwrap(arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]));
});
const arcs = full.map(simplify);
const ring = (numbers, from) => numbers.flatMap((number) => {
  const points = number < 0 ? from[~number].toReversed() : from[number];
  return points.slice(0, -1);
}).map(([x, y]) => [((((x + 180) % 360) + 360) % 360) - 180, y]);
const parts = (geometry) => (geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs);

/** A closed line in whole numbers, written as short as a path can be. */
function path(points) {
  const whole = points.map(([x, y]) => [Math.round(x), Math.round(y)]).filter(([x, y], at, all) => at === 0 || x !== all[at - 1][0] || y !== all[at - 1][1]);
  if (whole.length < 3) return "";
  let text = `M${whole[0][0]} ${whole[0][1]}l`;
  let [x, y] = whole[0];
  for (const [nx, ny] of whole.slice(1)) {
    for (const step of [nx - x, ny - y]) text += (step < 0 || text.endsWith("l") ? "" : " ") + step;
    [x, y] = [nx, ny];
  }
  return `${text}z`;
}
const open = (points) => path(points).replace(/z$/, "");

/** Every part of a country with its size: the simplified lines for the map, the full one for what size it has. */
const pieces = (list) => list.flatMap((rings) => {
  // The outermost comes first, but that of Antarctica is the pole itself.
  const sizes = new Map(rings.map((one) => [one, Math.max(...cut(ring(one, full)).map(ringArea))]));
  const [outer, ...holes] = rings.toSorted((one, other) => sizes.get(other) - sizes.get(one));
  const lines = cut(ring(outer, arcs));
  const sized = cut(ring(outer, full))
    .map((line, at) => ({ full: line, line: lines[at], size: ringArea(line), degrees: ring(outer, full), holes: [] }))
    .filter((piece) => piece.full.length > 2)
    .toSorted((one, other) => other.size - one.size);
  const [largest] = sized;
  if (!largest) return [];
  largest.holes = holes.flatMap((hole) => cut(ring(hole, arcs))).filter((hole) => ringArea(hole) > ISLAND);
  return sized;
});
const drawn = (piece) => [piece.line, ...piece.holes].map(path).join("");
const holds = (points, [x, y]) => points.reduce((inside, [ax, ay], at) => {
  const [bx, by] = points[(at + 1) % points.length];
  return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !inside : inside;
}, false);

const codes = new Map();
for (const row of (await readFile(new URL("src/regions/data/m49.tsv", root), "utf8")).split("\n")) {
  const [number, alpha2] = row.split("\t");
  if (alpha2 && !row.startsWith("#")) codes.set(number, alpha2);
}
const countries = new Map();
for (const geometry of topology.objects.countries.geometries) {
  const code = codes.get(geometry.id) ?? (geometry.properties.name === "Kosovo" ? "XK" : undefined);
  if (code) countries.set(code, [...(countries.get(code) ?? []), ...pieces(parts(geometry))]);
}
for (const [code, [from, ...point]] of Object.entries(CARVED)) {
  const whole = countries.get(codes.get(String(from).padStart(3, "0")));
  const near = (piece) => holds(piece.degrees, point) || Math.hypot(piece.degrees[0][0] - point[0], piece.degrees[0][1] - point[1]) < 1.2;
  // Svalbard is several islands; the others are one.
  const own = whole.filter((piece) => near(piece) || (code === "SJ" && piece.degrees[0][1] > 74));
  if (!own.length) continue;
  for (const piece of own) whole.splice(whole.indexOf(piece), 1);
  countries.set(code, own);
}

const rows = [];
for (const code of [...new Set([...codes.values(), "XK"])].sort()) {
  const all = (countries.get(code) ?? []).sort((one, other) => other.size - one.size);
  if (!all.length && !POINTS[code]) continue;
  const middle = all.length ? [0, 1].map((axis) => all[0].full.reduce((sum, point) => sum + point[axis], 0) / all[0].full.length) : project(unwrap([[CENTRE, 0], POINTS[code]]).map(([x, y]) => [x < CENTRE - 180 ? x + 360 : x, y])[1]);
  const big = all.filter((piece, at) => at === 0 || piece.size >= ISLAND);
  const flat = big.flatMap((piece) => piece.line);
  const box = flat.length ? [0, 1].flatMap((axis) => [Math.min(...flat.map((p) => p[axis])), Math.max(...flat.map((p) => p[axis]))]) : [];
  const small = !all.length || (Math.max(box[1] - box[0], box[3] - box[2]) < DOT || all[0].size < 60);
  // What a view must show: the part that is most of a country, not its islands in other oceans.
  const main = small ? [middle[0], middle[0], middle[1], middle[1]] : [0, 1].flatMap((axis) => [Math.min(...all[0].line.map((p) => p[axis])), Math.max(...all[0].line.map((p) => p[axis]))]);
  const shape = small ? "" : big.map(drawn).join("");
  rows.push([code, ...middle.map(Math.round), ...[main[0], main[2], main[1], main[3]].map(Math.round), shape].join("\t"));
}
const head = `# Countries and areas on a map of ${WIDTH} by ${HEIGHT} units in the Equal Earth projection; made by tools/map, not by hand.
# Source: Natural Earth 4.1, 1:50m (public domain), by way of world-atlas 2.0.2 (ISC).
# ISO 3166-1 alpha-2, x and y of the middle, left, top, right and bottom of the main part, path; a small state has no path.
`;
await writeFile(new URL("src/map/shapes.tsv", root), head + rows.join("\n") + "\n");

// The land, and the lines between countries on it: arcs that two of them share.
const uses = new Map();
for (const geometry of topology.objects.countries.geometries) {
  for (const part of parts(geometry)) {
    for (const number of part.flat()) uses.set(number < 0 ? ~number : number, (uses.get(number < 0 ? ~number : number) ?? 0) + 1);
  }
}
const land = topology.objects.land.geometries.flatMap((geometry) => pieces(parts(geometry))).filter((piece) => piece.size >= ISLAND);
const lines = [...uses].filter(([, count]) => count > 1).map(([number]) => open(arcs[number].map(project))).join("");
await writeFile(
  new URL("themes/default/static/map.svg", root),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}"><path fill="#8a9098" fill-opacity=".28" d="${land.map(drawn).join("")}"/><path fill="none" stroke="#8a9098" stroke-opacity=".45" stroke-width="1.2" d="${lines}"/></svg>\n`,
);
const bytes = rows.map((row) => row.split("\t").at(-1).length);
console.log(`${rows.length} places, ${bytes.filter((size) => size === 0).length} of them dots, ${bytes.reduce((a, b) => a + b, 0)} bytes of paths, the longest ${Math.max(...bytes)}`);
console.log("without a place:", [...codes.values()].filter((code) => !rows.some((row) => row.startsWith(`${code}\t`))).join(" "));
