// In a frame of another page: a chart as high as the frame, or the frame as high as its content where that page asks.

const GROWS = "grows";
const CONTENT = ".stMainBlockContainer";
const UNDRAWN = '.chart[role="img"]:not([data-drawn])';
const FOOT = ".below";
const [CLOSEST, CLOSEST_ROWS] = [0.4, 0.52]; // how much lower than on a page a map, and rows, may be
const CLOSE = { t: 2, b: 22 }; // margins of rows that have to be low
const GAP = 14;

let told = 0;

/** Says that it is there, and from the first "grow" on how high it is. */
export function listen() {
  if (parent === window) return;
  addEventListener("message", ({ source, data }) => source === parent && data?.survey === "grow" && grow());
  parent.postMessage({ survey: "ready" }, "*");
}

function grow() {
  if (grows()) return;
  document.documentElement.classList.add(GROWS);
  dispatchEvent(new Event("resize"));
  const content = document.querySelector(CONTENT);
  const watching = new ResizeObserver(() => tell(content));
  [content, ...content.children].forEach((one) => watching.observe(one));
}

function tell(content) {
  if (document.querySelector(UNDRAWN)) return;
  const { paddingTop, paddingBottom } = getComputedStyle(content);
  const inside = [...content.children].reduce((high, one) => high + one.getBoundingClientRect().height, 0);
  const height = Math.ceil(inside + parseFloat(paddingTop) + parseFloat(paddingBottom));
  if (height !== told) parent.postMessage({ survey: "height", height: (told = height) }, "*");
}

function grows() {
  return document.documentElement.classList.contains(GROWS);
}

/** The figure as high as the frame leaves room for, within reason; in its own height where the frame grows. */
export function squeezed(node, figure) {
  const natural = figure.layout.height;
  const room = innerHeight - above(node) - below() - GAP;
  const rows = figure.layout.yaxis.type === "category";
  const least = natural * (rows ? CLOSEST_ROWS : CLOSEST);
  const height = grows() ? natural : Math.round(Math.max(least, Math.min(room, natural)));
  node.style.minHeight = `${height}px`;
  const margin = { ...figure.layout.margin, ...(rows && height < natural ? CLOSE : {}) };
  return { ...figure, layout: { ...figure.layout, height, margin } };
}

function above(node) {
  return node.getBoundingClientRect().top - document.querySelector(CONTENT).getBoundingClientRect().top;
}

function below() {
  return document.querySelector(FOOT)?.offsetHeight ?? 0;
}

/** The room as a word that changes with it. */
export function frame(node) {
  return [node.clientWidth, innerHeight, grows(), above(node), below()].join();
}

/** What the room depends on. */
export function around(node) {
  return [node, document.querySelector(CONTENT)];
}
