// The log: what is chosen shows at once, pages and orders come without loading all anew, a click on a row opens it.
"use strict";
(() => {
  const form = document.getElementById("filter");
  const found = document.getElementById("found");
  const count = document.getElementById("count");
  if (!form || !found) return;
  let asked = null;

  const load = async (address, keep = false) => {
    if (asked) asked.abort();
    const own = (asked = new AbortController());
    found.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: own.signal, headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const [list, line, words] = ["found", "count", "filter"].map((id) => page.getElementById(id));
      if (!answer.ok || !list) {
        location.assign(address);
        return;
      }
      found.replaceChildren(...list.childNodes);
      count.replaceChildren(...line.childNodes);
      for (const name of ["sort", "way"]) form.elements[name].value = words.elements[name].value;
      for (const old of form.querySelectorAll(".error")) old.remove();
      for (const wrong of words.querySelectorAll(".error")) form.querySelector(`#${wrong.id.replace("-wrong", "")}`).after(wrong);
      history[keep ? "replaceState" : "pushState"](null, "", answer.url);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    } finally {
      if (asked === own) found.removeAttribute("aria-busy");
    }
  };

  const address = () => {
    const words = [...new FormData(form)].filter(([, value]) => value !== "");
    return words.length ? `/log?${new URLSearchParams(words)}` : "/log";
  };
  let soon = 0;
  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => load(address(), true), 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(soon);
    load(address());
  });
  window.addEventListener("popstate", () => location.reload());

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link) {
      if (!link.hasAttribute("data-swap") || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      load(link.href).then(() => {
        const sorted = found.querySelector("th[aria-sort] a");
        if (link.closest("th") && sorted) sorted.focus();
        if (link.closest(".pages")) {
          found.querySelector("tbody a")?.focus({ preventScroll: true });
          count.scrollIntoView({ block: "center" });
        }
      });
      return;
    }
    const row = event.target.closest("tr[data-opens]");
    if (!row || !getSelection().isCollapsed) return;
    const to = row.querySelector("a").href;
    if (event.ctrlKey || event.metaKey) window.open(to);
    else location.assign(to);
  });
})();
