// The map of a session: the track, the way that was run on it, and the place that the cursor is at.
"use strict";
window.TrackMap = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const make = (parent, name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.append(made);
    return made;
  };
  const wayOf = (x, y, from, to) => {
    let path = "", pen = false;
    for (let i = from; i <= to; i += 1) {
      if (x[i] == null || y[i] == null) { pen = false; continue; }
      path += `${pen ? "L" : "M"}${x[i]} ${y[i]}`;
      pen = true;
    }
    return path;
  };

  // onPoint(index) is called where the pointer is nearest to the way, and with null where it leaves.
  const draw = (box, { map, x, y, pieces, range, label, onPoint }) => {
    if (!map.box[2] || !x) { box.innerHTML = ""; const told = document.createElement("p"); told.className = "muted"; told.textContent = "No positions in this recording, so there is no map."; box.append(told); return null; }
    const svg = make(box, "svg", { viewBox: map.box.join(" "), role: "img", "aria-label": label });
    const scale = Math.max(map.box[2], map.box[3]) / 200;
    svg.style.setProperty("--w", String(1.5 * scale));
    if (map.surface) make(svg, "path", { class: "surface", d: map.surface });
    for (const lane of map.lanes) make(svg, "path", { class: "lane", d: lane });
    if (map.infield) make(svg, "path", { class: "infield", d: map.infield });
    for (const [name, at, down] of map.names) make(svg, "text", { x: at, y: down }).textContent = name;
    const dim = make(svg, "path", { class: "way dim", d: wayOf(x, y, 0, x.length - 1) });
    dim.setAttribute("visibility", map.surface ? "hidden" : "visible");
    // what is lit lies round its piece, whose colour stays to be seen
    const lit = make(svg, "path", { class: "lit", d: "" });
    const ways = pieces.map((piece) => make(svg, "path", { class: `way ${piece.tone}`, d: wayOf(x, y, ...range(piece)) }));
    for (const [i, piece] of pieces.entries()) if (piece.tone) ways[i].style.stroke = `var(--${piece.tone})`;
    if (!pieces.length) { dim.setAttribute("visibility", "visible"); dim.classList.remove("dim"); }
    if (map.finish.length) {
      const [x1, y1, x2, y2] = map.finish;
      make(svg, "line", { class: "finish", x1, y1, x2, y2 });
    }
    if (map.start.length) make(svg, "circle", { class: "dot", cx: map.start[0], cy: map.start[1], r: 2 });
    const dot = make(svg, "circle", { class: "dot", r: 2.6 * scale, visibility: "hidden" });
    dot.style.fill = "var(--accent)";

    const nearest = (event) => {
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      let best = null, least = (14 * scale) ** 2;
      const spans = pieces.length ? pieces.map(range) : [[0, x.length - 1]];
      for (const [from, to] of spans) for (let i = from; i <= to; i += 1) {
        if (x[i] == null) continue;
        const far = (x[i] - place.x) ** 2 + (y[i] - place.y) ** 2;
        if (far < least) { least = far; best = i; }
      }
      return best;
    };
    svg.addEventListener("pointermove", (event) => onPoint(nearest(event)));
    svg.addEventListener("pointerdown", (event) => onPoint(nearest(event)));
    svg.addEventListener("pointerleave", () => onPoint(null));
    return {
      point: (index) => {
        const known = index != null && x[index] != null;
        dot.setAttribute("visibility", known ? "visible" : "hidden");
        if (known) { dot.setAttribute("cx", x[index]); dot.setAttribute("cy", y[index]); }
      },
      light: (piece) => lit.setAttribute("d", piece ? wayOf(x, y, ...range(piece)) : ""),
    };
  };
  return { draw };
})();
