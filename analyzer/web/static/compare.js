// The page of comparing: two ticked trials at the most; the charts, once their numbers have come.
"use strict";
(async () => {
  const root = document.getElementById("compare");
  if (!root) return;
  const form = document.getElementById("choose"), told = document.getElementById("chosen"), lay = document.getElementById("lay");
  if (lay) {
    const boxes = [...form.querySelectorAll("input[name=pick]")];
    const ticked = boxes.filter((box) => box.checked);
    const tell = () => {
      told.textContent = ["Tick two trials.", "Tick one more.", ""][ticked.length];
      for (const box of boxes) box.closest("tr").classList.toggle("chosen", box.checked);
    };
    for (const box of boxes) {
      box.addEventListener("change", () => {
        if (box.checked) ticked.push(box); else ticked.splice(ticked.indexOf(box), 1);
        if (ticked.length > 2) ticked.shift().checked = false;
        tell();
      });
    }
    form.addEventListener("submit", (event) => {
      if (ticked.length === 2) return;
      event.preventDefault();
      tell();
      (boxes.find((box) => !box.checked) || lay).focus();
    });
  }
  const here = (id) => document.getElementById(id);
  if (!here("trend") && !here("along-chart")) { root.dataset.ready = "yes"; return; }
  let data;
  try {
    const answer = await fetch(root.dataset.series, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    data = await answer.json();
  } catch {
    for (const id of ["trend-reading", "along-reading"]) if (here(id)) here(id).textContent = "The charts could not be loaded; the tables have every number. Load the page again to retry.";
    return;
  }
  if (here("trend") && data.trend) Trend.draw(here("trend"), data.trend, { reading: here("trend-reading"), keyBox: here("trend-key"), frame: here("trend-card") });
  if (here("along-chart") && data.along) {
    const rows = [...here("along").querySelectorAll("tr[data-from]")];
    Along.draw(here("along-chart"), data.along, { reading: here("along-reading"), mapBox: here("along-map"), mapCard: here("along-mapcard"), frame: here("along-charts"), rows });
  }
  root.dataset.ready = "yes";
})();
