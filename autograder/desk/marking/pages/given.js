// What is given: a draft becomes a mark when the server has taken it, and nothing of it is lost until then. See state.js.
"use strict";

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
