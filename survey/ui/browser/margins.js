// Room at the left for the names of rows. Plotly would find it by drawing everything twice.

let pen;

/** The figure with as wide a margin as the longest name needs, in place of one that is found while drawing. */
export function roomy(figure) {
  const { yaxis, margin, font } = figure.layout;
  if (!yaxis?.automargin) return figure;
  const widest = Math.max(...yaxis.ticktext.flatMap((name) => name.split("<br>").map((line) => wide(line, yaxis, font))));
  const left = Math.ceil(margin.l + (margin.pad ?? 0) + widest + 4);
  return { ...figure, layout: { ...figure.layout, margin: { ...margin, l: left }, yaxis: { ...yaxis, automargin: false } } };
}

function wide(line, { tickfont }, { family }) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `${line.includes("<b>") ? 700 : 400} ${tickfont.size}px ${family}`;
  const words = line.replace(/<[^>]+>/g, "").replace(/&#?\w+;/g, "x");
  return pen.measureText(words).width;
}
