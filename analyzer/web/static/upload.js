// The first page: files are sent one by one, each with its own bar, and then followed until they are in the log.
"use strict";
(() => {
  const form = document.getElementById("upload");
  const input = document.getElementById("files");
  const box = document.getElementById("results");
  const list = document.getElementById("rows");
  const summary = document.getElementById("summary");
  const single = document.getElementById("single");
  const largest = Number(form.dataset.largest);
  const AT_ONCE = 3, ASKED = 50, ROWS = 200;
  const OPEN = ["sending", "waiting"];

  // every file: {name, state, sha256, session, told, row}
  const files = [];
  const more = Number(list.dataset.more);
  let brought = 0, followed = false;

  const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

  const rowOf = (name) => {
    const row = document.getElementById("row").content.firstElementChild.cloneNode(true);
    row.querySelector(".name").textContent = name;
    row.querySelector("progress").setAttribute("aria-label", name);
    return row;
  };

  const add = (name, after) => {
    const file = { name, state: "sending", told: "", row: null, since: performance.now() };
    files.push(file);
    if (list.children.length < ROWS) {
      file.row = rowOf(name);
      if (after && after.row) after.row.after(file.row); else list.append(file.row);
    }
    box.hidden = false;
    return file;
  };

  const bar = (file, share) => {
    const progress = file.row && file.row.querySelector("progress");
    if (!progress) return;
    if (share == null) progress.removeAttribute("value"); else progress.value = share;
  };

  const show = (file) => {
    const { row } = file;
    if (!row) return;
    row.className = row.dataset.state = file.state;
    const told = row.querySelector(".told");
    const text = upper(file.told);
    if (file.session) {
      const link = document.createElement("a");
      link.href = `/sessions/${file.session}`;
      link.textContent = text;
      told.replaceChildren(link);
    } else if (told.textContent !== text) told.textContent = text;
    if (!OPEN.includes(file.state)) row.querySelector("progress")?.remove();
    else if (file.state === "waiting") bar(file, file.place === 0 ? null : 0);
    const actions = row.querySelector(".do");
    if (file.state === "failed" && file.sha256 && !actions.children.length) {
      actions.append(document.getElementById("failed").content.cloneNode(true));
      for (const part of actions.querySelectorAll("form")) {
        part.action = part.action.replace("SHA256", file.sha256);
        part.querySelector(".sr").textContent += file.name;
      }
    } else if (file.state !== "failed") actions.replaceChildren();
  };

  const tell = () => {
    const count = (state) => files.filter((file) => file.state === state).length;
    const open = files.filter((file) => OPEN.includes(file.state)).length;
    const wrong = count("failed") + count("refused") + count("gone");
    const parts = [];
    if (files.length > 1) {
      parts.push(open || more ? `${files.length - open} of ${files.length + more} done` : `All ${files.length} files are done`);
      if (wrong) parts.push(`${wrong} could not be taken`);
    } else if (files.length === 1 && !open && wrong) parts.push("The file could not be taken");
    const hidden = files.filter((file) => !file.row).length + more;
    if (hidden) parts.push(`${plural(hidden, "more file")} not shown one by one`);
    const text = parts.join(" · ");
    if (summary.textContent !== text) summary.textContent = text;
    const [only] = files;
    if (brought === 1 && files.length === 1 && only.session && single.hidden) celebrate(only);
    if (brought !== 1 || files.length !== 1) single.hidden = true;
    list.hidden = !single.hidden;
    summary.classList.toggle("sr", !single.hidden);
    if (files.length && !open) renew();
  };

  // when all is done the sessions below are those of now
  const renew = async () => {
    const count = files.filter((file) => file.session).length;
    const below = document.getElementById("last");
    if (!count || Number(below.dataset.shown || 0) === count) return;
    below.dataset.shown = count;
    try {
      const answer = await fetch("/", { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      below.replaceChildren(...page.getElementById("last").children);
    } catch { /* they are there when the page is loaded again */ }
  };

  // one file was brought: its result is what the page is about now
  const celebrate = (file) => {
    const line = (tag, words, text) => { const made = document.createElement(tag); if (words) made.className = words; made.textContent = text; return made; };
    const [number, error] = (file.headline || "").split(" ± ");
    const head = line("p", "big", number);
    if (error) head.append(" ", line("small", "", `± ${error}`));
    const link = line("a", "button", "See the session");
    link.href = `/sessions/${file.session}`;
    const kept = file.score == null ? "" : `Plan kept: ${Math.round(file.score)} of 100`;
    const notes = [file.known ? "This file was in the log already." : file.aside ? "Another export of a session that is in the log; it is kept with it." : "", kept].filter(Boolean);
    single.replaceChildren(head, ...notes.map((text) => line("p", "kept", text)), link);
    single.hidden = false;
    summary.textContent = `${file.name}: ${file.told}`;
    if ([document.body, input].includes(document.activeElement)) link.focus({ preventScroll: false });
  };

  const take = (file, found) => {
    const known = file.known ?? found.known;
    Object.assign(file, found, { name: file.name, known });
    show(file);
  };

  const send = (given) => new Promise((done) => {
    const { file, entry } = given;
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("files", file, file.name);
    const refuse = (line) => { Object.assign(entry, { state: "refused", told: line }); show(entry); };
    request.open("POST", "/api/uploads");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar(entry, event.loaded / event.total);
      entry.told = event.loaded < event.total ? `sending, ${Math.round(100 * event.loaded / event.total)} %` : "sent, being kept";
      show(entry);
    });
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status === 202 && answer && answer.files.length) {
        const [first, ...more] = answer.files;
        entry.name = first.name;
        if (entry.row) entry.row.querySelector(".name").textContent = first.name;
        take(entry, first);
        let last = entry;
        for (const one of more) { const other = add(one.name, last); take(other, one); last = other; }
      } else if (request.status === 401) location.assign("/sign-in");
      else refuse((answer && answer.error) || "The upload failed; try it again.");
    });
    request.addEventListener("error", () => refuse("The upload broke off: the app cannot be reached. Is it still running? Then drop the file again."));
    request.addEventListener("loadend", () => { tell(); follow(); done(); });
    request.send(body);
  });

  const waitingToSend = [];
  let sending = 0;
  const next = async () => {
    while (sending < AT_ONCE && waitingToSend.length) {
      sending += 1;
      send(waitingToSend.shift()).then(() => { sending -= 1; next(); });
    }
  };

  const bring = (given) => {
    if (!given.length) return;
    brought += given.length;
    single.hidden = true;
    document.getElementById("first")?.remove();
    for (const file of given) {
      const entry = add(file.name);
      if (file.size > largest) {
        Object.assign(entry, { state: "refused", told: `The file is larger than ${form.dataset.largestWords}; unpack it and give the recordings, or take analyzer log add FILE` });
      } else if (file.size === 0) {
        Object.assign(entry, { state: "refused", told: "The file is empty (0 bytes); export it from the watch or its app again" });
      } else {
        entry.told = "waiting to be sent";
        waitingToSend.push({ file, entry });
      }
      show(entry);
    }
    tell();
    box.scrollIntoView({ block: "nearest" });
    next();
  };

  // what waits is asked for until it is done, a few at a time, more and more seldom while nothing happens
  let following = false;
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const follow = async () => {
    if (following) return;
    following = true;
    followed ||= files.some((file) => file.state === "waiting");
    let wait = 300;
    for (;;) {
      const open = files.filter((file) => file.state === "waiting").slice(0, ASKED);
      if (!open.length) break;
      await pause(document.hidden ? 3000 : wait);
      try {
        const answer = await fetch(`/api/uploads?sha256=${open.map((file) => file.sha256).join(",")}`, { headers: { accept: "application/json" } });
        if (answer.status === 401) { location.assign("/sign-in"); return; }
        const found = new Map((await answer.json()).files.map((one) => [one.sha256, one]));
        let changed = false;
        for (const file of open) {
          const one = found.get(file.sha256);
          if (!one) continue;
          changed ||= one.state !== file.state || one.place !== file.place;
          take(file, { ...one, known: file.known });
        }
        wait = changed ? 300 : Math.min(wait * 1.3, 1500);
        tell();
      } catch {
        wait = 3000;
      }
    }
    following = false;
    // the page shows so many at a time: the next ones come with the next page
    if (more && followed && !files.some((file) => OPEN.includes(file.state))) location.reload();
  };

  // what the server told when the page was made
  for (const row of list.querySelectorAll("li")) {
    const place = row.querySelector("progress[value]") ? null : 0;
    const file = { name: row.querySelector(".name").textContent, place, state: row.dataset.state, sha256: row.dataset.sha256, told: row.querySelector(".told").textContent, row };
    files.push(file);
  }
  if (files.some((file) => file.state === "waiting")) follow();

  list.addEventListener("submit", async (event) => {
    const asked = event.target.closest("form[data-do]");
    const row = event.target.closest("li");
    const file = files.find((one) => one.row === row);
    if (!asked || !file) return;
    event.preventDefault();
    const again = asked.dataset.do === "again";
    const answer = await fetch(`/api/uploads/${file.sha256}${again ? "/again" : ""}`, { method: again ? "POST" : "DELETE" });
    const told = await answer.json();
    if (!answer.ok && answer.status !== 404) { file.told = told.error; show(file); return; }
    if (again && answer.ok) {
      const progress = document.createElement("progress");
      progress.setAttribute("aria-label", file.name);
      row.append(progress);
      take(file, told);
      follow();
    } else {
      files.splice(files.indexOf(file), 1);
      const near = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      (near?.querySelector("button, a") || input).focus();
      if (!files.length) box.hidden = true;
    }
    tell();
  });

  input.addEventListener("change", () => { bring([...input.files]); input.value = ""; });
  form.addEventListener("submit", (event) => event.preventDefault());

  // files can be dropped anywhere; a folder gives all that is in it
  const within = async (entry) => {
    if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return found;
      for (const one of some) if (!one.name.startsWith(".")) found.push(...await within(one));
    }
  };
  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  let inside = 0;
  const light = (on) => { document.body.classList.toggle("dropping", on); if (!on) inside = 0; };
  window.addEventListener("dragenter", (event) => { if (hasFiles(event)) { event.preventDefault(); inside += 1; light(true); } });
  window.addEventListener("dragover", (event) => { if (hasFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; } });
  window.addEventListener("dragleave", (event) => { if (hasFiles(event)) { inside -= 1; if (inside <= 0) light(false); } });
  window.addEventListener("drop", async (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    light(false);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const plain = [...event.dataTransfer.files];
    if (!entries.some((entry) => entry.isDirectory)) { bring(plain); return; }
    const found = [];
    for (const entry of entries) found.push(...await within(entry));
    bring(found);
  });
})();
