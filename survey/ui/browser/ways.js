// Links to other pages of the app, followed without loading anything anew.
//
// To Streamlit it is as if the reader had gone there by the browser's own buttons: the address changes, and the page
// follows it. Where the app cannot be reached just now, the browser follows the link by itself.

export const CONNECTION = "data-test-connection-state";
const OURS = ":is(.stHtml, .card, .bar) a[href]:not([target])";
const OF_FRAMES = new Set(["embed", "embed_options"]);

/** From now on a click on a link of ours stays in the page. */
export function follow() {
  for (const kind of ["mouseover", "focusin", "click"]) document.addEventListener(kind, keeping, { capture: true });
  document.addEventListener("click", clicked);
}

/** The links of the bar were drawn before the last choices: they lead on with what is chosen now. */
function keeping({ target }) {
  const link = target.closest?.("nav a[href]");
  if (!link) return;
  const [to, now] = [new URL(link.href), new URLSearchParams(location.search)];
  const language = to.searchParams.get("lang");
  if (language) now.set("lang", language);
  to.search = now;
  if (to.href !== link.href) link.href = to.href;
}

function clicked(event) {
  const link = event.target.closest?.(OURS);
  const otherwise = event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || otherwise || link.origin !== location.origin || !connected()) return;
  event.preventDefault();
  history.pushState({}, "", framed(new URL(link.href)));
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

function connected() {
  return document.querySelector(`[${CONNECTION}]`)?.getAttribute(CONNECTION) === "CONNECTED";
}

/** The address with what says that the page is in a frame, and how. */
function framed(address) {
  if (![...OF_FRAMES].some((name) => address.searchParams.has(name))) {
    const kept = [...new URLSearchParams(location.search)].filter(([name]) => OF_FRAMES.has(name));
    kept.forEach(([name, value]) => address.searchParams.append(name, value));
  }
  return address;
}
