// The plan builder: what is typed is planned at once.
"use strict";
(() => {
  const form = document.getElementById("plan-form");
  const own = document.getElementById("own");
  const template = document.getElementById("template");
  const planned = document.getElementById("planned");
  const parts = [["/plan/mile", document.getElementById("mile")], ["/plan/session", document.getElementById("workout")]];
  let round = 0;
  const refresh = async () => {
    const mine = ++round;
    const words = new URLSearchParams(new FormData(form));
    history.replaceState(null, "", `/plan?${words}`);
    await Promise.all(parts.map(async ([path, box]) => {
      const answer = await fetch(`${path}?${words}`);
      const text = await answer.text();
      if (mine !== round || !answer.ok) return;
      box.innerHTML = text;
      for (const one of box.querySelectorAll(".scroll")) Shaded.watch(one);
    }));
    // who cannot see what has changed hears it in a line, not in a table
    if (mine === round) planned.textContent = parts.map(([, box]) => (box.querySelector("[role=alert], h2, p")?.textContent || "").trim()).filter(Boolean).join(". ");
  };
  let waiting;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(refresh, 250); };
  form.addEventListener("input", soon);
  own.addEventListener("input", () => { template.value = ""; soon(); });
  template.addEventListener("change", () => { if (template.value) own.value = template.value; soon(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); refresh(); });
})();
