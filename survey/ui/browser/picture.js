// A chart as a PNG that explains itself: question, finding, measure, picture, base and source, badge.

const WIDTH = 1120;
const EDGE = 40;
const SCALE = 2;
const SANS = '"Source Sans", sans-serif';
const SERIF = '"Source Serif", "Source Serif 4", serif';

/** A Blob. `said`: question, title, measure, foot, badge; what is empty is left out. */
export async function picture(node, said) {
  const table = node.querySelector("table");
  const wide = table ? Math.max(WIDTH, table.offsetWidth) : WIDTH;
  const high = table ? table.offsetHeight : node.layout.height;
  const style = getComputedStyle(node);
  const colour = (name) => style.getPropertyValue(`--st-${name}-color`);
  const quiet = style.getPropertyValue("--st-chart-categorical-colors").split(",")[6];
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const above = lines(pen, said, wide, ["question", "title", "measure"], colour("text"), quiet);
  const below = lines(pen, said, wide, ["foot", "badge"], colour("text"), quiet);
  canvas.width = (wide + 2 * EDGE) * SCALE;
  canvas.height = (2 * EDGE + tall(above) + 16 + high + 16 + tall(below)) * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = colour("background");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  write(pen, above, EDGE);
  const top = EDGE + tall(above) + 16;
  if (table) copied(pen, table, EDGE, top);
  else pen.drawImage(await drawn(node, wide, high), EDGE, top, wide, high);
  write(pen, below, top + high + 16);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

const LOOK = {
  question: { font: `15px ${SANS}`, high: 22 },
  title: { font: `600 30px ${SERIF}`, high: 38 },
  measure: { font: `16px ${SANS}`, high: 24 },
  foot: { font: `13px ${SANS}`, high: 19 },
  badge: { font: `600 13px ${SANS}`, high: 22 },
};

function lines(pen, said, wide, names, ink, quiet) {
  return names.flatMap((name) => {
    const look = LOOK[name];
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

/** The figure as an image, with the page's own font inside, for an image may load nothing. */
async function drawn(node, width, height) {
  const address = await window.Plotly.toImage(node, { format: "svg", width, height });
  const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
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
