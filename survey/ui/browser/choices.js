// The choices of a page, in one quiet row.
//
// data: { choices, turn }, choices as choose.js has them. A change sends back { name, id, chosen, turn }, and what is
// drawn after it has the same turn. What comes of an earlier turn does not undo what was clicked since, unless nothing
// else comes.

import { choose } from "./choose.js";

const LATE = 3000; // milliseconds after which what came last is so

export default function ({ data, parentElement, setTriggerValue }) {
  let row = parentElement.querySelector(":scope > .choices");
  if (!row) {
    row = document.createElement("div");
    row.className = "choices";
    parentElement.append(row);
  }
  const picked = (change) => {
    row.turn = (row.turn ?? data.turn) + 1;
    setTriggerValue("picked", { ...change, turn: row.turn });
  };
  const show = () => choose(row, data.choices, picked);
  clearTimeout(row.late);
  if (row.turn === undefined || row.turn === data.turn) show();
  else row.late = setTimeout(show, LATE);
}
