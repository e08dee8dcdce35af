// A chart as a picture that explains itself: question, finding, measure, picture, base and source, badge, logo.

import { ScalablePen } from "./scalable.js";

const WIDTH = 1120;
const EDGE = 40;
const SCALE = 2;
const LOGO = 36;

/** A Blob, "png" or "svg". `said`: question, title, measure, foot, badge; what is empty is left out. */
export async function picture(node, said, kind) {
  const pen = kind === "svg" ? new ScalablePen() : pixels();
  await painted(pen, node, said);
  return pen.blob();
}

/** A canvas' pen that knows its size and gives its picture. */
function pixels() {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  pen.resize = (width, height) => {
    [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
    pen.scale(SCALE, SCALE);
  };
  pen.blob = () => new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  return pen;
}

async function painted(pen, node, said) {
  const table = node.querySelector("table");
  const wide = table ? Math.max(WIDTH, table.offsetWidth) : WIDTH;
  const high = table ? table.offsetHeight : node.layout.height;
  const style = getComputedStyle(node);
  const colour = (name) => style.getPropertyValue(`--st-${name}-color`);
  const quiet = style.getPropertyValue("--st-chart-categorical-colors").split(",")[6];
  const look = looks(style.getPropertyValue("--st-font"), style.getPropertyValue("--heading"));
  const logo = document.querySelector(".brand img");
  const above = lines(pen, look, said, wide, ["question", "title", "measure"], colour("text"), quiet);
  const beside = wide - (logo ? width(logo) + EDGE : 0);
  const below = lines(pen, look, said, beside, ["foot", "badge"], colour("text"), quiet);
  const foot = Math.max(tall(below), logo ? LOGO : 0);
  const size = [wide + 2 * EDGE, 2 * EDGE + tall(above) + 16 + high + 16 + foot];
  pen.resize(...size);
  pen.fillStyle = colour("background");
  pen.fillRect(0, 0, ...size);
  write(pen, above, EDGE);
  const top = EDGE + tall(above) + 16;
  if (table) copied(pen, table, EDGE, top);
  else pen.drawImage(await drawn(node, wide, high, pen instanceof ScalablePen), EDGE, top, wide, high);
  write(pen, below, top + high + 16);
  if (logo) signed(pen, logo, EDGE + wide - width(logo), top + high + 16);
}

/** The client's logo, on the ground that it has on the page. */
function signed(pen, logo, left, top) {
  pen.fillStyle = getComputedStyle(logo).backgroundColor;
  pen.fillRect(left - 4, top - 4, width(logo) + 8, LOGO + 8);
  pen.drawImage(logo, left, top, width(logo), LOGO);
}

function width(logo) {
  return (LOGO * logo.naturalWidth) / logo.naturalHeight;
}

function looks(text, heading) {
  return {
    question: { font: `15px ${text}`, high: 22 },
    title: { font: `600 30px ${heading}`, high: 38 },
    measure: { font: `16px ${text}`, high: 24 },
    foot: { font: `13px ${text}`, high: 19 },
    badge: { font: `600 13px ${text}`, high: 22 },
  };
}

function lines(pen, looks, said, wide, names, ink, quiet) {
  return names.flatMap((name) => {
    const look = looks[name];
    pen.font = look.font;
    return wrapped(pen, said[name] ?? "", wide).map((words) => ({
      words,
      ...look,
      colour: name === "title" || name === "badge" ? ink : quiet,
    }));
  });
}

function wrapped(pen, words, wide) {
  const found = [];
  for (const word of words.split(" ").filter(Boolean)) {
    const longer = found.length ? `${found.at(-1)} ${word}` : word;
    if (found.length && pen.measureText(longer).width <= wide) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

function tall(some) {
  return some.reduce((sum, one) => sum + one.high, 0);
}

function write(pen, some, top) {
  let y = top;
  pen.textBaseline = "alphabetic";
  pen.textAlign = "left";
  for (const one of some) {
    pen.font = one.font;
    pen.fillStyle = one.colour;
    y += one.high;
    pen.fillText(one.words, EDGE, y - one.high * 0.28);
  }
}

/** The figure as SVG; else as an image, with the page's own font inside, for an image may load nothing. */
async function drawn(node, width, height, scalable) {
  const address = await window.Plotly.toImage(node, { format: "svg", width, height });
  const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  if (scalable) return new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const dressed = svg.replace(/<defs/, `<style>${await fontFace("Source Sans")}</style><defs`);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(dressed)}`;
  await image.decode();
  return image;
}

async function fontFace(family) {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const rule = rules.find(
    (one) =>
      one instanceof CSSFontFaceRule &&
      one.style.getPropertyValue("font-family").replaceAll('"', "") === family &&
      !one.style.getPropertyValue("font-style").includes("italic"),
  );
  const source = /url\("?([^")]+)"?\)/.exec(rule?.style.getPropertyValue("src") ?? "");
  if (!source) return "";
  const font = await (await fetch(new URL(source[1], rule.parentStyleSheet.href ?? document.baseURI))).blob();
  const inside = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(font);
  });
  return `@font-face{font-family:"${family}";src:url(${inside});font-weight:200 900}`;
}

/** A table as it stands on the screen: each cell's ground, then every line of its text. */
function copied(pen, table, left, top) {
  const from = table.getBoundingClientRect();
  const x = (box) => box.left - from.left + left;
  const y = (box) => box.top - from.top + top;
  for (const cell of table.querySelectorAll("th, td")) {
    const box = cell.getBoundingClientRect();
    pen.fillStyle = getComputedStyle(cell).backgroundColor;
    pen.beginPath();
    pen.roundRect(x(box), y(box), box.width, box.height, 3);
    pen.fill();
  }
  const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  while (texts.nextNode()) {
    const node = texts.currentNode;
    const style = getComputedStyle(node.parentElement);
    if (node.parentElement.closest("caption, .unseen")) continue;
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.fillStyle = style.color;
    for (const { words, box } of rows(node)) pen.fillText(words, x(box), y(box) + box.height / 2);
  }
}

/** The lines that a text is broken into, each with its place. */
function rows(node) {
  const range = document.createRange();
  const found = [];
  for (let at = 0; at < node.length; at++) {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getClientRects()[0];
    if (!box?.width) continue;
    if (found.length && Math.abs(found.at(-1).box.top - box.top) < 2) found.at(-1).words += node.data[at];
    else found.push({ words: node.data[at], box });
  }
  return found;
}
