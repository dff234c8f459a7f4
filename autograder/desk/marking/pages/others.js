// What others do: asked for every few seconds. See state.js.
"use strict";

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
