// Draws the figures of a report; on paper in the light theme, and anew when the width or the theme changes.

const figures = JSON.parse(document.getElementById("figures").textContent);
const nodes = [...document.querySelectorAll('.chart[role="img"]')];

const packed = Uint8Array.from(atob(document.getElementById("plotly").textContent), (sign) => sign.charCodeAt(0));
const plain = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
const script = document.createElement("script");
script.src = URL.createObjectURL(new Blob([await plain.arrayBuffer()], { type: "text/javascript" }));
script.onload = () => {
  draw();
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) draw();
    width = innerWidth;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
};
document.head.append(script);

function draw() {
  nodes.forEach((node, at) => {
    const figure = labelled(coloured(fitted(figures[at], node.clientWidth), node), node.clientWidth);
    window.Plotly.react(node, figure.data, figure.layout, { displayModeBar: false });
    node.dataset.drawn = "true";
  });
}

const folded = [...document.querySelectorAll("details")].filter((one) => !one.querySelector("table"));

/** On paper the words are unfolded, and everything is light. */
function paper(yes) {
  folded.forEach((one) => (one.open = yes));
  document.documentElement.classList.toggle("paper", yes);
  draw();
}
