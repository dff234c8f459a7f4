// What is shown: the list of answers, one of them, the mark as it stands. See state.js.
"use strict";

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function stateWords(one) {
  if (one.state === "waits") return "? waits";
  const again = one.outdated ? " · graded again since" : "";
  return one.state === "marked" ? `✓ ${number(one.points)}${again}` : `${number(one.points)}${about.written ? ", not marked" : " by tests"}`;
}

function listed() {
  const kind = $("filter").value;
  const wanted = (one) =>
    kind === "all" ||
    one.id === current ||
    (kind === "lost" ? one.points < about.most : kind === "outdated" ? one.outdated : one.state === kind);
  return answers.filter(wanted);
}

function showList() {
  const focused = document.activeElement?.dataset?.id;
  const shown = listed();
  const list = $("answers");
  list.replaceChildren(
    ...shown.map((one) => {
      const button = element("button", { type: "button" });
      button.dataset.id = one.id;
      if (one.id === current) button.setAttribute("aria-current", "true");
      button.append(element("span", { textContent: one.label }), element("span", { textContent: stateWords(one) }));
      button.addEventListener("click", () => show(one.id));
      return element("li", {}, button);
    }),
  );
  if (focused) list.querySelector(`[data-id="${focused}"]`)?.focus();
  const waits = answers.filter((one) => one.state === "waits").length;
  const marked = answers.filter((one) => one.state === "marked").length;
  const by = new Map();
  for (const one of answers) {
    if (one.state !== "marked") continue;
    const marker = one.marker || (one.elsewhere ? "elsewhere" : "no name");
    by.set(marker, (by.get(marker) || 0) + 1);
  }
  const who = [...by].sort().map(([name, count]) => `${name} ${count}`).join(", ");
  const told = by.size > 1 || (by.size && !by.has("no name")) ? ` (${who})` : "";
  const still = waits ? counted(waits, "waits", "wait") : "none waits";
  $("progress").textContent = `${counted(answers.length, "answer")}: ${still}, ${marked} marked by hand${told}`;
}

function showMark() {
  const one = find(current);
  if (!one) return;
  const most = about.most;
  const byLines = pointsOf({ ...draft, own: null });
  const points = pointsOf(draft);
  const parts = [];
  if (points === null) parts.push(one.state === "automatic" ? `Not marked by hand: ${counted(one.points, "point")}${about.written ? "" : " by the tests"}.` : "No points yet.");
  else parts.push(`${number(points)} of ${number(most)} points${draft.own === null ? ", from the lines" : ""}.`);
  if (one.extra) parts.push(`${number(one.extra)} more as extra credit.`);
  if (draft.own !== null && byLines !== null && byLines !== draft.own) parts.push(`The lines would give ${number(byLines)}.`);
  if (one.marker && one.marked_at) parts.push(`Marked by ${one.marker}.`);
  if (one.elsewhere) parts.push("Marked elsewhere, such as in the formgrader.");
  if (one.outdated) parts.push("Graded again since: does the mark still fit?");
  $("standing").textContent = parts.join(" ");
  for (const button of $("buttons").children) button.setAttribute("aria-pressed", String(Number(button.value) === points));
  if (document.activeElement !== $("points")) $("points").value = points === null ? "" : number(points);
  $("outdated").hidden = !one.outdated;
  $("counted").hidden = draft.own === null || byLines === null;
  $("clear").disabled = draft.own === null && !draft.lines.length;
  if (document.activeElement !== $("remark")) $("remark").value = draft.remark;
  for (const box of $("lines").querySelectorAll("input")) box.checked = draft.lines.includes(box.value);
  const used = [...new Set(answers.map((other) => other.remark).filter((remark) => remark && remark !== draft.remark))].slice(0, 20);
  $("used").hidden = !used.length;
  $("remarks").replaceChildren(
    ...used.map((remark) => {
      const button = element("button", { type: "button", textContent: remark });
      button.addEventListener("click", () => change({ remark: [$("remark").value.trim(), remark].filter(Boolean).join("\n") }, "words added"));
      return button;
    }),
  );
}

function showRubric() {
  $("no-lines").hidden = rubric.lines.length > 0;
  $("lines").replaceChildren(
    ...rubric.lines.map((line, place) => {
      const box = element("input", { type: "checkbox", value: line.id, id: `line-${line.id}` });
      box.addEventListener("change", () => toggle(line.id));
      const worth = line.points === null ? "comment" : `${line.points > 0 ? "+" : line.points < 0 ? "−" : ""}${number(Math.abs(line.points))}`;
      const label = element("label", { htmlFor: box.id, textContent: line.words });
      const key = element("kbd", { textContent: LETTERS[place] || "" });
      if (!LETTERS[place]) key.hidden = true;
      return element("div", { className: "line" }, box, label, element("span", { textContent: worth }), key);
    }),
  );
}

function pointsOf(given) {
  if (given.own !== null) return given.own;
  const held = rubric.lines.filter((line) => given.lines.includes(line.id) && line.points !== null);
  if (!held.length) return null;
  const sum = held.reduce((all, line) => all + line.points, rubric.from_full ? about.most : 0);
  return Math.min(Math.max(sum, 0), about.most);
}

function say(words) {
  $("said").textContent = words;
  $("alarm").textContent = "";
}

function alarm(words) {
  $("said").textContent = "";
  $("alarm").textContent = words;
}

async function show(id, focus = false) {
  document.activeElement?.blur?.(); // what is being typed belongs to the answer that is shown until now
  keepRemark();
  current = id;
  const one = find(id);
  if (!one) return;
  draft = unsent.get(id) || draftOf(one);
  const shown = listed();
  $("whose").textContent = `${one.label}: ${shown.findIndex((other) => other.id === id) + 1} of ${shown.length}`;
  $("whole").href = `../../notebook/${encodeURIComponent(about.name)}/${id}`;
  showList();
  showMark();
  history.replaceState(null, "", `#${id}`);
  $("answers").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  const place = $("answer");
  place.setAttribute("aria-busy", "true");
  const html = await answerOf(id);
  if (current !== id) return;
  place.innerHTML = html; // made harmless by the server; the page's policy lets nothing in it run
  place.setAttribute("aria-busy", "false");
  place.scrollTop = 0;
  if (focus) $("whose").focus({ preventScroll: window.innerWidth > 960 });
  const next = neighbour(1);
  if (next) answerOf(next.id);
}

async function answerOf(id) {
  if (!pages.has(id)) {
    try {
      const reply = await fetch(`${base}/${id}`);
      if (!reply.ok) throw new Error(await reply.text());
      pages.set(id, (await reply.json()).html);
    } catch (error) {
      if (id === current) alarm(`The answer cannot be shown: ${unreachable(error)}`);
      return "";
    }
  }
  return pages.get(id);
}

const draftOf = (one) => ({ lines: [...one.lines], own: one.own, remark: one.remark });

function neighbour(step, wanted = () => true) {
  const shown = listed();
  let place = shown.findIndex((one) => one.id === current) + step;
  while (place >= 0 && place < shown.length) {
    if (wanted(shown[place])) return shown[place];
    place += step;
  }
  return null;
}

function go(step, wanted, otherwise) {
  const next = neighbour(step, wanted) || (wanted && answers.find((one) => one.id !== current && wanted(one)));
  if (next) show(next.id, true);
  else say(otherwise);
}
