// Two buttons of a chart's menu that only a browser can do: copy the link, and save the picture.
//
// data: { chart, file, said: { question, title, measure, foot, badge }, words: { link, copied, png } }

import { picture } from "./picture.js";

export default function ({ data, parentElement }) {
  const [copy, save] = buttons(parentElement);
  copy.textContent = data.words.link;
  save.textContent = data.words.png;
  copy.onclick = async () => {
    await copied(location.href);
    copy.textContent = data.words.copied;
    setTimeout(() => (copy.textContent = data.words.link), 2000);
  };
  save.onclick = async () => {
    const blob = await picture(document.getElementById(data.chart), data.said);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = data.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
}

function buttons(parent) {
  let list = parent.querySelector(".menu");
  if (!list) {
    list = document.createElement("div");
    list.className = "menu";
    list.append(button(), button());
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
