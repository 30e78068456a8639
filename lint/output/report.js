// What a report can do beyond being read: filters that the address keeps, findings and cells that lead to each other.
// Without it everything is there all the same. Never asks for anything from elsewhere.
"use strict";
(() => {
  const STATES = ["error", "warning", "hint", "answered"];
  const CHOICES = ["unit", "category", "rule"];
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const named = (id) => (id ? document.getElementById(id) : null);
  const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const filters = document.querySelector(".filters");
  const isBeside = (list) => getComputedStyle(list).position === "sticky";

  // --- what is asked for, as it stands in the address: #q=…&state=error,hint&at=f3, or #f3 alone

  const nothing = () => ({ q: "", unit: "", category: "", rule: "", states: new Set(STATES), at: "" });

  function asked() {
    const written = location.hash.slice(1);
    const found = nothing();
    if (!written.includes("=")) return { ...found, at: decoded(written) };
    const values = new URLSearchParams(written);
    for (const name of ["q", "at", ...CHOICES]) found[name] = values.get(name) ?? "";
    const states = values.get("state")?.split(",");
    if (states) found.states = new Set(STATES.filter((one) => states.includes(one)));
    return found;
  }

  function decoded(written) {
    try {
      return decodeURIComponent(written);
    } catch {
      return written;
    }
  }

  function address({ states, at, ...chosen }) {
    const values = new URLSearchParams();
    for (const name of ["q", ...CHOICES]) if (chosen[name]) values.set(name, chosen[name]);
    if (states.size < STATES.length) values.set("state", [...states].join(","));
    if (!values.size) return `#${encodeURIComponent(at)}`;
    if (at) values.set("at", at);
    return `#${values}`;
  }

  let state = asked();

  function remember(changes, isStep = false) {
    state = { ...state, ...changes };
    if (address(state) === (location.hash || "#")) return;
    if (isStep) history.pushState(null, "", address(state));
    else history.replaceState(null, "", address(state));
  }

  function choose(changes) {
    remember({ ...changes, at: "" });
    sift();
  }

  // --- filters

  let rows = null; // the files of the index, each with its findings

  function sift() {
    rows ??= all(".files > .file").map((file) => ({ file, form: named(file.dataset.form), findings: all("[data-s]", file) }));
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.toLowerCase().includes(word));
    const isSifted = state.category || state.rule || state.states.size < STATES.length;
    const fits = (one) =>
      state.states.has(one.dataset.s) &&
      (!state.category || one.dataset.c === state.category) &&
      (!state.rule || one.dataset.r === state.rule);
    const shown = [];
    for (const { file, form, findings } of rows) {
      const isFound = has(file.dataset.known);
      const isOf = !state.unit || file.dataset.unit === state.unit;
      for (const one of findings) one.hidden = !(isOf && fits(one) && (isFound || has(one.textContent)));
      const here = findings.filter((one) => !one.hidden);
      file.hidden = !here.length && !(isOf && isFound && !isSifted);
      count(file, here);
      if (form) {
        form.hidden = file.hidden;
        count(form.querySelector("summary"), here);
      }
      for (const one of here) shown.push([file, one]);
    }
    for (const form of all(".form")) {
      const findings = all("[data-s]", form);
      const isFound = has(form.closest(".file")?.dataset.known ?? "");
      for (const one of findings) one.hidden = !(fits(one) && (isFound || has(one.textContent)));
      const here = findings.filter((one) => !one.hidden);
      count(form, here);
      for (const mark of all(".mark", form)) mark.hidden = named(mark.dataset.f).closest("[data-s]").hidden;
      for (const spot of all(".at", form)) spot.classList.toggle("muted", !spot.querySelector(".mark:not([hidden])"));
      if (!rows.length) for (const one of here) shown.push([form, one]);
    }
    count(document.querySelector(".cards"), shown.map(([, one]) => one));
    const files = rows.map(({ file }) => file).filter((file) => !file.hidden);
    const passed = document.querySelector("[data-all-passed]");
    if (passed) passed.textContent = sum(files.map((file) => Number(file.dataset.passed)));
    redraw(shown, files);
    tell();
  }

  function count(within, findings) {
    for (const figure of within ? all("[data-n]", within) : []) {
      figure.textContent = findings.filter((one) => one.dataset.s === figure.dataset.n).length;
    }
  }

  const KEYS = { unit: (file) => file.dataset.unit, category: (_, one) => one.dataset.c, rule: (_, one) => one.dataset.r };
  let charts = null; // each with its lines, and how many of them stand above the others

  /** The charts, of what is shown: the most and the heaviest findings first, nothing of what has none; bars fill the room. */
  function redraw(shown, files) {
    charts ??= all("[data-chart]").map((chart) => {
      return { chart, of: chart.dataset.chart, lines: all("tr[data-key]", chart), most: chart.tBodies[0].rows.length };
    });
    const focused = document.activeElement;
    for (const { chart, of, lines, most } of charts) {
      const counts = new Map(lines.map((line) => [line.dataset.key, { line, numbers: STATES.map(() => 0), files: new Set() }]));
      for (const [file, one] of shown) {
        const found = counts.get(KEYS[of](file, one));
        if (!found) continue; // a file that names no unit
        found.numbers[STATES.indexOf(one.dataset.s)] += 1;
        found.files.add(file);
      }
      const units = new Set(of === "unit" ? files.map((file) => file.dataset.unit) : []);
      const found = [...counts.values()];
      const longest = Math.max(1, ...found.map(({ numbers }) => sum(numbers)));
      for (const { line, numbers, files } of found) {
        line.hidden = !sum(numbers) && !units.has(line.dataset.key) && state[of] !== line.dataset.key;
        redrawLine(line, [...numbers, files.size], longest);
      }
      found.sort((one, other) => one.line.hidden - other.line.hidden || compared(other.numbers, one.numbers));
      const [first, more] = chart.tBodies;
      found.forEach(({ line }, index) => (more && index >= most ? more : first).append(line));
      if (!first.closest("details")) offer(first);
      if (more) tellMore(chart);
      const said = chart.closest("details")?.querySelector("[data-text]");
      if (said) said.textContent = filled(said.dataset.text, { number: lines.filter((line) => !line.hidden).length });
    }
    if (focused !== document.activeElement) focused.focus({ preventScroll: true }); // its line was moved
  }

  const sum = (numbers) => numbers.reduce((one, other) => one + other, 0);
  const compared = (one, other) => one.map((number, index) => number - other[index]).find((difference) => difference) ?? 0;

  function redrawLine(line, numbers, longest) {
    all("td.n", line).forEach((cell, index) => (cell.textContent = numbers[index]));
    let x = 0;
    for (const part of all("rect", line)) {
      const width = Math.floor((numbers[STATES.indexOf(part.getAttribute("class"))] * 1000) / longest);
      part.setAttribute("x", x);
      part.setAttribute("width", width);
      x += width;
    }
  }

  /** How many lines of a chart are still folded away. */
  function tellMore(chart) {
    const button = chart.parentElement.querySelector(".unfold");
    const left = [...chart.tBodies[1].rows].filter((line) => !line.hidden).length;
    if (!button) return; // all is unfolded
    button.hidden = !left;
    button.textContent = filled(button.dataset.text, { number: left });
  }

  /** Says what is shown, and shows what is chosen. */
  function tell() {
    if (!filters) return;
    const files = all(".files > .file");
    const findings = all(files.length ? ".brief [data-s]" : ".finding");
    const open = (list) => list.filter((one) => !one.hidden).length;
    const said = files.length ? [filled(document.body.dataset.files, { shown: open(files), all: files.length })] : [];
    said.push(filled(document.body.dataset.shown, { shown: open(findings), all: findings.length }));
    filters.querySelector(".shown").textContent = said.join(" · ");
    const none = document.querySelector(".nothing");
    if (none) none.hidden = open(files) > 0;
    for (const control of all("select, input", filters)) control.value = state[control.name];
    for (const one of all(".toggle", filters)) one.setAttribute("aria-pressed", state.states.has(one.dataset.state));
    for (const pick of all(".pick")) pick.setAttribute("aria-pressed", isChosen(pick));
  }

  const isChosen = (pick) => state[pick.dataset.of] === pick.closest("tr").dataset.key;

  // --- from a finding to its cell and back

  /** Opens what an element is in. */
  function open(element) {
    for (let one = element.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  }

  /** A form of a report in one file is text until it is asked for; it is the text of this page itself. */
  function unpack(form) {
    const packed = form?.querySelector("noscript");
    if (!packed) return;
    packed.outerHTML = packed.textContent;
    listen(form);
    if (rows) sift();
  }

  /** Marks a finding, its cell, and the cells that took part; of nothing, that nothing is marked. */
  function light(finding) {
    for (const one of all(".lit, .lit-part")) one.classList.remove("lit", "lit-part");
    finding?.classList.add("lit");
    for (const link of finding ? all("a.part", finding) : []) named(link.hash.slice(1))?.classList.add("lit-part");
    const cell = named(finding?.dataset.at);
    cell?.classList.add("lit");
    return cell;
  }

  /** Moves to a finding, and to its cell where both are side by side. */
  function bring(finding) {
    const cell = light(finding);
    const list = finding.closest(".findings");
    if (!isBeside(list)) {
      finding.scrollIntoView({ block: "start" });
      return;
    }
    (cell ?? list.closest(".form")).scrollIntoView({ block: cell ? "nearest" : "start", inline: "nearest" });
    const covered = Math.max(0, (filters?.offsetHeight ?? 0) - list.getBoundingClientRect().top) + 8;
    const top = finding.offsetTop - covered;
    const end = finding.offsetTop + finding.offsetHeight - list.clientHeight + 8;
    if (top < list.scrollTop || end > list.scrollTop) list.scrollTop = Math.min(top, Math.max(end, 0));
  }

  /** Shows what an anchor names. */
  function reach(id) {
    if (!id) return;
    unpack(named(id.split("-")[0])?.closest(".file-form"));
    const target = named(id);
    if (!target) return;
    open(target);
    const finding = target.closest(".finding");
    if (finding) {
      bring(finding);
    } else {
      light(null);
      const isCell = target.closest(".sheet") !== null;
      target.classList.toggle("lit", isCell);
      target.scrollIntoView({ block: isCell || target.matches("a") ? "center" : "start", inline: "nearest" });
    }
    const holder = target.matches("details") ? target.querySelector("summary") : target;
    holder.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    remember({ at: decoded(link.hash.slice(1)) }, true);
    reach(state.at);
  });

  /** In the lists of findings: one that is opened shows its cell; j, k and the arrows go from one to the next. */
  function listen(within) {
    for (const list of all(".told", within)) {
      list.addEventListener("click", (event) => {
        const finding = event.target.closest("summary")?.closest(".finding");
        if (!finding || finding.querySelector("details").open) return; // it is about to be closed
        remember({ at: finding.querySelector(".detail").id });
        requestAnimationFrame(() => bring(finding));
      });
      list.addEventListener("keydown", (event) => {
        const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
        const isOurs = event.key.length === 1 || event.target.matches("summary");
        if (!step || !isOurs || event.ctrlKey || event.metaKey || event.altKey) return;
        const shown = all(".finding", list).filter((one) => !one.hidden);
        const next = shown[shown.indexOf(event.target.closest(".finding")) + step];
        if (!next) return;
        event.preventDefault();
        remember({ at: next.querySelector(".detail").id });
        bring(next);
        next.querySelector("summary").focus({ preventScroll: true });
      });
    }
  }

  // --- from the index to a form and back: its line has the focus again

  for (const files of all(".files")) {
    files.addEventListener("click", ({ target }) => {
      const line = target.closest("a") && target.closest(".file");
      if (line) history.replaceState({ left: line.querySelector("h3 a").id }, "");
    });
  }

  function comeBack() {
    if (!state.at) named(history.state?.left)?.focus();
  }

  // --- controls, which are of use with this script only

  function control() {
    filters.hidden = false;
    filters.addEventListener("input", ({ target }) => choose({ [target.name]: target.value }));
    filters.addEventListener("click", ({ target }) => {
      const toggle = target.closest(".toggle");
      if (toggle) {
        const states = new Set(state.states);
        if (!states.delete(toggle.dataset.state)) states.add(toggle.dataset.state);
        choose({ states: new Set(STATES.filter((one) => states.has(one))) });
      } else if (target.closest(".reset")) {
        choose(nothing());
      }
    });
    new ResizeObserver(() => {
      const height = getComputedStyle(filters).position === "sticky" ? filters.offsetHeight : 0;
      document.documentElement.style.setProperty("--bar", `${height}px`);
    }).observe(filters);
  }

  /** The names in a chart choose what they name. */
  function offer(part) {
    const of = part.closest("[data-chart]").dataset.chart;
    if (!filters?.querySelector(`select[name="${of}"]`)) return;
    for (const name of all("tr[data-key] .name", part)) {
      if (name.firstElementChild) continue;
      const pick = document.createElement("button");
      Object.assign(pick, { type: "button", className: "pick", textContent: name.textContent });
      pick.dataset.of = of;
      pick.setAttribute("aria-pressed", isChosenIn(name, of));
      pick.addEventListener("click", () => choose({ [of]: isChosen(pick) ? "" : pick.closest("tr").dataset.key }));
      name.replaceChildren(pick);
    }
  }

  const isChosenIn = (name, of) => state[of] === name.closest("tr").dataset.key;

  function unfold(button) {
    const more = button.parentElement.querySelector(".more");
    more.hidden = true;
    tellMore(more.parentElement);
    button.addEventListener("click", () => {
      more.hidden = false;
      offer(more);
      more.querySelector("button")?.focus();
      button.remove();
    });
  }

  all(".unfold").forEach(unfold);
  all("[data-chart] > tbody:not([hidden])").filter((part) => !part.closest("details")).forEach(offer);
  for (const panel of all(".rules-panel")) {
    panel.addEventListener("toggle", () => all("tbody", panel).forEach(offer), { once: true });
  }
  for (const form of all(".file-form")) form.addEventListener("toggle", () => form.open && unpack(form));
  if (filters) control();
  listen(document);

  // What is closed is printed too, but for what is filtered out.
  let opened = [];
  addEventListener("beforeprint", () => {
    all(".file-form:not([hidden])").forEach(unpack);
    opened = all("details:not([open])").filter((one) => !one.closest("[hidden]"));
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
  for (const moved of ["popstate", "hashchange"]) {
    addEventListener(moved, () => {
      if (address(asked()) === address(state)) return;
      state = asked();
      sift();
      reach(state.at);
      comeBack();
    });
  }
  if (address({ ...state, at: "" }) === "#") tell();
  else sift();
  reach(state.at);
  addEventListener("load", () => {
    reach(state.at); // the browser has gone to the anchor by itself in between
    comeBack();
  });
})();
