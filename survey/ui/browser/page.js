// What belongs to the whole page and Streamlit leaves alone: its bar, its language, its keys, its own few words.
//
// data: { language, page, words: { "what Streamlit says": "what it means here" }, door, build, edition, bar: null | { brand, pages,
// badges, languages, help: [words, HTML], folded: [[name, words]] } }, where what has no other form is HTML.

import { listen } from "./framed.js";
import { CONNECTION, follow } from "./ways.js";

const RESERVED = new Set(["r", "c"]);
const NAMES = ["aria-label", "title", "placeholder"];
const OURS = ".card, .choices, .bar, .stHtml";
const BAR = `<header class="bar"><div class="brands"></div><nav class="pages"></nav><div class="badges"></div>
<div class="toggles"></div><div class="help"><button type="button">?</button><div popover="auto"></div></div>
<nav class="languages"></nav></header>`;
const LINK = "survey-link";
const NEWS = 15000; // ms, up to twice as many
const DOORS = { leaving, in: returned };
const WAYS_IN = ".st-key-sign-in, .st-key-account-in";
let words = {};
let watching;
let again;
let build;
let edition;

export default function ({ data, parentElement, setTriggerValue }) {
  if (build && build !== data.build) return location.reload(); // the app has been updated: these scripts are old
  build = data.build;
  edition = data.edition;
  again = () => setTriggerValue("picked", { again: true });
  document.documentElement.lang = data.language;
  document.documentElement.dataset.page = data.page;
  themed();
  DOORS[data.door]?.();
  bar(parentElement, data.bar);
  words = data.words;
  if (!watching) {
    document.addEventListener("click", folded);
    document.addEventListener("keydown", quiet, { capture: true });
    document.addEventListener("click", ({ target }) => target.closest?.(WAYS_IN) && leaving(), { capture: true });
    watching = new MutationObserver((changes) => changes.forEach(changed));
    const what = { subtree: true, childList: true, characterData: true, attributeFilter: NAMES };
    watching.observe(document.body, what);
    listen();
    follow();
    reconnected();
    asking();
  }
  translate(document.body);
}

/**
 * Now and then, and when the reader comes back: is anything published that this page was not drawn with? Then it is
 * drawn anew. Not all ask at once.
 */
function asking() {
  const asked = async () => {
    const there = await fetch("./news", { cache: "no-store" }).catch(() => null);
    const now = there?.ok ? await there.text() : "";
    if (now && now !== edition) {
      edition = now;
      again();
    }
  };
  const later = () => setTimeout(() => asked().finally(later), NEWS * (1 + Math.random()));
  document.addEventListener("visibilitychange", () => document.hidden || asked());
  later();
}

/** About to sign in: the way there drops what is in the link. */
function leaving() {
  sessionStorage.setItem(LINK, location.href);
}

/** Signed in, the reader comes back to where the sign-in was asked for. */
function returned() {
  const link = sessionStorage.getItem(LINK);
  sessionStorage.removeItem(LINK);
  if (link && link !== location.href) location.replace(link);
}

/** Connected anew the page is run anew, for the server may be another: it would not know what a click here means. */
function reconnected() {
  const app = document.querySelector(`[${CONNECTION}]`);
  let was = app.getAttribute(CONNECTION);
  const changed = () => {
    const now = app.getAttribute(CONNECTION);
    if (now === "CONNECTED" && was !== now) again();
    was = now;
  };
  new MutationObserver(changed).observe(app, { attributeFilter: [CONNECTION] });
}

/** What opens over the page lies outside Streamlit's own element, and is light or dark as that is. */
function themed() {
  const app = document.querySelector(".stApp");
  document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
}

/** Whose it is, the pages, what kind of data it is, what the choices do, the languages; nothing where they are not. */
function bar(parent, said) {
  const there = parent.querySelector(":scope > .bar");
  if (!said) return there?.remove();
  if (!there) parent.insertAdjacentHTML("beforeend", BAR);
  const [brands, pages, badges, folds, help, languages] = parent.querySelector(":scope > .bar").children;
  const named = { pages: said.pages[0], languages: said.languages[0] };
  pages.setAttribute("aria-label", named.pages);
  languages.setAttribute("aria-label", named.languages);
  written(brands, said.brand);
  written(pages, said.pages[1]);
  written(badges, said.badges);
  written(languages, said.languages[1]);
  toggles(folds, said.folded);
  explained(help, said.help);
}

function written(node, html) {
  if (node.html !== html) node.innerHTML = node.html = html;
}

/** What each choice does, behind a question mark. */
function explained(node, help) {
  node.hidden = !help;
  if (!help) return;
  const [button, over] = node.children;
  button.setAttribute("aria-label", help[0]);
  button.title = help[0];
  button.popoverTargetElement = over;
  written(over, help[1]);
}

/** Buttons that open the pages and the choices, which a narrow window folds away. */
function toggles(list, folded) {
  const names = folded.map(([name]) => name);
  if ([...list.children].map((one) => one.dataset.opens).join() !== names.join()) list.replaceChildren(...names.map(toggle));
  folded.forEach(([, words], at) => (list.children[at].textContent = words));
}

function toggle(name) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toggle";
  button.dataset.opens = name;
  button.setAttribute("aria-expanded", "false");
  button.onclick = () => open(button, button.getAttribute("aria-expanded") !== "true");
  return button;
}

function open(button, yes) {
  button.setAttribute("aria-expanded", String(yes));
  document.documentElement.classList.toggle(`show-${button.dataset.opens}`, yes);
}

/** A page was chosen: what it was chosen from folds again. */
function folded({ target }) {
  if (target.closest?.(".pages a")) open(document.querySelector('[data-opens="pages"]'), false);
}

/** Streamlit reruns on "r" and clears its cache on "c": neither is for readers. */
function quiet(event) {
  const typing = event.target.closest?.("input, textarea, [contenteditable]");
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (bare && !typing && RESERVED.has(event.key.toLowerCase())) event.stopImmediatePropagation();
}

function changed({ type, target, addedNodes }) {
  if (type === "childList") addedNodes.forEach(translate);
  else translate(target);
}

function translate(node) {
  if (node.nodeType === Node.TEXT_NODE) return said(node);
  if (node.nodeType !== Node.ELEMENT_NODE || node.closest(OURS)) return undefined;
  named(node);
  node.querySelectorAll(NAMES.map((name) => `[${name}]`).join()).forEach(named);
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) said(texts.currentNode);
  return undefined;
}

function named(element) {
  for (const name of NAMES) {
    const now = element.getAttribute(name);
    if (now && known(now, element)) element.setAttribute(name, words[now]);
  }
}

function said(node) {
  const now = node.data.trim();
  if (now && known(now, node.parentElement)) node.data = node.data.replace(now, words[now]);
}

function known(now, element) {
  return Object.hasOwn(words, now) && words[now] !== now && !element?.closest(OURS);
}
