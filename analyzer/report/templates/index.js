"use strict";
// Filters, order and pages of the list of sessions. Its state is in the address (#...), so that a view can be kept.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const [START, DAY, CLOCK, KIND, NAME, MORE, METRES, DISTANCE, SECONDS, DURATION, PLACE, TRIAL, FILE, LINK] =
    Array(14).keys();
  const rows = data.rows, PAGE = data.page;
  const form = document.getElementById("filters"), body = document.querySelector("#sessions tbody");
  const count = document.getElementById("count"), pager = document.getElementById("pages");
  const heads = [...document.querySelectorAll("#sessions th[data-by]")];
  const letters = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const orders = new Map(), usual = { sort: "date", down: true, page: 1 };
  const placeOf = (row) => (row[PLACE] < 0 ? "" : data.places[row[PLACE]][1]);
  // what each column sorts by: a number, or a text
  const by = {
    date: (row) => row[START], session: (row) => row[NAME], kind: (row) => data.kinds[row[KIND]][1],
    distance: (row) => row[METRES], duration: (row) => row[SECONDS], track: placeOf, file: (row) => row[FILE],
  };
  let state = { ...usual }, sought;

  function ordered(name) {
    if (!orders.has(name)) {
      const keys = rows.map(by[name]);
      const compare = typeof keys.find((key) => key !== null) === "number" ? (a, b) => a - b : letters.compare;
      const known = (key) => key !== null && key !== "";
      const up = [...rows.keys()].filter((at) => known(keys[at])).sort((a, b) => compare(keys[a], keys[b]) || b - a);
      // what is not known stands at the end, whichever way it is sorted
      orders.set(name, [up, [...rows.keys()].filter((at) => !known(keys[at]))]);
    }
    const [up, unknown] = orders.get(name);
    return (state.down ? [...up].reverse() : up).concat(unknown);
  }

  function kept() {
    const wanted = Object.fromEntries(new FormData(form));
    const words = (wanted.q || "").toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !sought) {
      sought = rows.map((row) =>
        [row[DAY], data.kinds[row[KIND]][1], row[NAME], row[MORE], placeOf(row), row[FILE]].join("\n").toLowerCase()
          .replaceAll("\u00a0", " "));
    }
    const kind = data.kinds.findIndex((one) => one[0] === wanted.kind);
    const place = data.places.findIndex((one) => one[0] === wanted.track);
    return ordered(state.sort).filter((at) => {
      const row = rows[at];
      return (kind < 0 || row[KIND] === kind) && (place < 0 || row[PLACE] === place)
        && (!wanted.from || (row[DAY] && row[DAY] >= wanted.from)) && (!wanted.to || (row[DAY] && row[DAY] <= wanted.to))
        && (!wanted.on || row[PLACE] >= 0 || row[PLACE] === -2) && (!wanted.trial || row[TRIAL])
        && words.every((word) => sought[at].includes(word));
    });
  }

  function element(name, className, ...inside) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  }

  function line(row) {
    let named = element("b", "", row[NAME]);
    if (row[LINK]) {
      named = element("a", "", row[NAME]);
      named.href = row[LINK];
    }
    const cells = [
      element("td", "day", row[DAY] || "no date", element("span", "muted", row[CLOCK] ? ` ${row[CLOCK]}` : "")),
      element("td", "session", named, element("span", "more", row[MORE])),
      element("td", "kind", data.kinds[row[KIND]][1]),
      element("td", "n", row[DISTANCE]), element("td", "n", row[DURATION]),
      element("td", row[PLACE] === -1 ? "place off" : "place", placeOf(row) || (row[PLACE] === -2 ? "on a track" : "–")), element("td", "file", row[FILE]),
    ];
    cells.forEach((cell, at) => {
      cell.dataset.name = heads[at].textContent.trim();
      cell.setAttribute("role", "cell");
    });
    const made = element("tr", "", ...cells);
    made.setAttribute("role", "row");
    return made;
  }

  function show({ keep = true } = {}) {
    const found = kept(), pages = Math.max(1, Math.ceil(found.length / PAGE));
    state.page = Math.min(Math.max(1, state.page), pages);
    const first = (state.page - 1) * PAGE, shown = found.slice(first, first + PAGE);
    body.replaceChildren(...shown.map((at) => line(rows[at])));
    const numbers = (value) => value.toLocaleString("en");
    const which = pages > 1 ? `; ${numbers(first + 1)} to ${numbers(first + shown.length)} shown` : "";
    count.textContent = found.length
      ? `${numbers(found.length)} of ${numbers(rows.length)} ${rows.length === 1 ? "session" : "sessions"}${which}`
      : rows.length ? "No session fits these filters." : "No sessions.";
    document.getElementById("none").hidden = found.length > 0 || rows.length === 0;
    pager.hidden = pages < 2;
    pager.querySelector("span").textContent = `Page ${numbers(state.page)} of ${numbers(pages)}`;
    for (const button of pager.querySelectorAll("button")) {
      button.disabled = button.value === "back" ? state.page === 1 : state.page === pages;
    }
    for (const head of heads) {
      const chosen = head.dataset.by === state.sort;
      if (chosen) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    if (keep) remember();
  }

  function remember() {
    const said = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    if (state.sort !== usual.sort || state.down !== usual.down) said.set("sort", `${state.down ? "-" : ""}${state.sort}`);
    if (state.page > 1) said.set("page", state.page);
    const hash = said.toString();
    if (hash !== location.hash.slice(1)) {
      history.replaceState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
    }
  }

  function recall() {
    const said = new URLSearchParams(location.hash.slice(1));
    for (const field of form.elements) {
      if (!field.name) continue;
      if (field.type === "checkbox") field.checked = said.has(field.name);
      else field.value = said.get(field.name) || "";
      // a kind or a track that is no longer here
      if (field.tagName === "SELECT" && field.selectedIndex < 0) field.value = "";
    }
    const sort = (said.get("sort") || "-date").replace(/^-/, "");
    state = Object.hasOwn(by, sort)
      ? { sort, down: (said.get("sort") || "-date").startsWith("-"), page: Number.parseInt(said.get("page"), 10) || 1 }
      : { ...usual };
    show({ keep: false });
  }

  function filtered() {
    state.page = 1;
    show();
  }

  form.addEventListener("input", filtered);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("button[type=reset]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      for (const field of form.elements) {
        if (field.type === "checkbox") field.checked = false;
        else field.value = "";
      }
      filtered();
      form.elements.q.focus();
    });
  }
  for (const head of heads) {
    const button = element("button", "", head.textContent.trim());
    button.type = "button";
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const numbers = ["date", "distance", "duration"].includes(head.dataset.by);
      state = { sort: head.dataset.by, down: head.dataset.by === state.sort ? !state.down : numbers, page: 1 };
      show();
    });
  }
  pager.addEventListener("click", (event) => {
    if (!event.target.value) return;
    state.page += event.target.value === "back" ? -1 : 1;
    show();
    document.getElementById("list").scrollIntoView();
  });
  addEventListener("hashchange", recall);

  for (const one of document.querySelectorAll(".scripted")) one.hidden = false;
  recall();
})();
