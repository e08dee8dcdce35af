// A chart that fills the screen down to its foot: everything in it larger by the same factor.

export const FOOT = ".st-key-stage-foot";
const [LEAST, MOST] = [0.7, 1.6];
const NARROWEST = 640; // what a figure needs, in its own pixels
const TIGHTER = 0.72; // how much closer its rows may be, so that its type is larger
const GAP = 12;

/** The figure as high as the room allows; the node is scaled so that it fills it. */
export function stretched(node, figure) {
  const room = free(node);
  if (!room) return figure;
  const factor = Math.min(room.high / (figure.layout.height * TIGHTER), room.wide / NARROWEST);
  scaled(node, room, clamped(factor));
  return { ...figure, layout: { ...figure.layout, height: Math.floor(room.high / node.scale) } };
}

/** A table in its natural size, scaled to the room. */
export function enlarged(node) {
  const room = free(node);
  if (!room) return;
  node.style.transform = "";
  node.style.width = "max-content";
  const table = node.querySelector("table");
  const factor = Math.min(room.high / table.offsetHeight, room.wide / table.offsetWidth);
  scaled(node, room, clamped(factor));
}

function scaled(node, room, factor) {
  node.scale = factor;
  node.style.width = `${room.wide / factor}px`;
  node.style.transform = `scale(${factor})`;
  node.style.transformOrigin = "0 0";
  node.parentElement.style.height = `${room.high}px`;
}

/** From the top of the chart to the foot, as wide as the page; nothing where it scrolls, on a phone. */
function free(node) {
  const foot = document.querySelector(FOOT);
  if (!foot || innerWidth < NARROWEST || innerHeight < NARROWEST / 2) return undefined;
  const { top, width } = node.parentElement.getBoundingClientRect();
  return { wide: width, high: foot.getBoundingClientRect().top - top - GAP };
}

/** The room as a word that changes with it. */
export function room(node) {
  return JSON.stringify(free(node) ?? innerWidth);
}

function clamped(factor) {
  return Math.max(LEAST, Math.min(MOST, factor));
}
