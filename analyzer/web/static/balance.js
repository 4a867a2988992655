// The page of the balance: the weeks as bars made from their table, and a day that is shown without leaving the page.
"use strict";
(() => {
  const box = document.getElementById("weeks-chart");
  const rows = [...document.querySelectorAll("#weeks-table tbody tr")].reverse();
  const frame = document.getElementById("weeks-frame");
  if (box && rows.length) {
    const { axis, colour } = Charts;
    const parts = box.dataset.parts.split(" ").filter(Boolean);
    const reading = document.getElementById("weeks-reading");
    const weeks = rows.map((row) => ({ name: row.dataset.name, told: row.dataset.told, whole: row.dataset.whole === "1", long: row.dataset.long === "1", hours: parts.map((part) => Number(row.dataset[part])) }));
    const sums = weeks.map((week) => week.hours.reduce((a, b) => a + b, 0));
    const top = Math.max(...sums, 0.5);
    let lit = null;
    const paint = (chart) => {
      const { ctx } = chart, { left, top: above, width, height: tall } = chart.bbox, step = width / weeks.length, pixel = devicePixelRatio;
      const y = (hours) => chart.valToPos(hours, "y", true), x = (at) => chart.valToPos(at, "x", true);
      ctx.save();
      weeks.forEach((week, at) => {
        if (at === lit) { ctx.globalAlpha = 1; ctx.fillStyle = colour("accent-soft"); ctx.fillRect(x(at) - step / 2, above, step, tall); }
        let base = 0;
        ctx.globalAlpha = week.whole ? 1 : 0.55;
        week.hours.forEach((hours, part) => {
          if (!hours) return;
          ctx.fillStyle = colour(`part-${parts[part]}`);
          const [low, high] = [y(base), y(base + hours)];
          ctx.fillRect(Math.round(x(at) - 0.39 * step), high, Math.max(Math.round(0.78 * step), 1), low - high);
          base += hours;
        });
        ctx.globalAlpha = 1;
        if (week.long) {
          const [px, py, r] = [x(at), y(base) - 9 * pixel, Math.min(4.5 * pixel, 0.4 * step)];
          ctx.fillStyle = colour("ink"); ctx.beginPath(); ctx.moveTo(px, py - r * 1.2); ctx.lineTo(px + r, py); ctx.lineTo(px, py + r * 1.2); ctx.lineTo(px - r, py); ctx.fill();
        }
      });
      ctx.restore();
    };
    const height = 260;
    const chart = new uPlot({
      width: Math.max(box.clientWidth, 200), height, legend: { show: false }, padding: [8, 22, 0, 0],
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: { x: { time: false, range: [-0.5, weeks.length - 0.5] }, y: { range: [0, 1.15 * top] } },
      axes: [
        axis({ grid: { show: false }, size: 28, splits: (c) => {
          const step = Math.ceil(weeks.length / Math.max(Math.floor(c.bbox.width / devicePixelRatio / (weeks.length > 52 ? 92 : 58)), 1)), found = [];
          for (let at = weeks.length - 1; at >= 0; at -= step) found.unshift(at);
          return found;
        }, values: (_c, ticks) => ticks.map((at) => weeks[at].name) }),
        axis({ size: 44, splits: (_c, _i, low, high) => {
          const step = [0.25, 0.5, 1, 2, 5, 10].find((one) => (high - low) / one <= 6) || 20, found = [];
          for (let at = 0; at <= high; at += step) found.push(at);
          return found;
        }, values: (_c, ticks) => ticks.map((tick) => `${tick} h`) }),
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { draw: [paint] },
    }, [weeks.map((_week, at) => at), sums], box);
    new ResizeObserver(() => {
      const width = Math.max(box.clientWidth, 200);
      if (Math.abs(width - chart.width) > 1) chart.setSize({ width, height });
    }).observe(box);
    const show = (at) => {
      if (at === lit) return;
      lit = at;
      chart.redraw(false);
      rows.forEach((row, number) => row.classList.toggle("lit", number === at));
      reading.textContent = at == null ? reading.dataset.rest : weeks[at].told;
    };
    const under = (event) => Math.min(Math.max(Math.round(chart.posToVal(event.clientX - chart.over.getBoundingClientRect().left, "x")), 0), weeks.length - 1);
    for (const kind of ["pointermove", "pointerdown"]) chart.over.addEventListener(kind, (event) => show(under(event)));
    chart.over.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") show(null); });
    rows.forEach((row, at) => { row.addEventListener("pointerenter", () => show(at)); row.addEventListener("pointerleave", () => show(null)); });
    frame.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -weeks.length, End: weeks.length }[event.key];
      if (event.key === "Escape") show(null);
      if (!step) return;
      event.preventDefault();
      show(Math.min(Math.max((lit ?? (step > 0 ? -1 : weeks.length)) + step, 0), weeks.length - 1));
    });
  }

  const card = document.getElementById("day");
  if (!card) return;
  let round = 0;
  document.getElementById("days").addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-day]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const mine = ++round, { day } = link.dataset;
    let answer;
    try { answer = await fetch(`/days/${day}?${card.dataset.kept}`); } catch { answer = null; }
    if (!answer || !answer.ok) { location.assign(link.href); return; }
    const text = await answer.text();
    if (mine !== round) return;
    card.innerHTML = text;
    history.replaceState(null, "", link.getAttribute("href").replace(/#.*/, ""));
    for (const one of document.querySelectorAll(".calendar a")) {
      const here = one.dataset.day === day;
      one.classList.toggle("here", here);
      if (here) one.setAttribute("aria-current", "date"); else one.removeAttribute("aria-current");
    }
    if (card.getBoundingClientRect().top > innerHeight - 120) card.scrollIntoView({ block: "start" });
  });
})();
