// Colours by place: "#000001" … "#000010" of the categories, 11 … 20 sequential, 21 … 30 diverging.

const SCALES = ["categorical", "sequential", "diverging"];
const PLACE = /^#0000([0-3]\d)$/;

/** A copy of the figure with the reader's theme in place of the places. */
export function coloured(figure, node) {
  const style = getComputedStyle(node);
  const colours = SCALES.flatMap((scale) => style.getPropertyValue(`--st-chart-${scale}-colors`).split(","));
  const font = style.getPropertyValue("--st-font");
  const swapped = swap(figure, (word) => {
    const place = PLACE.exec(word);
    return place ? (colours[Number(place[1]) - 1] ?? word).trim() : word;
  });
  const plain = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)" };
  const layout = { autosize: true, ...plain, ...swapped.layout, font: { ...swapped.layout.font, family: font } };
  return { data: swapped.data, layout: { ...layout, hoverlabel: hover(style) } };
}

function hover(style) {
  const [background, ink, border] = ["background", "text", "border"].map((name) =>
    style.getPropertyValue(`--st-${name}-color`),
  );
  return { bgcolor: background, bordercolor: border, font: { color: ink, size: 13 }, align: "left" };
}

function swap(value, change) {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => swap(one, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, swap(one, change)]));
}
