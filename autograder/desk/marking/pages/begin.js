// Everything is put to work. See state.js.
"use strict";

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
