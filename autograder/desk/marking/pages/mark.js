// The page for marking. What the server says stands; a draft is what this marker has not seen written yet.
"use strict";

const $ = (id) => document.getElementById(id);
const about = JSON.parse($("desk").dataset.about);
const base = `../../state/${encodeURIComponent(about.name)}/${encodeURIComponent(about.question)}`;
const LETTERS = "asdfghlqwetyuiopzvbm";
const POLL = 5000;

let rubric = { lines: [], from_full: false, version: "" };
let answers = [];
let current = null; // the id of the answer that is shown
let draft = null; // { lines, own, remark }
let saving = null; // the id whose draft is on its way
let waitingToSave = new Map(); // id -> in words, what of its draft has changed since
let unsent = new Map(); // id -> draft that the server has not taken
const pages = new Map(); // id -> the answer as HTML

// ---- what is shown ----------------------------------------------------------------------------------------------

const number = (points) => String(Math.round(points * 100) / 100);
const counted = (count, what, many = `${what}s`) => `${number(count)} ${count === 1 ? what : many}`; // 1 point, 2 points
const find = (id) => answers.find((one) => one.id === id);

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

// ---- what is given ----------------------------------------------------------------------------------------------

function change(what, words) {
  draft = { ...draft, ...what };
  if ("remark" in what) $("remark").value = draft.remark;
  unsent.set(current, draft);
  waitingToSave.set(current, words);
  showMark();
  save();
}

function give(points, words) {
  if (!(points >= 0 && points <= about.most)) {
    alarm(`${Number.isFinite(points) ? number(points) : "That"} is not between 0 and ${number(about.most)} points.`);
    return;
  }
  change({ own: points, remark: $("remark").value.trim() }, words || counted(points, "point"));
}

function toggle(id) {
  const lines = draft.lines.includes(id) ? draft.lines.filter((one) => one !== id) : [...draft.lines, id];
  const line = rubric.lines.find((one) => one.id === id);
  change({ lines, remark: $("remark").value.trim() }, `${lines.includes(id) ? "holds" : "does not hold"}: ${line.words}`);
}

function keepRemark() {
  const one = current && find(current);
  if (one && draft && $("remark").value.trim() !== draft.remark) change({ remark: $("remark").value.trim() }, "words");
}

async function save() {
  if (saving !== null || !waitingToSave.size || $("conflict").open) return;
  const [id, words] = waitingToSave.entries().next().value;
  saving = id;
  waitingToSave.delete(id);
  const one = find(id);
  const sent = unsent.get(id);
  try {
    const reply = await fetch(`${base}/${id}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...sent, version: one.version, rubric: rubric.version, marker: $("marker").value }),
    });
    if (reply.status === 409) {
      const stands = await reply.json();
      waitingToSave.delete(id);
      conflict(id, unsent.get(id), stands);
    } else if (!reply.ok) {
      throw new Error(await reply.text());
    } else {
      replace((await reply.json()).answer);
      if (!waitingToSave.has(id)) unsent.delete(id);
      say(`Saved: ${words}.`);
    }
  } catch (error) {
    alarm(`Not saved: ${unreachable(error)} Your mark is kept on this page; it is sent again with your next change, or every few seconds.`);
    if (!waitingToSave.has(id)) waitingToSave.set(id, words);
    saving = null;
    return;
  }
  saving = null;
  showList();
  if (current && !unsent.has(current) && find(current)) draft = draftOf(find(current));
  showMark();
  if (waitingToSave.size) save();
}

const unreachable = (error) =>
  error instanceof TypeError ? "the server does not answer. Is `autograder mark` still running?" : `${error.message}.`;

function replace(answer) {
  answers = answers.map((one) => (one.id === answer.id ? answer : one));
}

function words(given, lines) {
  const points = given.own ?? pointsOf(given);
  const held = lines.filter((line) => given.lines.includes(line.id)).map((line) => line.words);
  const parts = [element("p", { textContent: points === null ? "no points" : counted(points, "point") })];
  if (given.marker) parts.push(element("p", { textContent: `by ${given.marker}` }));
  if (held.length) parts.push(element("ul", {}, ...held.map((line) => element("li", { textContent: line }))));
  if (given.remark) parts.push(element("pre", { className: "text", textContent: given.remark }));
  return parts;
}

function conflict(id, mine, stands) {
  const rubricChanged = stands.rubric.version !== rubric.version;
  $("yours").replaceChildren(...words(mine, rubric.lines));
  replace(stands.answer);
  rubric = stands.rubric;
  $("theirs").replaceChildren(
    ...words(stands.answer, rubric.lines),
    ...(rubricChanged ? [element("p", { textContent: "The rubric was changed: see its lines." })] : []),
  );
  const kept = { ...mine, lines: mine.lines.filter((line) => rubric.lines.some((one) => one.id === line)) };
  unsent.set(id, mine);
  const end = (taken) => {
    $("conflict").close();
    if (taken) {
      unsent.set(id, kept);
      waitingToSave.set(id, "yours, in place of what stood there");
    } else unsent.delete(id);
    if (current === id) draft = taken ? kept : draftOf(find(id));
    $("remark").value = current === id ? draft.remark : $("remark").value;
    showRubric();
    showList();
    showMark();
    if (!taken) say("Left as it stands.");
    save();
  };
  $("take-theirs").onclick = () => end(false);
  $("put-mine").onclick = () => end(true);
  $("conflict").oncancel = (event) => event.preventDefault(); // one of the two has to be chosen
  $("conflict").showModal();
}

// ---- the rubric -------------------------------------------------------------------------------------------------

let edited = null; // the rubric's version when its form was opened

function row(line) {
  const made = element("li");
  made.dataset.id = line.id;
  const worded = element("input", { value: line.words, maxLength: 500 });
  const worth = element("input", { value: line.points === null ? "" : number(line.points), inputMode: "text" });
  const remove = element("button", { type: "button", textContent: "Remove" });
  remove.setAttribute("aria-label", `Remove the line ${line.words}`.trim());
  remove.addEventListener("click", () => {
    made.remove();
    $("add").focus();
  });
  made.append(element("label", {}, "words", worded), element("label", {}, "points", worth), remove);
  return made;
}

function editRubric() {
  keepRemark();
  edited = rubric.version;
  $("rows").replaceChildren(...rubric.lines.map(row));
  for (const radio of $("rubric-form").elements.count) radio.checked = (radio.value === "down") === rubric.from_full;
  $("rubric-said").textContent = "";
  $("rubric").showModal();
  if (rubric.lines.length) $("rows").querySelector("input").focus();
  else addLine();
}

function addLine() {
  const id = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const made = row({ id, words: "", points: null });
  $("rows").append(made);
  made.querySelector("input").focus();
}

async function saveRubric() {
  const lines = [];
  for (const [place, made] of [...$("rows").children].entries()) {
    const [worded, worth] = made.querySelectorAll("input");
    const typed = worth.value.trim().replace(",", ".").replace("−", "-");
    const points = typed === "" ? null : Number(typed);
    if (!worded.value.trim() && typed === "") continue;
    if (points !== null && !Number.isFinite(points)) {
      $("rubric-said").textContent = `The points of line ${place + 1} are no number.`;
      worth.focus();
      return;
    }
    lines.push({ id: made.dataset.id, words: worded.value, points });
  }
  const from_full = $("rubric-form").elements.count.value === "down";
  try {
    const reply = await fetch(base, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ lines, from_full, version: edited, marker: $("marker").value }),
    });
    if (reply.status !== 200 && reply.status !== 409) throw new Error(await reply.text());
    const state = await reply.json();
    take(state);
    if (reply.status === 409) {
      edited = state.rubric.version;
      const stands = state.rubric.lines.map((line) => `${line.words} (${line.points ?? "comment"})`).join("; ");
      $("rubric-said").textContent = `Somebody changed the rubric meanwhile, so yours was not saved. Now it reads: ${stands || "no line"}. Save again to put yours in its place, or leave it as it is.`;
      return;
    }
    $("rubric").close();
    const again = state.waiting ? `, ${counted(state.waiting, "of them waits", "of them wait")} again` : "";
    say(`Rubric saved. ${counted(state.changed, "mark")} changed${again}.`);
  } catch (error) {
    $("rubric-said").textContent = `Not saved: ${unreachable(error)}`;
  }
}

// ---- what others do ---------------------------------------------------------------------------------------------

function take(state) {
  const before = current && find(current);
  const known = new Set(answers.map((one) => one.id));
  rubric = state.rubric;
  answers = state.answers.map((one) => (unsent.has(one.id) && known.has(one.id) ? find(one.id) : one));
  showRubric();
  showList();
  const now = current && find(current);
  if (now && !unsent.has(current)) {
    const typing = $("remark").value.trim() !== draft.remark;
    if (before && before.version !== now.version && !typing) say(`Changed meanwhile${now.marker ? ` by ${now.marker}` : ""}.`);
    if (!typing) draft = draftOf(now);
  }
  showMark();
}

async function load() {
  const reply = await fetch(base);
  if (!reply.ok) throw new Error(await reply.text());
  return reply.json();
}

async function poll() {
  if (document.hidden || saving !== null || document.querySelector("dialog[open]")) return;
  if (waitingToSave.size) {
    save();
    return;
  }
  try {
    const state = await load();
    if (saving === null && !waitingToSave.size && !document.querySelector("dialog[open]")) {
      const changed = state.rubric.version !== rubric.version || JSON.stringify(state.answers) !== JSON.stringify(answers);
      if (changed) take(state);
    }
    if ($("alarm").textContent.startsWith("The server")) say("The server answers again.");
  } catch (error) {
    alarm("The server does not answer. Is `autograder mark` still running? What you see is kept.");
  }
}

// ---- by keyboard ------------------------------------------------------------------------------------------------

function pressed(event) {
  if (event.target === $("remark") && event.key === "Escape") {
    keepRemark();
    $("whose").focus();
    return;
  }
  if (event.target === $("points") && event.key === "Enter") {
    event.preventDefault();
    typed();
    $("whose").focus();
    return;
  }
  // A dialog that has just closed holds the focus for a moment longer: what is pressed then is not written into it.
  const hidden = event.target.closest?.("dialog:not([open])");
  const writing = !hidden && event.target.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");
  if (!$("keys").checked || writing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const key = event.key;
  const points = pointsOf(draft) ?? find(current).points - find(current).extra;
  const line = LETTERS.indexOf(key) >= 0 ? rubric.lines[LETTERS.indexOf(key)] : undefined;
  if (/^[0-9]$/.test(key)) {
    if (about.most < 10) give(Number(key));
    else {
      $("points").focus();
      $("points").value = key;
    }
  } else if (key === "+" || key === "-") give(Math.min(Math.max(points + (key === "+" ? 0.5 : -0.5), 0), about.most));
  else if (key === "j") go(1, undefined, "This is the last one.");
  else if (key === "k") go(-1, undefined, "This is the first one.");
  else if (key === "n") go(1, (one) => one.state === "waits", "No other answer waits.");
  else if (key === "c") $("remark").focus();
  else if (key === "r") editRubric();
  else if (key === "x") clearMark();
  else if (key === "?") $("keyboard").showModal();
  else if (line) toggle(line.id);
  else return;
  event.preventDefault();
}

function typed() {
  const value = $("points").value.trim().replace(",", ".");
  const points = pointsOf(draft);
  if (value === "" || (points !== null && value === number(points))) return;
  give(Number(value));
}

const clearMark = () => change({ lines: [], own: null }, "the mark is taken back");

// ---- begin ------------------------------------------------------------------------------------------------------

async function begin() {
  const steps = about.most <= 5 ? 0.5 : 1;
  for (let points = 0; points <= about.most && points <= 20 * steps; points += steps) {
    const button = element("button", { type: "button", value: String(points), textContent: number(points) });
    button.setAttribute("aria-label", counted(points, "point"));
    button.addEventListener("click", () => give(points));
    $("buttons").append(button);
  }
  for (const [id, kind] of [["marker", "value"], ["keys", "checked"]]) {
    const kept = localStorage.getItem(`autograder-${id}`);
    if (kept !== null) $(id)[kind] = kind === "checked" ? kept === "true" : kept;
    $(id).addEventListener("change", () => localStorage.setItem(`autograder-${id}`, $(id)[kind]));
  }
  if (about.marker) $("marker").value = about.marker;
  $("filter").addEventListener("change", () => {
    const first = listed().find((one) => one.id !== current);
    if (first) show(first.id); // the one that was shown may not be among them
    else showList();
  });
  $("before").addEventListener("click", () => go(-1, undefined, "This is the first one."));
  $("after").addEventListener("click", () => go(1, undefined, "This is the last one."));
  $("clear").addEventListener("click", clearMark);
  $("fits").addEventListener("click", () => change({}, "the mark still fits"));
  $("counted").addEventListener("click", () => change({ own: null }, "points from the lines"));
  $("points").addEventListener("change", typed);
  $("remark").addEventListener("change", keepRemark);
  $("keep").addEventListener("click", () => {
    keepRemark();
    if (saving === null) say("The words are saved.");
  });
  $("edit").addEventListener("click", editRubric);
  $("add").addEventListener("click", addLine);
  $("rubric-cancel").addEventListener("click", () => $("rubric").close());
  $("rubric-form").addEventListener("submit", (event) => {
    event.preventDefault();
    saveRubric();
  });
  $("mark").addEventListener("submit", (event) => event.preventDefault());
  $("help").addEventListener("click", () => $("keyboard").showModal());
  document.addEventListener("keydown", pressed);
  window.addEventListener("beforeunload", (event) => {
    keepRemark();
    if (unsent.size) event.preventDefault();
  });
  try {
    const state = await load();
    rubric = state.rubric;
    answers = state.answers;
  } catch (error) {
    alarm(`Nothing can be shown: ${unreachable(error)}`);
    return;
  }
  showRubric();
  const first = find(location.hash.slice(1)) || answers.find((one) => one.state === "waits") || answers[0];
  if (!first) {
    showList();
    say("Nobody's answer was graded yet: `autograder grade`.");
    return;
  }
  await show(first.id);
  setInterval(poll, POLL);
}

begin();
