// What every page shares: selects that send their form, tables that sort, times in the reader's own zone.
"use strict";
(() => {
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  for (const form of document.querySelectorAll("form[data-confirm]")) {
    form.addEventListener("submit", (event) => {
      if (!window.confirm(form.dataset.confirm)) event.preventDefault();
    });
  }

  // what goes on beyond an edge is shown to do so; the page that one is on is in sight
  const shade = (box) => {
    const rest = box.scrollWidth - box.clientWidth - box.scrollLeft;
    box.classList.toggle("more", rest > 2);
    box.classList.toggle("before", box.scrollLeft > 2);
  };
  const sized = new ResizeObserver((entries) => { for (const entry of entries) shade(entry.target.closest(".scroll") || entry.target); });
  const watch = (box) => {
    box.addEventListener("scroll", () => shade(box), { passive: true });
    sized.observe(box);
    if (box.firstElementChild) sized.observe(box.firstElementChild);
  };
  const pages = document.querySelector(".bar nav");
  const here = pages?.querySelector("[aria-current]");
  if (here) pages.scrollLeft = here.offsetLeft - pages.offsetLeft - (pages.clientWidth - here.offsetWidth) / 2;
  if (pages) watch(pages);
  for (const box of document.querySelectorAll(".scroll")) watch(box);
  window.Shaded = { watch };

  const value = (row, column) => {
    const cell = row.cells[column];
    const raw = cell.dataset.value ?? cell.textContent.trim();
    const number = Number(raw);
    return raw !== "" && Number.isFinite(number) ? number : raw.toLowerCase();
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = head.querySelector("button");
      if (!button) return;
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((one) => one.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => {
          const [x, y] = [value(a, column), value(b, column)];
          const order = typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x === "number" ? -1 : 1;
          return down ? -order : order;
        });
        table.tBodies[0].append(...rows);
      });
    });
  }
})();
