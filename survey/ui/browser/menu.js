// The buttons of a chart's menu that only a browser can do: copy the link, copy a frame for another page, and save
// the picture, as pixels or lines.
//
// data: { chart, file, frame, said: { question, title, measure, foot, badge }, words: { link, frame, copied, png, svg } }

import { picture } from "./picture.js";

const KINDS = ["png", "svg"];

export default function ({ data, parentElement }) {
  const [link, frame, ...saves] = buttons(parentElement);
  copies(link, data.words.link, data.words.copied, () => location.href);
  copies(frame, data.words.frame, data.words.copied, () => data.frame);
  frame.hidden = !data.frame;
  saves.forEach((save, at) => {
    save.textContent = data.words[KINDS[at]];
    save.onclick = () => saved(data, KINDS[at]);
  });
}

function copies(button, words, done, what) {
  button.textContent = words;
  button.onclick = async () => {
    await copied(what());
    button.textContent = done;
    setTimeout(() => (button.textContent = words), 2000);
  };
}

async function saved({ chart, file, said }, kind) {
  const blob = await picture(document.getElementById(chart), said, kind);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${file}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function buttons(parent) {
  let list = parent.querySelector(".menu");
  if (!list) {
    list = document.createElement("div");
    list.className = "menu";
    list.append(button(), button(), ...KINDS.map(button));
    [...list.children].slice(0, 2).forEach((one) => one.setAttribute("aria-live", "polite"));
    parent.append(list);
  }
  return list.children;
}

function button() {
  const made = document.createElement("button");
  made.type = "button";
  return made;
}

/** To the clipboard; where the page is not secure, by way of a selected text. */
async function copied(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  const field = document.createElement("textarea");
  field.value = words;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  return field.remove();
}
