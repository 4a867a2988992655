// The page of a session: charts, map and tables that point at each other.
"use strict";
(async () => {
  const root = document.getElementById("session");
  if (!root) return;
  const reading = document.getElementById("reading");
  let data;
  try {
    const answer = await fetch(root.dataset.series, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    data = await answer.json();
  } catch {
    reading.textContent = "The charts could not be loaded; the tables below have every number. Load the page again to retry.";
    return;
  }
  const { t, d, v, hr, cad, alt, x, y } = data.lines;
  const { clock, pace, unit } = Charts;
  const { pieces } = data;
  const find = (time) => {
    let [low, high] = [0, t.length - 1];
    while (low < high) { const middle = (low + high) >> 1; if (t[middle] < time) low = middle + 1; else high = middle; }
    return low;
  };
  const range = (piece) => [find(piece.from), Math.max(find(piece.to), find(piece.from))];
  const rows = [...root.querySelectorAll("[data-from]")];
  const pieceAt = (time) => pieces.find((piece) => time >= piece.from && time < piece.to);

  let busy = false;
  const charts = [];
  let map = null;
  const show = (index, from) => {
    if (busy) return;
    busy = true;
    const time = index == null ? null : t[index];
    const here = time == null ? null : pieceAt(time);
    for (const row of rows) row.classList.toggle("lit", time != null && time >= Number(row.dataset.from) && time < Number(row.dataset.to));
    if (map) { map.point(index); map.light(here); }
    if (from !== "chart") for (const chart of charts) chart.setCursor(index == null ? { left: -10, top: -10 } : { left: chart.valToPos(time, "x"), top: 10 }, false);
    reading.textContent = time == null ? reading.dataset.rest : [
      here && here.name, clock(time - (data.focus[0] && pieces.length ? pieces[0].from : 0)), v && `${pace(v[index])} ${unit}`,
      hr && hr[index] != null && `${hr[index]} bpm`, cad && cad[index] != null && `${cad[index]} steps/min`,
    ].filter(Boolean).join(" · ");
    busy = false;
  };

  const zero = pieces.length ? pieces[0].from : 0;
  const whole = [t[0], t[t.length - 1]];
  let window_ = data.focus;
  const xRange = (_chart, low, high) => (low === whole[0] && high === whole[1] ? window_ : [low, high]);
  const xText = (time) => clock(time - zero);
  const xTicks = (low, high, room) => Charts.clockTicks(low - zero, high - zero, room).map((tick) => tick + zero);
  const common = { x: t, bands: pieces, xText, xTicks, xRange, sync: "session", onIndex: (index, chart) => { if (chart.cursor.event || index == null) show(index, "chart"); } };
  const shown = (name, values, options) => {
    const box = document.getElementById(`chart-${name}`);
    if (!box || !values) { if (box) box.closest("figure").hidden = true; return; }
    charts.push(Charts.draw(box, { ...common, ...options }));
  };
  shown("pace", v, { kind: "pace", height: 260, lines: [{ values: v.map((one) => (one > 0.6 ? one : null)), colour: "pace", label: "pace" }] });
  shown("heart", hr, { height: 170, lines: [{ values: hr, colour: "heart", label: "heart rate" }] });
  shown("cadence", cad, { height: 170, lines: [{ values: cad && cad.map((one) => (one > 100 ? one : null)), colour: "cadence", label: "cadence" }] });
  shown("altitude", root.dataset.hilly ? alt : null, { height: 150, lines: [{ values: alt, colour: "muted", label: "altitude" }] });
  for (const chart of charts) {
    chart.over.addEventListener("pointerleave", () => show(null));
    chart.over.addEventListener("dblclick", () => zoom(window_));
  }

  const zoom = (to) => { for (const chart of charts) chart.setScale("x", { min: to[0], max: to[1] }); };
  for (const button of root.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      window_ = button.dataset.zoom === "all" ? whole : data.focus;
      for (const other of root.querySelectorAll("[data-zoom]")) other.setAttribute("aria-pressed", String(other === button));
      zoom(window_);
    });
  }
  zoom(window_);

  const box = document.getElementById("map");
  if (box) map = TrackMap.draw(box, { map: data.map, x, y, pieces, range, label: box.dataset.label, onPoint: (index) => show(index, "map") });

  for (const row of rows) {
    const middle = () => find((Number(row.dataset.from) + Number(row.dataset.to)) / 2);
    row.addEventListener("pointerenter", () => show(middle(), "row"));
    row.addEventListener("pointerleave", () => show(null, "row"));
    row.addEventListener("focusin", () => show(middle(), "row"));
  }
  const keys = document.getElementById("charts");
  let at = null;
  keys.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (!step) { if (event.key === "Escape") show((at = null)); return; }
    event.preventDefault();
    const [first, last] = [find(window_[0]), find(window_[1])];
    at = Math.min(Math.max((at ?? first) + step, first), last);
    show(at, "keys");
  });
  root.dataset.ready = "yes";
})();
