// The choices of a page, in one quiet row.
//
// data: { choices }, as choose.js has them. A change sends back { name, id, chosen }.

import { choose } from "./choose.js";

export default function ({ data, parentElement, setTriggerValue }) {
  let row = parentElement.querySelector(":scope > .choices");
  if (!row) {
    row = document.createElement("div");
    row.className = "choices";
    parentElement.append(row);
  }
  choose(row, data.choices, (change) => setTriggerValue("picked", change));
}
