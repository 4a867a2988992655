// Putting a session right: say it, wait for the new analysis, and show the page anew with what changed.
"use strict";
(() => {
  const root = document.getElementById("session");
  const form = document.querySelector("form[data-correct]");
  if (!root || !form) return;
  const status = form.querySelector("[data-status]");
  const url = `/api/sessions/${root.dataset.session}`;

  const asked = new URLSearchParams(location.search).get("was");
  if (asked) {
    const now = document.getElementById("headline").textContent.replace(/\s+/g, " ").trim();
    const told = document.createElement("p");
    told.className = "notice good";
    told.setAttribute("role", "status");
    told.textContent = asked === now ? `Analysed again: still ${now}.` : `Analysed again: was ${asked}, now ${now}.`;
    root.prepend(told);
    history.replaceState(null, "", location.pathname);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    status.className = "muted small";
    status.textContent = "Analysing again …";
    const was = document.getElementById("headline").textContent.replace(/\s+/g, " ").trim();
    try {
      const answer = await fetch(`${url}/said`, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(Object.fromEntries(new FormData(form))) });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error || answer.statusText);
      for (;;) {
        await new Promise((done) => setTimeout(done, 300));
        const state = await (await fetch(`${url}/state`)).json();
        if (state.problem) throw new Error(state.problem);
        if (state.state === "done") break;
      }
      location.assign(`${location.pathname}?was=${encodeURIComponent(was)}`);
    } catch (error) {
      status.className = "error";
      status.textContent = error.message;
      button.disabled = false;
    }
  });
})();
