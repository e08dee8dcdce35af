// The keys of a presentation, and the buttons that do the same: black, notes, full screen.
//
// data: { words: { black, notes, full } }
// Right, down, space, page down and enter go on; left, up, page up and backspace go back.

const ON = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]);
const ACTS = { black, notes, full };
const FOOT = ".st-key-stage-foot";
const KEYS = { b: "black", ".": "black", n: "notes", f: "full" };

export default function ({ data, parentElement }) {
  const list = buttons(parentElement);
  Object.keys(ACTS).forEach((name, at) => label(list.children[at], data.words[name]));
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked, { capture: true });
  return () => {
    document.removeEventListener("click", clicked, { capture: true });
    document.removeEventListener("keydown", pressed);
    document.documentElement.classList.remove("show-notes");
    document.querySelector(".black")?.remove();
  };
}

function buttons(parent) {
  let list = parent.querySelector(".acts");
  if (!list) {
    list = document.createElement("div");
    list.className = "acts";
    for (const name of Object.keys(ACTS)) {
      const button = document.createElement("button");
      button.type = "button";
      button.onclick = () => ACTS[name](button);
      button.dataset.act = name;
      list.append(button);
    }
    parent.append(list);
  }
  return list;
}

function label(button, words) {
  button.textContent = words;
  if (button.dataset.act === "notes") button.setAttribute("aria-pressed", String(noted()));
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const held = event.target.closest?.("input, textarea, select, [role='menu'], [role='dialog']");
  const onButton = event.target.closest?.("button, a") && (event.key === " " || event.key === "Enter");
  const among = event.target.closest?.("[role='radiogroup']") && event.key.startsWith("Arrow");
  if (held || onButton || among) return;
  if (document.querySelector(".black")) {
    event.preventDefault();
    return black();
  }
  if (ON.has(event.key)) turn("next", event);
  else if (BACK.has(event.key)) turn("back", event);
  else if (KEYS[event.key.toLowerCase()]) ACTS[KEYS[event.key.toLowerCase()]]();
  else if (event.key === "Escape" && !document.fullscreenElement) document.querySelector(".st-key-stage-line a")?.click();
}

/** What a pointer has pressed lets go of the keys; what the keyboard has reached keeps them. */
function clicked(event) {
  if (event.detail && event.target.closest?.(FOOT)) setTimeout(() => document.activeElement?.blur());
}

function turn(name, event) {
  event.preventDefault();
  document.querySelector(`.st-key-present-${name} button:not([disabled])`)?.click();
}

/** Nothing to look at but the speaker; any key brings the screen back. */
function black() {
  const there = document.querySelector(".black");
  if (there) return there.remove();
  const over = document.createElement("div");
  over.className = "black";
  over.onclick = black;
  document.body.append(over);
}

function noted() {
  return document.documentElement.classList.contains("show-notes");
}

function notes() {
  document.documentElement.classList.toggle("show-notes");
  document.querySelector('[data-act="notes"]').setAttribute("aria-pressed", String(noted()));
  window.dispatchEvent(new Event("resize"));
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}
