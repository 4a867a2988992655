// Lines over time, each with a cursor that all share; the look is that of the page, in light and in dark.
"use strict";
window.Charts = (() => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const pad = (number) => String(number).padStart(2, "0");
  const clock = (seconds) => {
    if (seconds == null || !Number.isFinite(seconds)) return "–";
    const whole = Math.round(Math.abs(seconds));
    const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const text = hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
    return seconds < 0 ? `−${text}` : text;
  };
  const per = Number(document.body.dataset.per || 1000);
  const unit = per === 1000 ? "min/km" : "min/mile";
  const pace = (speed) => (speed > 0.3 ? clock(per / speed) : "–");

  // speeds at which the pace is round, between two speeds
  const paceTicks = (low, high) => {
    const [slow, fast] = [per / Math.max(low, 0.5), per / high];
    const step = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300].find((one) => (slow - fast) / one <= 5) || 600;
    const found = [];
    for (let one = Math.floor(slow / step) * step; one > fast; one -= step) found.push(per / one);
    return found;
  };
  const clockTicks = (low, high, room) => {
    const most = Math.max(Math.floor(room / 52), 2);
    const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].find((one) => (high - low) / one <= most) || 7200;
    const found = [];
    for (let one = Math.ceil(low / step) * step; one <= high; one += step) found.push(one);
    return found;
  };

  // what all but the odd point of a line lies between, as far as it is shown: a standing start is no reason to squeeze the rest
  const middleOf = (chart, low, high) => {
    const [from, to] = chart.series[0].idxs;
    const known = chart.data[1].slice(from, to + 1).filter((one) => one != null).sort((a, b) => a - b);
    if (known.length < 20) return [low, high];
    return [known[Math.floor(0.1 * known.length)], known[known.length - 1]];
  };

  const axis = (extra) => ({
    stroke: colour("muted"), font: "12px system-ui, sans-serif", grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false }, gap: 6, ...extra,
  });

  // One chart in a box. lines: [{values, colour, label}]; bands: [{from, to, tone}]; kind "pace" labels speeds as paces.
  const draw = (box, { x, lines, kind, height, bands = [], xTicks, xText, xRange, yRange, sync, onIndex, marks = [] }) => {
    const isPace = kind === "pace";
    const tint = (tone) => (tone ? colour(tone) : "");
    const paint = (chart) => {
      const { ctx } = chart;
      ctx.save();
      for (const band of bands) {
        const [a, b] = [chart.valToPos(band.from, "x", true), chart.valToPos(band.to, "x", true)];
        const [left, right] = [Math.max(a, chart.bbox.left), Math.min(b, chart.bbox.left + chart.bbox.width)];
        if (right <= left || !tint(band.tone)) continue;
        ctx.globalAlpha = 0.16;
        ctx.fillStyle = tint(band.tone);
        ctx.fillRect(left, chart.bbox.top, right - left, chart.bbox.height);
      }
      ctx.globalAlpha = 1;
      ctx.strokeStyle = colour("strong");
      for (const at of marks) {
        const place = Math.round(chart.valToPos(at, "x", true));
        if (place < chart.bbox.left || place > chart.bbox.left + chart.bbox.width) continue;
        ctx.setLineDash([4, 4]);
        ctx.beginPath(); ctx.moveTo(place, chart.bbox.top); ctx.lineTo(place, chart.bbox.top + chart.bbox.height); ctx.stroke();
      }
      ctx.restore();
    };
    const options = {
      width: Math.max(box.clientWidth, 200), height, legend: { show: false },
      padding: [8, 18, 0, 0],
      cursor: { sync: sync ? { key: sync } : undefined, points: { size: 7 }, drag: { x: true, y: false, setScale: true }, y: false },
      scales: { x: { time: false, range: xRange }, y: { range: yRange || ((_chart, low, high) => {
        if (low == null) return [0, 1];
        [low, high] = middleOf(_chart, low, high);
        const span = Math.max(high - low, isPace ? 0.4 : 8), middle = (low + high) / 2;
        return [Math.max(middle - 0.58 * span, isPace ? 0.4 : -Infinity), middle + 0.58 * span];
      }) } },
      axes: [
        axis({ grid: { show: false }, size: 28, splits: (chart, _i, low, high) => (xTicks || clockTicks)(low, high, chart.bbox.width / devicePixelRatio), values: (_c, ticks) => ticks.map(xText || clock) }),
        axis({ size: 52, splits: isPace ? (_c, _i, low, high) => paceTicks(low, high) : undefined, values: (_c, ticks) => ticks.map((tick) => (isPace ? pace(tick) : `${Math.round(tick * 10) / 10}`)) }),
      ],
      series: [{}, ...lines.map((line) => ({ stroke: colour(line.colour), width: line.width || 2, fill: line.fill, label: line.label, points: { show: false }, spanGaps: false }))],
      bands: lines.some((line) => line.band) ? [{ series: [lines.findIndex((l) => l.band === "high") + 1, lines.findIndex((l) => l.band === "low") + 1], fill: `${colour("accent")}33` }] : undefined,
      hooks: { drawClear: [paint], setCursor: [(chart) => onIndex && onIndex(chart.cursor.idx, chart)] },
    };
    const made = new uPlot(options, [x, ...lines.map((line) => line.values)], box);
    new ResizeObserver(() => {
      const width = Math.max(box.clientWidth, 200);
      if (Math.abs(width - made.width) > 1) made.setSize({ width, height });
    }).observe(box);
    return made;
  };
  return { draw, axis, colour, clock, clockTicks, pace, unit, per };
})();
