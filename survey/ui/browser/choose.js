// Choices that are all in sight, and menus that show what is chosen.
//
// A choice is { name, label, kind: "menu" | "one" | "some", options: [[id, words]], chosen: [id], help, alone }; of some
// alone is never chosen with others. What is clicked shows at once; what is sent back then says what is so.

/** Puts the choices into a row, each in the node that it had; `picked` is told { name, id, chosen } of a change. */
export function choose(row, choices, picked) {
  const names = choices.map(({ name, kind }) => `${kind} ${name}`);
  if (names.join("\n") !== [...row.children].map((one) => one.dataset.choice).join("\n")) {
    row.replaceChildren(...names.map(empty));
  }
  choices.forEach((choice, at) => {
    const node = row.children[at];
    const told = (id, chosen) => picked({ name: choice.name, id, chosen });
    (choice.kind === "menu" ? menu : chips)(node, choice, told);
  });
}

function empty(name) {
  const node = document.createElement("div");
  node.dataset.choice = name;
  return node;
}

/** A row of buttons: one of several, or some. */
function chips(node, choice, told) {
  node.className = `chips ${choice.kind}`;
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", choice.label);
  kept(node, choice.options, () => element("button", { type: "button" }));
  choice.options.forEach(([id], at) => press(node.children[at], choice.chosen.includes(id)));
  node.chosen = choice.chosen;
  node.onclick = ({ target }) => {
    const one = target.closest("button");
    if (!one || (choice.kind === "one" && pressed(one))) return;
    const id = one.dataset.id;
    node.chosen = choice.kind === "one" ? [id] : toggled(node.chosen, id, choice.alone);
    [...node.children].forEach((other) => press(other, node.chosen.includes(other.dataset.id)));
    told(id, node.chosen);
  };
}

function toggled(chosen, id, alone) {
  const others = chosen.filter((other) => other !== id && other !== alone);
  if (id === alone) return [alone];
  return chosen.includes(id) ? others : [...others, id];
}

/** The browser's own menu, below the words of what is chosen: as wide as these, and in the reader's own way. */
function menu(node, choice, told) {
  node.className = "pick";
  if (!node.firstChild) node.append(element("select"), element("span", { ariaHidden: "true" }));
  const [select, words] = node.children;
  select.setAttribute("aria-label", choice.label);
  select.title = choice.help ?? "";
  kept(select, choice.options, () => element("option"));
  [...select.options].forEach((one) => (one.value = one.dataset.id));
  select.value = choice.chosen[0];
  const say = () => (words.textContent = select.selectedOptions[0]?.textContent ?? "");
  say();
  select.onchange = () => {
    say();
    told(select.value, [select.value]);
  };
}

/** A child for every option, in their order; those that are there stay where nothing is otherwise. */
function kept(node, options, made) {
  const now = [...node.children].map((one) => one.dataset.id).join("\n");
  if (now !== options.map(([id]) => id).join("\n")) {
    node.replaceChildren(...options.map(([id]) => named(made(), id)));
  }
  options.forEach(([, words], at) => {
    if (node.children[at].textContent !== words) node.children[at].textContent = words;
  });
}

function named(node, id) {
  node.dataset.id = id;
  return node;
}

function element(tag, given = {}) {
  return Object.assign(document.createElement(tag), given);
}

function pressed(one) {
  return one.getAttribute("aria-pressed") === "true";
}

function press(one, yes) {
  one.setAttribute("aria-pressed", String(yes));
}
