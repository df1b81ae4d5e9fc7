// Tables can be sorted by their heads, and Escape closes an enlarged figure. Without scripts nothing is missing but this.
(() => {
  const value = (cell) => {
    const text = cell.textContent.replace(/[\s\u00a0\u202f]/g, "");
    const odds = text.match(/^[\u003c>≤≥≈~]?1in(\d+)/);
    if (odds) return 1 / Number(odds[1]);
    const number = text.replace(/,/g, "").replace("−", "-").match(/^[\u003c>≤≥≈~]?([+-]?\d*\.?\d+(?:e[+-]?\d+)?)(%?)/i);
    return number ? Number(number[1]) / (number[2] ? 100 : 1) : null;
  };
  const compare = (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x !== null && y !== null) return x - y;
    if (x !== null || y !== null) return x !== null ? -1 : 1;
    return a.textContent.localeCompare(b.textContent, document.documentElement.lang);
  };
  for (const table of document.querySelectorAll("main table")) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (rows.length === 1) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const order = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort ?? "none"];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (order !== "none") head.setAttribute("aria-sort", order);
        const sign = order === "descending" ? -1 : 1;
        const sorted = order === "none" ? rows : [...rows].sort((a, b) => sign * compare(a.cells[column], b.cells[column]));
        body.append(...sorted);
      });
    });
  }
  addEventListener("keydown", (event) => {
    const close = event.key === "Escape" && document.querySelector(".zoom:target .close");
    if (close) close.click();
  });
})();
