// One chart in a page: its words, a Plotly figure or a table in a node that stays while its numbers change, and what
// to ask next.
//
// data: { id, above, alt, plotly, figure | table, room, fixed, below: null | { choices, steps, foot, more, opened } }
// above, steps, foot and opened are HTML; more: [[name, words, whether it is open]].
// A figure's colours are places in the theme's palettes ("#000001"), its picks are in layout.meta.picks and
// what changes on a phone in layout.meta.narrow; a table's picks are in data-pick. What is sent back: a click on the
// picture as picked { item, group }, a choice as chosen, what opens or closes as opened.

import { choose } from "./choose.js";
import { coloured } from "./colours.js";
import { fitted } from "./fitted.js";
import { around, frame, squeezed } from "./framed.js";
import { labelled } from "./labels.js";
import { FOOT, enlarged, room, stretched } from "./large.js";
import { roomy } from "./margins.js";

let loading;

/** Plotly, once for the page. Its address is relative to this file, so a base path does not matter. */
function plotly(address) {
  loading ??= new Promise((resolve, reject) => {
    if (window.Plotly) return resolve();
    const script = coming(new URL(`../../../${address}`, import.meta.url).href);
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`cannot load ${script.src}`)));
    return undefined;
  });
  return loading;
}

/** The script that the page named in its head, unless that is loaded and has brought nothing; else one of our own. */
function coming(src) {
  const named = [...document.scripts].find((one) => one.src === src);
  if (named && document.readyState !== "complete") return named;
  const script = document.createElement("script");
  script.src = src;
  document.head.append(script);
  return script;
}

const FILLED = { screen: stretched, frame: squeezed };
const SIZES = { screen: room, frame };
const WATCHED = { screen: () => [document.documentElement, document.querySelector(FOOT)], frame: around };
const itself = (node) => [node];
const plain = (_node, figure) => figure;
const width = (node) => `${node.clientWidth}`;
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };
const CARD = `<div class="above"></div><div class="picture"><div class="chart"></div></div><div class="below">
<div class="further"><div class="choices"></div><p class="steps"></p></div><p class="foot"></p><div class="more"></div>
<div class="opened"></div></div>`;

export default function ({ data, parentElement, setTriggerValue }) {
  const card = placed(parentElement, data.id);
  const node = card.querySelector(".chart");
  written(card.querySelector(".above"), data.above);
  under(card.querySelector(".below"), data.below, setTriggerValue);
  node.pick = (pick) => pick && !data.fixed && setTriggerValue("picked", pick);
  node.room = data.room;
  node.classList.toggle("fixed", Boolean(data.fixed));
  if (data.table === undefined) drawn(node, data);
  else tabled(node, data);
  return () => {
    node.watching?.disconnect();
    node.unwatch?.();
    if (node.dataset.drawn) window.Plotly.purge(node);
  };
}

/** The card of the chart: the one that is there, else a new one. */
function placed(parent, id) {
  const there = parent.querySelector(":scope > .card");
  if (there?.querySelector(".chart").id === id) return there;
  there?.remove();
  const card = document.createElement("div");
  card.className = "card";
  card.innerHTML = CARD;
  card.querySelector(".chart").id = id;
  parent.append(card);
  return card;
}

function written(node, html) {
  if (node.html !== html) node.innerHTML = node.html = html;
}

/** What stands below the picture; nothing where it is alone. */
function under(node, below, send) {
  node.hidden = !below;
  if (!below) return;
  const [further, foot, more, opened] = node.children;
  const [choices, steps] = further.children;
  further.hidden = !below.steps && !below.choices.length;
  choose(choices, below.choices, (change) => send("chosen", change));
  written(steps, below.steps);
  written(foot, below.foot);
  unfolding(more, below.more, (name) => send("opened", name));
  written(opened, below.opened);
}

/** A button for all that is folded away. */
function unfolding(node, names, send) {
  while (node.children.length < names.length) {
    const button = document.createElement("button");
    button.type = "button";
    node.append(button);
  }
  names.forEach(([name, words, open], at) => {
    const button = node.children[at];
    button.textContent = words;
    button.setAttribute("aria-expanded", String(open));
    button.onclick = () => {
      button.setAttribute("aria-expanded", String(!open));
      send(name);
    };
  });
}

function tabled(node, data) {
  if (node.table !== data.table) {
    const before = node.firstElementChild?.scrollLeft ?? 0;
    node.innerHTML = node.table = data.table;
    node.firstElementChild.scrollLeft = before;
  }
  if (node.room === "screen") {
    enlarged(node);
    watch(node, () => enlarged(node));
  }
  node.onclick = (event) => {
    const cell = event.target.closest("[data-pick]");
    if (cell) node.pick(JSON.parse(cell.dataset.pick));
  };
}

function drawn(node, data) {
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", data.alt);
  if (!node.room) node.style.minHeight = `${data.figure.layout.height}px`;
  node.figure = data.figure;
  plotly(data.plotly).then(() => paint(node), () => (node.textContent = data.alt));
  watch(node, () => window.Plotly && paint(node));
}

/** Draws the newest figure: one that came while Plotly was loading replaces the one before. Without a room, later. */
function paint(node) {
  if (!node.clientWidth) return;
  const filled = (FILLED[node.room] ?? plain)(node, node.figure);
  const figure = labelled(roomy(coloured(fitted(filled, node.clientWidth), node)), node.clientWidth);
  window.Plotly.react(node, figure.data, figure.layout, CONFIG).then(() => {
    node.dataset.drawn = "true";
    if (!node.onclick) node.onclick = (event) => node.pick(picked(node, event));
  });
}

/** Draws anew when the width changes; one that fills a room when the window or what stands below it does. */
function watch(node, anew) {
  if (node.watching) return;
  const size = () => (SIZES[node.room] ?? width)(node);
  let before = size();
  node.watching = new ResizeObserver(() => {
    if (size() === before || !node.clientWidth) return;
    before = size();
    anew();
  });
  const watched = (WATCHED[node.room] ?? itself)(node);
  watched.filter(Boolean).forEach((one) => node.watching.observe(one));
  if (!node.room) return;
  addEventListener("resize", anew);
  node.unwatch = () => removeEventListener("resize", anew);
}

/** What lies under the pointer: the row at its height, else the nearest point within reach. */
function picked(node, event) {
  const { meta } = node.layout;
  const { xaxis, yaxis, _size: size } = node._fullLayout;
  const box = node.getBoundingClientRect();
  const scale = node.scale ?? 1;
  const [x, y] = [(event.clientX - box.left) / scale - size.l, (event.clientY - box.top) / scale - size.t];
  if (meta?.picks) return meta.picks[Math.round(yaxis.p2l(y))];
  const near = node.data
    .flatMap((trace) => (trace.customdata ?? []).map((pick, at) => ({ pick, x: trace.x[at], y: trace.y[at] })))
    .map((one) => ({ ...one, far: Math.hypot(xaxis.d2p(one.x) - x, yaxis.d2p(one.y) - y) }))
    .sort((one, two) => one.far - two.far)[0];
  return near?.far < 40 ? near.pick : undefined;
}
