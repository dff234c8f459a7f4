// The keyboard. See state.js.
"use strict";

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
