// A row of choices that are all in sight: one of several, or some.
//
// data: { label, kind: "one" | "some", options: [{ id, words, chosen }] }
// A click sends back { id }. It shows at once; what is sent back then says what is so.

export default function ({ data, parentElement, setTriggerValue }) {
  const row = of(parentElement);
  row.setAttribute("aria-label", data.label);
  row.dataset.kind = data.kind;
  const ids = data.options.map(({ id }) => id);
  if (ids.join("\n") !== [...row.children].map((one) => one.dataset.id).join("\n")) row.replaceChildren(...ids.map(chip));
  data.options.forEach((option, at) => dressed(row.children[at], option));
  row.onclick = ({ target }) => {
    const one = target.closest("button");
    if (!one || (data.kind === "one" && pressed(one))) return;
    if (data.kind === "one") [...row.children].forEach((other) => press(other, other === one));
    else press(one, !pressed(one));
    setTriggerValue("picked", { id: one.dataset.id });
  };
}

function of(parent) {
  const there = parent.querySelector(":scope > .chips");
  if (there) return there;
  const row = document.createElement("div");
  row.className = "chips";
  row.setAttribute("role", "group");
  parent.append(row);
  return row;
}

function chip(id) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.id = id;
  return made;
}

function dressed(one, { words, chosen }) {
  if (one.textContent !== words) one.textContent = words;
  press(one, chosen);
}

function pressed(one) {
  return one.getAttribute("aria-pressed") === "true";
}

function press(one, yes) {
  one.setAttribute("aria-pressed", String(yes));
}
