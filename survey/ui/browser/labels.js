// Labels beside the points of a map, on that side of each where they hide the least.

const SIDES = {
  "middle right": [0, -0.5, 1],
  "middle left": [-1, -0.5, -1],
  "top center": [-0.5, -1, 0, -1],
  "bottom center": [-0.5, 0, 0, 1],
  "top right": [0, -1, 0.7, -0.5],
  "bottom right": [0, 0, 0.7, 0.5],
  "top left": [-1, -1, -0.7, -0.5],
  "bottom left": [-1, 0, -0.7, 0.5],
};
const GAP = 9;
const LINE = 1.25;
const SWEEPS = 4;

/** The figure with a side for every label of the traces whose meta is "labels". */
export function labelled(figure, width) {
  const traces = figure.data.filter((trace) => trace.meta === "labels");
  if (!traces.length) return figure;
  const { layout } = figure;
  const inside = {
    left: 0,
    top: 0,
    right: width - layout.margin.l - layout.margin.r,
    bottom: layout.height - layout.margin.t - layout.margin.b,
  };
  const [across, up] = spans(layout, inside);
  const points = traces.flatMap((trace) =>
    trace.x.map((x, at) => ({
      x: ((x - across[0]) / (across[1] - across[0])) * inside.right,
      y: (1 - (trace.y[at] - up[0]) / (up[1] - up[0])) * inside.bottom,
      words: trace.text[at],
      size: trace.textfont.size,
    })),
  );
  const sides = placed(points, inside, corners(layout, inside));
  let at = 0;
  const data = figure.data.map((trace) =>
    trace.meta === "labels" ? { ...trace, textposition: trace.x.map(() => sides[at++]) } : trace,
  );
  return { ...figure, data };
}

/** What is written in the corners: places on the paper, 0 or 1. */
function corners({ annotations = [] }, inside) {
  return annotations
    .filter(({ xref, yref }) => xref === "paper" && yref === "paper")
    .map(({ text, x, y, xshift = 0, yshift = 0, font }) => {
      const [width, height] = [measured(text, font.size), font.size * LINE];
      const left = x * (inside.right - width) + xshift;
      const top = (1 - y) * (inside.bottom - height) - yshift;
      return { left, right: left + width, top, bottom: top + height };
    });
}

/** What each axis spans, when one is tied to the other so that both have the same unit. */
function spans({ xaxis, yaxis }, inside) {
  if (!yaxis.scaleanchor) return [xaxis.range, yaxis.range];
  const wide = (xaxis.range[1] - xaxis.range[0]) / inside.right;
  const high = (yaxis.range[1] - yaxis.range[0]) / inside.bottom;
  return [stretched(xaxis.range, Math.max(1, high / wide)), stretched(yaxis.range, Math.max(1, wide / high))];
}

function stretched([low, high], times) {
  const [middle, half] = [(low + high) / 2, ((high - low) / 2) * times];
  return [middle - half, middle + half];
}

/** Each in turn on its best side, the most crowded first, until none wants to move. */
function placed(points, inside, corners) {
  const dots = points.map(({ x, y }) => ({ left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 }));
  const near = (one) => points.filter((two) => Math.hypot(one.x - two.x, one.y - two.y) < 60).length;
  const order = points.map((_, at) => at).sort((one, two) => near(points[two]) - near(points[one]));
  const chosen = points.map(() => undefined);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const at of order) chosen[at] = best(at, points, dots, chosen, inside, corners);
  }
  return chosen.map(({ side }) => side);
}

function best(at, points, dots, chosen, inside, corners) {
  const others = [...dots, ...chosen.map((one) => one?.box)].filter(
    (one, place) => one && place !== at && place !== dots.length + at,
  );
  const choices = Object.keys(SIDES).map((side) => {
    const place = box(points[at], SIDES[side]);
    const hides = [...others, ...corners].reduce((sum, other) => sum + common(place, other), 0);
    return { side, box: place, cost: hides + 3 * outside(place, inside) };
  });
  return choices.reduce((one, two) => (two.cost < one.cost ? two : one));
}

function box({ x, y, words, size }, [left, top, right = 0, down = 0]) {
  const [width, height] = [measured(words, size), size * LINE];
  const start = x + left * width + right * GAP;
  const above = y + top * height + down * GAP;
  return { left: start, right: start + width, top: above, bottom: above + height };
}

let pen;

function measured(words, size) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `${size}px "Source Sans", sans-serif`;
  return pen.measureText(words.replace(/<[^>]+>/g, "").replace(/&#?\w+;/g, "x")).width;
}

function common(one, two) {
  const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
  const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
  return wide > 0 && high > 0 ? wide * high : 0;
}

function outside(one, inside) {
  return (one.right - one.left) * (one.bottom - one.top) - common(one, inside);
}
