// A pen that draws SVG where a canvas' pen draws pixels: just what picture.js asks of it.

const NAMESPACE = "http://www.w3.org/2000/svg";
const ANCHORS = { left: "start", center: "middle", right: "end" };
const BASELINES = { alphabetic: "alphabetic", middle: "central" };

export class ScalablePen {
  font = "";
  fillStyle = "";
  textAlign = "left";
  textBaseline = "alphabetic";
  #root = document.createElementNS(NAMESPACE, "svg");
  #measuring = document.createElement("canvas").getContext("2d");
  #box = [0, 0, 0, 0, 0];

  resize(width, height) {
    const size = { width, height, viewBox: `0 0 ${width} ${height}` };
    for (const [name, value] of Object.entries(size)) this.#root.setAttribute(name, value);
  }

  measureText(words) {
    this.#measuring.font = this.font;
    return this.#measuring.measureText(words);
  }

  fillRect(x, y, width, height) {
    this.#add("rect", { x, y, width, height, fill: this.fillStyle });
  }

  beginPath() {}

  roundRect(...box) {
    this.#box = box;
  }

  fill() {
    const [x, y, width, height, rx] = this.#box;
    this.#add("rect", { x, y, width, height, rx, fill: this.fillStyle });
  }

  fillText(words, x, y) {
    const place = { x, y, "text-anchor": ANCHORS[this.textAlign], "dominant-baseline": BASELINES[this.textBaseline] };
    const text = this.#add("text", { ...place, fill: this.fillStyle, style: `font: ${this.font}`, "xml:space": "preserve" });
    text.textContent = words;
  }

  /** An image by its own address; another SVG as it is. */
  drawImage(image, x, y, width, height) {
    if (image instanceof HTMLImageElement) this.#add("image", { href: image.src, x, y, width, height });
    else this.#put(image, { x, y, width, height });
  }

  #put(svg, place) {
    for (const [name, value] of Object.entries(place)) svg.setAttribute(name, value);
    this.#root.append(svg);
  }

  #add(name, attributes) {
    const made = document.createElementNS(NAMESPACE, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    this.#root.append(made);
    return made;
  }

  blob() {
    return new Blob([new XMLSerializer().serializeToString(this.#root)], { type: "image/svg+xml" });
  }
}
