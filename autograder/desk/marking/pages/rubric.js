// The rubric's form. See state.js.
"use strict";

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
