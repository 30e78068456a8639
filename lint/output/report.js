// What a report can do beyond being read: filters that the address keeps, findings and cells that lead to each other.
// Without it everything is there all the same. Never makes markup of a text, never asks for anything from elsewhere.
"use strict";
(() => {
  const STATES = ["error", "warning", "hint", "answered"];
  const CHOICES = ["unit", "category", "rule"];
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const filters = document.querySelector(".filters");
  const files = all(".file"); // the lines of the index, and in a single file the forms below it
  const findings = all("[data-s]");
  const counted = document.querySelector(".files") ? all(".files [data-s]") : findings;
  const isWide = () => matchMedia("(min-width: 75rem)").matches;

  // --- what is asked for, as it stands in the address: #q=…&state=error,hint&at=f3, or #f3 alone

  const none = () => ({ q: "", unit: "", category: "", rule: "", states: new Set(STATES), at: "" });

  function asked() {
    const written = location.hash.slice(1);
    const found = none();
    if (!written.includes("=")) {
      found.at = decoded(written);
      return found;
    }
    const values = new URLSearchParams(written);
    for (const name of ["q", "at", ...CHOICES]) found[name] = values.get(name) ?? "";
    if (values.has("state")) found.states = new Set(values.get("state").split(",").filter((one) => STATES.includes(one)));
    return found;
  }

  function decoded(written) {
    try {
      return decodeURIComponent(written);
    } catch {
      return written;
    }
  }

  function address(state) {
    const values = new URLSearchParams();
    for (const name of ["q", ...CHOICES]) if (state[name]) values.set(name, state[name]);
    if (state.states.size < STATES.length) values.set("state", [...state.states].join(","));
    if (![...values].length) return state.at ? `#${encodeURIComponent(state.at)}` : "#";
    if (state.at) values.set("at", state.at);
    return `#${values}`;
  }

  let state = asked();

  function remember(changes, isStep) {
    state = { ...state, ...changes };
    if (address(state) !== (location.hash || "#")) history[isStep ? "pushState" : "replaceState"](null, "", address(state));
  }

  // --- filters

  function apply() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.every((word) => text.toLowerCase().includes(word));
    const fits = (one) =>
      state.states.has(one.dataset.s) &&
      (!state.category || one.dataset.c === state.category) &&
      (!state.rule || one.dataset.r === state.rule);
    const isSifted = state.states.size < STATES.length || state.category || state.rule;
    for (const one of findings) one.hidden = !fits(one);
    for (const file of files) {
      const own = all("[data-s]", file);
      const isFound = has(file.dataset.known);
      if (!isFound) for (const one of own) one.hidden ||= !has(one.textContent);
      const shows = own.some((one) => !one.hidden);
      file.hidden = (state.unit && file.dataset.unit !== state.unit) || (!shows && (isSifted || !isFound));
      if (file.hidden) for (const one of own) one.hidden = true;
    }
    for (const mark of all(".mark")) mark.hidden = document.getElementById(mark.dataset.f)?.closest("[data-s]").hidden;
    for (const spot of all(".at")) spot.classList.toggle("muted", !spot.querySelector(".mark:not([hidden])"));
    count();
    show();
  }

  function count() {
    const shown = counted.filter((one) => !one.hidden);
    for (const figure of all("[data-n]")) {
      const scope = figure.closest(".file, .form");
      const here = scope ? all("[data-s]", scope).filter((one) => !one.hidden) : shown;
      figure.textContent = here.filter((one) => one.dataset.s === figure.dataset.n).length;
    }
    for (const chart of all("[data-chart]")) {
      const key = { unit: (one) => one.closest(".file").dataset.unit, category: (one) => one.dataset.c, rule: (one) => one.dataset.r }[chart.dataset.chart];
      const numbers = new Map();
      for (const one of shown) {
        if (!numbers.has(key(one))) numbers.set(key(one), { error: 0, warning: 0, hint: 0, answered: 0 });
        numbers.get(key(one))[one.dataset.s] += 1;
      }
      for (const row of all("tr[data-key]", chart)) redraw(row, numbers.get(row.dataset.key) ?? {});
    }
    const lines = files.filter((file) => file.matches("tbody"));
    const output = filters?.querySelector(".shown");
    if (output) {
      const said = [filled(document.body.dataset.shown, { shown: shown.length, all: counted.length })];
      const open = lines.filter((file) => !file.hidden).length;
      if (lines.length) said.unshift(filled(document.body.dataset.files, { shown: open, all: lines.length }));
      output.textContent = said.join(" · ");
    }
    const nothing = document.querySelector(".nothing");
    if (nothing) nothing.hidden = lines.some((file) => !file.hidden);
  }

  function redraw(row, numbers) {
    const cells = all("td.n", row);
    STATES.forEach((name, index) => {
      cells[index].textContent = numbers[name] || (cells[index].textContent && "0");
    });
    const bar = row.querySelector(".bar");
    if (!bar) return;
    const unit = Number((bar.dataset.unit ??= unitOf(bar, row)));
    let x = 0;
    for (const part of all("rect", bar)) {
      const width = Math.round((numbers[part.getAttribute("class")] ?? 0) * unit);
      part.setAttribute("x", x);
      part.setAttribute("width", width);
      x += width;
    }
  }

  /** How long the bar of one finding is, by what the bar was when nothing was filtered. */
  function unitOf(bar, row) {
    const length = all("rect", bar).reduce((sum, part) => sum + Number(part.getAttribute("width")), 0);
    return length / Math.max(1, Number(row.dataset.total));
  }

  function show() {
    if (!filters) return;
    for (const control of all("select, input", filters)) control.value = state[control.name];
    for (const toggle of all(".toggle", filters)) toggle.setAttribute("aria-pressed", state.states.has(toggle.dataset.state));
    for (const pick of all(".pick")) {
      pick.setAttribute("aria-pressed", state[pick.closest("[data-chart]").dataset.chart] === pick.closest("tr").dataset.key);
    }
  }

  // --- from a finding to its cell and back

  function open(element) {
    for (let one = element.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  }

  function light(finding) {
    for (const one of all(".lit, .lit-part")) one.classList.remove("lit", "lit-part");
    if (!finding) return null;
    finding.classList.add("lit");
    for (const link of all("a.part", finding)) document.getElementById(link.hash.slice(1))?.classList.add("lit-part");
    const cell = document.getElementById(finding.dataset.at ?? "");
    cell?.classList.add("lit");
    return cell;
  }

  /** Shows what an anchor names: opens what it is in, marks it, and moves there. */
  function reach(id, isFocused = true) {
    const target = id && document.getElementById(id);
    if (!target) return;
    open(target);
    if (target.matches("details")) target.open = true;
    const finding = target.closest(".finding");
    const cell = finding ? light(finding) : target.closest(".sheet") ? light(null) : null;
    if (cell && isWide()) cell.scrollIntoView({ block: "center", inline: "nearest" });
    if (target.closest(".sheet")) target.classList.add("lit");
    (finding ?? target).scrollIntoView({ block: finding && isWide() ? "nearest" : target.closest(".sheet") ? "center" : "start", inline: "nearest" });
    if (isFocused) target.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    remember({ at: decoded(link.hash.slice(1)) }, true);
    reach(state.at);
  });

  // A finding that is opened shows its cell.
  for (const list of all(".told")) {
    list.addEventListener(
      "toggle",
      (event) => {
        const finding = event.target.closest(".finding");
        if (!event.target.open || !event.target.contains(document.activeElement) || finding.classList.contains("lit")) return;
        const cell = light(finding);
        remember({ at: finding.querySelector(".detail").id }, false);
        if (cell && isWide()) cell.scrollIntoView({ block: "center", inline: "nearest" });
      },
      true,
    );
    list.addEventListener("keydown", (event) => {
      const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!step || !isPlain || (event.key.startsWith("Arrow") && !event.target.matches("summary"))) return;
      const shown = all(".finding", list).filter((one) => !one.hidden);
      const next = shown[shown.indexOf(event.target.closest(".finding")) + step];
      if (!next) return;
      event.preventDefault();
      next.querySelector("summary").focus();
      const cell = light(next);
      remember({ at: next.querySelector(".detail").id }, false);
      if (cell && isWide()) cell.scrollIntoView({ block: "center", inline: "nearest" });
    });
  }

  // --- controls, which are of use with this script only

  if (filters) {
    filters.hidden = false;
    filters.addEventListener("input", (event) => {
      remember({ [event.target.name]: event.target.value, at: "" }, false);
      apply();
    });
    filters.addEventListener("click", (event) => {
      const toggle = event.target.closest(".toggle");
      if (toggle) {
        const states = new Set(state.states);
        if (!states.delete(toggle.dataset.state)) states.add(toggle.dataset.state);
        remember({ states: new Set(STATES.filter((one) => states.has(one))), at: "" }, false);
        apply();
      } else if (event.target.closest(".reset")) {
        remember({ ...none() }, false);
        apply();
      }
    });
  }
  for (const name of all("[data-chart] tr[data-key] .name")) {
    const chart = name.closest("[data-chart]").dataset.chart;
    if (!filters?.querySelector(`select[name="${chart}"]`)) continue;
    const pick = document.createElement("button");
    pick.type = "button";
    pick.className = "pick";
    pick.textContent = name.textContent;
    pick.addEventListener("click", () => {
      const key = pick.closest("tr").dataset.key;
      remember({ [chart]: state[chart] === key ? "" : key, at: "" }, false);
      apply();
    });
    name.replaceChildren(pick);
  }
  for (const unfold of all(".unfold")) {
    const more = unfold.parentElement.querySelector(".more");
    more.hidden = true;
    unfold.hidden = false;
    unfold.addEventListener("click", () => {
      more.hidden = false;
      unfold.remove();
    });
  }

  // What is closed is printed too.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])").filter((one) => !one.closest("[hidden]"));
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
  });
  for (const moved of ["popstate", "hashchange"]) {
    addEventListener(moved, () => {
      state = asked();
      apply();
      reach(state.at);
    });
  }
  apply();
  reach(state.at, Boolean(state.at));
})();
