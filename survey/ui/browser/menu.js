// The buttons of a chart's menu that only a browser can do: copy the link, and save the picture, as pixels or lines.
//
// data: { chart, file, said: { question, title, measure, foot, badge }, words: { link, copied, png, svg } }

import { picture } from "./picture.js";

const KINDS = ["png", "svg"];

export default function ({ data, parentElement }) {
  const [copy, ...saves] = buttons(parentElement);
  copy.textContent = data.words.link;
  copy.onclick = async () => {
    await copied(location.href);
    copy.textContent = data.words.copied;
    setTimeout(() => (copy.textContent = data.words.link), 2000);
  };
  saves.forEach((save, at) => {
    save.textContent = data.words[KINDS[at]];
    save.onclick = () => saved(data, KINDS[at]);
  });
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
    list.append(button(), ...KINDS.map(button));
    list.firstChild.setAttribute("aria-live", "polite");
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
