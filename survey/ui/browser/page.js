// What belongs to the whole page and Streamlit leaves alone: its language, its keys, its own few words.
//
// data: { language, words: { "what Streamlit says": "what it means here" }, labels: { pages, choices }, door }

import { listen } from "./framed.js";
import { CONNECTION, follow } from "./ways.js";

const RESERVED = new Set(["r", "c"]);
const NAMES = ["aria-label", "title", "placeholder"];
const OURS = ".chart, .chips, .stHtml";
const LINK = "survey-link";
const DOORS = { leaving, in: returned };
const WAYS_IN = ".st-key-sign-in, .st-key-account-in";
let words = {};
let watching;
let again;

export default function ({ data, parentElement, setTriggerValue }) {
  again = () => setTriggerValue("picked", { again: true });
  document.documentElement.lang = data.language;
  themed();
  DOORS[data.door]?.();
  toggles(parentElement, data.labels);
  words = data.words;
  if (!watching) {
    document.addEventListener("keydown", quiet, { capture: true });
    document.addEventListener("click", ({ target }) => target.closest?.(WAYS_IN) && leaving(), { capture: true });
    watching = new MutationObserver((changes) => changes.forEach(changed));
    const what = { subtree: true, childList: true, characterData: true, attributeFilter: NAMES };
    watching.observe(document.body, what);
    listen();
    follow();
    reconnected();
  }
  translate(document.body);
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

/** Buttons that open the pages and the choices, which a narrow window folds away. */
function toggles(parent, labels) {
  let list = parent.querySelector(".toggles");
  if (!list) {
    list = document.createElement("div");
    list.className = "toggles";
    parent.append(list);
    document.addEventListener("click", folded);
  }
  const names = Object.keys(labels);
  if ([...list.children].map((one) => one.dataset.opens).join() !== names.join()) list.replaceChildren(...names.map(toggle));
  Object.values(labels).forEach((words, at) => (list.children[at].textContent = words));
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
