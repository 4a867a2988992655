// Trials over time: each with its error, the best marked, the trend with its band; faster is up.
"use strict";
window.Trend = (() => {
  const DAY = 86400000, MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const MANY = 60, NEAR = 28, SHAPES = ["circle", "square", "triangle", "diamond", "down", "cross"];
  const { axis, colour } = Charts;
  const dateOf = (day) => new Date(day * DAY);
  const time = (seconds, decimals) => {
    const whole = Number(seconds.toFixed(decimals)), minutes = Math.floor(whole / 60);
    return `${minutes}:${(whole - 60 * minutes).toFixed(decimals).padStart(decimals ? 3 + decimals : 2, "0")}`;
  };
  const timeSteps = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
  const stepOf = (low, high) => timeSteps.find((step) => (high - low) / step <= 6) || 1200;
  const timeTicks = (low, high) => {
    const step = stepOf(low, high), found = [];
    for (let at = Math.ceil(low / step) * step; at <= high; at += step) found.push(at);
    return found;
  };
  const monthsBetween = (low, high, most) => {
    const [a, b] = [dateOf(low), dateOf(high)];
    const count = 12 * (b.getUTCFullYear() - a.getUTCFullYear()) + b.getUTCMonth() - a.getUTCMonth();
    const step = [1, 2, 3, 6, 12, 24, 60, 120].find((one) => count / one <= most) || 240;
    const found = [];
    for (let month = 12 * a.getUTCFullYear() + a.getUTCMonth() + 1; month <= 12 * b.getUTCFullYear() + b.getUTCMonth(); month += 1) {
      if (month % step === 0) found.push(Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY);
    }
    return found;
  };
  const dayTicks = (low, high, room) => {
    const most = Math.max(Math.floor(room / 64), 2);
    const step = [1, 2, 7].find((one) => (high - low) / one <= most);
    if (!step) return monthsBetween(low, high, most);
    const found = [];
    for (let at = Math.ceil(low); at <= high; at += step) found.push(at);
    return found;
  };
  const dayNames = (ticks) => {
    let before = null;
    const apart = ticks.length > 1 ? ticks[1] - ticks[0] : 400;
    return ticks.map((tick) => {
      const day = dateOf(tick), year = day.getUTCFullYear();
      if (apart > 360) return String(year);
      const name = apart >= 28 ? MONTHS[day.getUTCMonth()] : `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
      const told = year === before ? name : `${name}\n${year}`;
      before = year;
      return told;
    });
  };

  const shape = (ctx, kind, x, y, r) => {
    ctx.beginPath();
    if (kind === "circle") ctx.arc(x, y, r, 0, 2 * Math.PI);
    else if (kind === "square") ctx.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
    else if (kind === "triangle") { ctx.moveTo(x, y - r * 1.15); ctx.lineTo(x + r * 1.1, y + r * 0.85); ctx.lineTo(x - r * 1.1, y + r * 0.85); ctx.closePath(); }
    else if (kind === "down") { ctx.moveTo(x, y + r * 1.15); ctx.lineTo(x + r * 1.1, y - r * 0.85); ctx.lineTo(x - r * 1.1, y - r * 0.85); ctx.closePath(); }
    else if (kind === "diamond") { ctx.moveTo(x, y - r * 1.25); ctx.lineTo(x + r * 1.1, y); ctx.lineTo(x, y + r * 1.25); ctx.lineTo(x - r * 1.1, y); ctx.closePath(); }
    else { ctx.moveTo(x - r, y - r); ctx.lineTo(x + r, y + r); ctx.moveTo(x + r, y - r); ctx.lineTo(x - r, y + r); }
  };

  const key = (box, data) => {
    for (const [number, run] of data.runs.entries()) {
      const item = document.createElement("span"), mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      mark.setAttribute("viewBox", "0 0 16 16");
      mark.setAttribute("aria-hidden", "true");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", { circle: "M3 8a5 5 0 1 0 10 0a5 5 0 1 0 -10 0", square: "M3.5 3.5h9v9h-9z", triangle: "M8 2l5.5 10.5h-11z", down: "M8 14l5.5 -10.5h-11z", diamond: "M8 1.5l5.5 6.5l-5.5 6.5l-5.5 -6.5z", cross: "M3 3l10 10M13 3l-10 10" }[SHAPES[number % SHAPES.length]]);
      if (run === data.nominal) path.setAttribute("class", "full");
      mark.append(path);
      item.append(mark, run === data.nominal ? run : `${run}, as ${data.nominal === "1 mile" ? "a mile" : data.nominal}`);
      box.append(item);
    }
  };

  const draw = (box, data, { reading, keyBox, frame }) => {
    const count = data.day.length, many = count > MANY, radius = many ? 3 : 5;
    const ends = [];
    for (let at = 0; at < count; at += 1) if (data.time[at] != null) ends.push(data.time[at] - (data.sd[at] || 0), data.time[at] + (data.sd[at] || 0));
    if (data.line) ends.push(...data.line.time);
    const [fastest, slowest] = [Math.min(...ends), Math.max(...ends)];
    const room = 0.14 * Math.max(slowest - fastest, 2);
    const [first, last] = [Math.min(...data.day), Math.max(...data.day)];
    const aside = Math.max(0.05 * (last - first), 3);
    const whole = [first - aside, last + aside];
    let lit = null;

    const paint = (chart) => {
      const { ctx } = chart, pixel = devicePixelRatio;
      const x = (day) => chart.valToPos(day, "x", true), y = (seconds) => chart.valToPos(seconds, "y", true);
      ctx.save();
      ctx.beginPath();
      ctx.rect(chart.bbox.left, chart.bbox.top, chart.bbox.width, chart.bbox.height);
      ctx.clip();
      const line = () => {
        if (!data.line) return;
        const { day, time: middle, sd } = data.line;
        ctx.fillStyle = colour("pace"); ctx.globalAlpha = many ? 0.3 : 0.18; ctx.beginPath();
        day.forEach((one, at) => ctx.lineTo(x(one), y(middle[at] - sd[at])));
        for (let at = day.length - 1; at >= 0; at -= 1) ctx.lineTo(x(day[at]), y(middle[at] + sd[at]));
        ctx.fill();
        ctx.globalAlpha = 1; ctx.strokeStyle = colour("pace"); ctx.lineWidth = (many ? 3 : 2) * pixel; ctx.beginPath();
        day.forEach((one, at) => ctx.lineTo(x(one), y(middle[at])));
        ctx.stroke();
      };
      if (!many) line();
      if (data.best != null) {
        ctx.strokeStyle = colour("pace"); ctx.lineWidth = pixel; ctx.setLineDash([2 * pixel, 4 * pixel]); ctx.beginPath();
        ctx.moveTo(chart.bbox.left, y(data.time[data.best])); ctx.lineTo(chart.bbox.left + chart.bbox.width, y(data.time[data.best])); ctx.stroke();
        ctx.setLineDash([]);
      }
      ctx.strokeStyle = colour("ink");
      for (let at = 0; at < count; at += 1) {
        if (data.time[at] == null) continue;
        const px = x(data.day[at]), sd = data.sd[at] || 0, [top, low] = [y(data.time[at] - sd), y(data.time[at] + sd)];
        if (!many || at === lit) {
          ctx.lineWidth = 1.25 * pixel; ctx.beginPath();
          ctx.moveTo(px, top); ctx.lineTo(px, low);
          for (const end of [top, low]) { ctx.moveTo(px - 3.5 * pixel, end); ctx.lineTo(px + 3.5 * pixel, end); }
          ctx.stroke();
        }
        const own = data.runs[data.run[at]] === data.nominal;
        ctx.globalAlpha = many && at !== lit ? 0.5 : 1;
        ctx.fillStyle = own ? colour("ink") : colour("paper"); ctx.lineWidth = 1.5 * pixel;
        shape(ctx, SHAPES[data.run[at] % SHAPES.length], px, y(data.time[at]), (at === lit ? radius + 2 : radius) * pixel);
        ctx.fill(); ctx.stroke();
      }
      ctx.globalAlpha = 1;
      if (many) line();
      if (data.best != null) {
        const [px, py] = [x(data.day[data.best]), y(data.time[data.best])];
        ctx.strokeStyle = colour("pace"); ctx.lineWidth = 2 * pixel; ctx.beginPath(); ctx.arc(px, py, 11 * pixel, 0, 2 * Math.PI); ctx.stroke();
        ctx.fillStyle = colour("accent"); ctx.font = `600 ${12 * pixel}px system-ui, sans-serif`; ctx.textBaseline = "bottom";
        const words = `best ${time(data.time[data.best], 1)}`, wide = ctx.measureText(words).width;
        const left = Math.min(Math.max(px - wide / 2, chart.bbox.left + 2), chart.bbox.left + chart.bbox.width - wide - 2);
        ctx.fillText(words, left, py - 13 * pixel);
      }
      ctx.restore();
    };

    const height = 320;
    const chart = new uPlot({
      width: Math.max(box.clientWidth, 200), height, legend: { show: false }, padding: [8, 22, 0, 0],
      cursor: { y: false, x: false, points: { show: false }, drag: { x: true, y: false, setScale: true } },
      scales: {
        x: { time: false, range: (_c, low, high) => (low === first && high === last ? whole : [low, high]) },
        y: { dir: -1, range: [fastest - 1.6 * room, slowest + room] },
      },
      axes: [
        axis({ grid: { show: false }, size: 44, splits: (c, _i, low, high) => dayTicks(low, high, c.bbox.width / devicePixelRatio), values: (_c, ticks) => dayNames(ticks) }),
        axis({ size: 58, splits: (_c, _i, low, high) => timeTicks(low, high), values: (_c, ticks) => ticks.map((tick) => time(tick, ticks.length > 1 && ticks[1] - ticks[0] < 1 ? 1 : 0)) }),
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: { draw: [paint] },
    }, [data.day, data.time], box);
    new ResizeObserver(() => {
      const width = Math.max(box.clientWidth, 200);
      if (Math.abs(width - chart.width) > 1) chart.setSize({ width, height });
    }).observe(box);
    key(keyBox, data);

    const show = (at) => {
      if (at === lit) return;
      lit = at;
      chart.redraw(false);
      reading.textContent = "";
      if (at == null) { reading.textContent = reading.dataset.rest; return; }
      const link = document.createElement("a");
      link.href = `/sessions/${data.session[at]}`;
      link.textContent = "open the session";
      const own = data.runs[data.run[at]] === data.nominal;
      reading.append(`${data.told[at]}${own ? "" : ` · worth ${data.nominal === "1 mile" ? "a mile" : data.nominal} in ${time(data.time[at], 1)} ± ${data.sd[at].toFixed(1)} s`}${at === data.best ? " · the best" : ""} · `, link);
    };
    const nearest = (event) => {
      const inside = chart.over.getBoundingClientRect();
      const [px, py] = [event.clientX - inside.left, event.clientY - inside.top];
      let found = null, least = NEAR ** 2;
      for (let at = 0; at < count; at += 1) {
        if (data.time[at] == null) continue;
        const far = (chart.valToPos(data.day[at], "x") - px) ** 2 + (chart.valToPos(data.time[at], "y") - py) ** 2;
        if (far < least) { least = far; found = at; }
      }
      return found;
    };
    const open = (at) => location.assign(`/sessions/${data.session[at]}`);
    let down = null;
    chart.over.addEventListener("pointermove", (event) => { const at = nearest(event); chart.over.style.cursor = at == null ? "crosshair" : "pointer"; if (at != null) show(at); });
    chart.over.addEventListener("pointerdown", (event) => { down = [event.clientX, event.clientY]; });
    chart.over.addEventListener("click", (event) => {
      if (down && Math.hypot(event.clientX - down[0], event.clientY - down[1]) > 5) return;
      const at = nearest(event);
      if (at == null) return;
      if (event.pointerType === "touch") show(at); else open(at);
    });
    frame.addEventListener("keydown", (event) => {
      if (event.target !== frame) return;
      const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -count, End: count }[event.key];
      if (step) { event.preventDefault(); show(Math.min(Math.max((lit ?? (step > 0 ? -1 : count)) + step, 0), count - 1)); }
      else if (event.key === "Enter" && lit != null) open(lit);
      else if (event.key === "Escape") show(null);
    });
    return chart;
  };
  return { draw };
})();
