// Tables that people can sort and filter. Without a script they are there all the same, in their own order.
"use strict";
{
  const status = document.getElementById("status");
  const say = (text) => { status.textContent = text; };
  const cellAt = (row, at) => row.cells[at];
  const keyOf = (cell) => cell.dataset.sort ?? cell.textContent.trim();
  const isNothing = (cell) => !cell.dataset.sort && ["–", "hidden", ""].includes(cell.textContent.trim());
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  // Numbers by size, all else as text with numbers in it; what is hidden or unknown is always last.
  const compare = (a, b, sign) => {
    if (isNothing(a) || isNothing(b)) return isNothing(a) - isNothing(b);
    const [one, two] = [keyOf(a), keyOf(b)];
    const numbers = a.dataset.sort && b.dataset.sort && !isNaN(one) && !isNaN(two);
    return sign * (numbers ? one - two : words.compare(one, two));
  };

  const sort = (table, header, at) => {
    const down = header.getAttribute("aria-sort") === "ascending" ||
      (!header.hasAttribute("aria-sort") && header.classList.contains("number"));
    const again = header.getAttribute("aria-sort") === "descending" ? "ascending" : down ? "descending" : "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", again);
    const sign = again === "ascending" ? 1 : -1;
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort((a, b) => compare(cellAt(a, at), cellAt(b, at), sign)));
    say(`${table.caption.textContent}: sorted by ${header.textContent}, ${again}`);
  };

  for (const table of document.querySelectorAll(".table table")) {
    [...table.tHead.rows[0].cells].forEach((header, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sort(table, header, at));
    });
  }

  for (const box of document.querySelectorAll(".table[data-filter]")) {
    const table = box.querySelector("table");
    const rows = [...table.tBodies[0].rows];
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("span");
    const line = document.createElement("div");
    line.className = "filter";
    input.type = "search";
    input.id = `${table.id}-filter`;
    input.autocomplete = "off";
    label.htmlFor = input.id;
    label.textContent = "Show rows with";
    count.textContent = `${rows.length} rows`;
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !wanted.every((word) => text.includes(word));
        shown += !row.hidden;
      }
      count.textContent = `${shown} of ${rows.length} rows`;
      say(count.textContent);
    });
    line.append(label, input, count);
    box.prepend(line);
  }
}
