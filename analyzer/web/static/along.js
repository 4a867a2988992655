// Two trials along the race: the line by metre, the map and the tables point at each other.
"use strict";
window.Along = (() => {
  const { axis, colour } = Charts;
  const signed = (seconds, decimals = 1) => {
    const text = Math.abs(seconds).toFixed(decimals);
    return Number(text) === 0 ? "0" : `${seconds > 0 ? "+" : "−"}${text}`;
  };
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60];

  const draw = (box, data, { reading, mapBox, mapCard, frame, rows }) => {
    const { metre, ahead, sd, laps, pieces } = data;
    const find = (at) => {
      let [low, high] = [0, metre.length - 1];
      while (low < high) { const middle = (low + high) >> 1; if (metre[middle] < at) low = middle + 1; else high = middle; }
      return low;
    };
    const range = (piece) => [find(piece.from), find(piece.to)];
    const low = Math.min(-0.6, ...ahead.map((one, at) => one - sd[at])), high = Math.max(0.6, ...ahead.map((one, at) => one + sd[at]));
    const span = high - low;
    const spansOf = rows.map((row) => [Number(row.dataset.from), Number(row.dataset.to)]);
    let lit = null;

    const back = (chart) => {
      const { ctx } = chart, { left, top, width, height } = chart.bbox;
      const x = (at) => chart.valToPos(at, "x", true);
      const shade = (from, to, fill, alpha) => {
        const [a, b] = [Math.max(x(from), left), Math.min(x(to), left + width)];
        if (b <= a) return;
        ctx.globalAlpha = alpha; ctx.fillStyle = fill; ctx.fillRect(a, top, b - a, height);
      };
      ctx.save();
      for (const [from, to] of data.turns) shade(from, to, colour("tartan"), 0.5);
      if (lit) shade(lit.from, lit.to, colour("accent"), 0.2);
      ctx.globalAlpha = 1; ctx.strokeStyle = colour("strong"); ctx.lineWidth = devicePixelRatio;
      for (const end of laps.slice(0, -1)) {
        ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]); ctx.beginPath(); ctx.moveTo(x(end), top); ctx.lineTo(x(end), top + height); ctx.stroke();
      }
      ctx.restore();
    };
    const front = (chart) => {
      const { ctx } = chart, { left, top, width, height } = chart.bbox, pixel = devicePixelRatio;
      const x = (at) => chart.valToPos(at, "x", true), y = (at) => chart.valToPos(at, "y", true);
      const zero = y(0);
      ctx.save();
      ctx.beginPath(); ctx.rect(left, top, width, height); ctx.clip();
      for (const [tone, from, to] of [["won", top, zero], ["lost", zero, top + height]]) {
        ctx.save();
        ctx.beginPath(); ctx.rect(left, from, width, to - from); ctx.clip();
        ctx.globalAlpha = 0.25; ctx.fillStyle = colour(tone); ctx.beginPath(); ctx.moveTo(x(metre[0]), zero);
        metre.forEach((one, at) => ctx.lineTo(x(one), y(ahead[at])));
        ctx.lineTo(x(metre[metre.length - 1]), zero); ctx.fill();
        ctx.restore();
      }
      ctx.globalAlpha = 1; ctx.strokeStyle = colour("ink"); ctx.lineWidth = 1.25 * pixel;
      ctx.beginPath(); ctx.moveTo(left, zero); ctx.lineTo(left + width, zero); ctx.stroke();
      ctx.font = `${12 * pixel}px system-ui, sans-serif`;
      ctx.fillStyle = colour("won-text"); ctx.textBaseline = "top"; ctx.textAlign = "left";
      ctx.fillText(`▲ above zero: ${data.newer} is ahead`, left + 6 * pixel, top + 4 * pixel);
      ctx.fillStyle = colour("lost-text"); ctx.textBaseline = "bottom";
      ctx.fillText(`▼ below: ${data.newer} is behind`, left + 6 * pixel, top + height - 4 * pixel);
      ctx.fillStyle = colour("ink"); ctx.textAlign = "right"; ctx.textBaseline = "bottom";
      const most = Math.max(Math.floor(width / pixel / 60), 1), every = Math.ceil(laps.length / most);
      laps.forEach((end, number) => {
        if ((laps.length - 1 - number) % every) return;
        const at = find(end), last = number === laps.length - 1;
        ctx.beginPath(); ctx.arc(Math.min(x(end), left + width - 3 * pixel), y(ahead[at]), 3.5 * pixel, 0, 2 * Math.PI); ctx.fill();
        ctx.font = `${last ? "700 13" : "12"}px system-ui, sans-serif`.replace(/(\d+)px/, (_m, size) => `${size * pixel}px`);
        ctx.fillText(signed(ahead[at]), Math.min(x(end), left + width) - 6 * pixel, y(ahead[at] + sd[at]) - 2 * pixel);
      });
      ctx.restore();
    };

    const height = 320;
    let busy = false, map = null;
    const chart = new uPlot({
      width: Math.max(box.clientWidth, 200), height, legend: { show: false }, padding: [8, 18, 0, 0],
      cursor: { y: false, points: { size: 8 }, drag: { x: true, y: false, setScale: true } },
      scales: { x: { time: false, range: (_c, from, to) => [from, to] }, y: { range: [low - 0.16 * span, high + 0.22 * span] } },
      axes: [
        axis({ grid: { show: false }, size: 42, label: "metres of the race", labelSize: 16, labelFont: "12px system-ui, sans-serif", labelGap: 0, splits: (c, _i, from, to) => {
          const step = [50, 100, 200, 400, 800, 1000, 2000].find((one) => (to - from) / one <= c.bbox.width / devicePixelRatio / 56) || 5000, found = [];
          for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
          return found;
        }, values: (_c, ticks) => ticks.map(String) }),
        axis({ size: 46, splits: (_c, _i, from, to) => {
          const step = steps.find((one) => (to - from) / one <= 7) || 120, found = [];
          for (let at = Math.ceil(from / step); at * step <= to; at += 1) found.push(at * step);
          return found;
        }, values: (_c, ticks) => ticks.map((tick) => signed(tick).replace(/\.0$/, "")) }),
      ],
      series: [{}, { stroke: colour("ink"), width: 2, points: { show: false } }, { points: { show: false } }, { points: { show: false } }],
      bands: [{ series: [2, 3], fill: `${colour("strong")}55` }],
      hooks: { drawClear: [back], draw: [front], setCursor: [(c) => { if (!busy && (c.cursor.event || c.cursor.idx == null)) show(c.cursor.left < 0 ? null : c.cursor.idx, "chart"); }] },
    }, [metre, ahead, ahead.map((one, at) => one + sd[at]), ahead.map((one, at) => one - sd[at])], box);
    new ResizeObserver(() => {
      const width = Math.max(box.clientWidth, 200);
      if (Math.abs(width - chart.width) > 1) chart.setSize({ width, height });
    }).observe(box);
    chart.over.addEventListener("pointerleave", () => show(null));

    const show = (index, from) => {
      if (busy) return;
      busy = true;
      const at = index == null ? null : metre[index];
      const here = at == null ? null : pieces.find((piece) => at >= piece.from && at < piece.to) || pieces[pieces.length - 1];
      rows.forEach((row, number) => row.classList.toggle("lit", at != null && at >= spansOf[number][0] && at < spansOf[number][1]));
      if (map) { map.point(index); map.light(here); }
      if (here !== lit) { lit = here; chart.redraw(false); }
      if (from !== "chart") chart.setCursor(at == null ? { left: -10, top: -10 } : { left: chart.valToPos(at, "x"), top: 10 }, false);
      reading.textContent = at == null ? reading.dataset.rest : [
        `${Math.round(at)} m`, `${data.newer} ${Math.abs(ahead[index]).toFixed(1)} ± ${Math.max(sd[index], 0.05).toFixed(1)} s ${ahead[index] < 0 ? "behind" : "ahead"}`, here && `${here.name}: ${here.told}`,
      ].filter(Boolean).join(" · ");
      busy = false;
    };

    if (data.map) map = TrackMap.draw(mapBox, { map: data.map, x: data.x, y: data.y, pieces, range, label: mapBox.dataset.label, onPoint: (index) => show(index, "map") });
    else mapCard.hidden = true;
    rows.forEach((row, number) => {
      const middle = () => find((spansOf[number][0] + spansOf[number][1]) / 2);
      row.addEventListener("pointerenter", () => show(middle(), "row"));
      row.addEventListener("pointerleave", () => show(null, "row"));
    });
    let at = null;
    frame.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -metre.length, End: metre.length }[event.key];
      if (event.key === "Escape") { at = null; show(null, "keys"); }
      if (!step) return;
      event.preventDefault();
      at = Math.min(Math.max((at ?? 0) + step, 0), metre.length - 1);
      show(at, "keys");
    });
    return chart;
  };
  return { draw };
})();
