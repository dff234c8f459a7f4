// On the landing page: how many checks are right in each notebook, as this browser remembers, and that as a file.
// A file from another browser, or from `utils.portfolio`, can be added. Nothing is sent anywhere.
"use strict";
(() => {
  const NAME = "neural-networks-course";
  const here = document.getElementById("progress");
  if (!here) return;
  const notebooks = new Map();
  for (const link of document.querySelectorAll('table a[href^="notebooks/"]')) {
    notebooks.set(link.getAttribute("href").replace(/^notebooks\/|\.html$/g, ""), link.textContent);
  }
  const list = here.querySelector("tbody");
  const total = here.querySelector("[role=status]");
  const save = here.querySelector("a[download]");
  const add = here.querySelector("input[type=file]");

  // What is there, as numbers: a file may hold anything.
  const read = (text) => {
    const given = JSON.parse(text);
    const found = {};
    for (const [name, said] of Object.entries(given.course === NAME ? given.notebooks : given)) {
      const right = Math.floor(Number(said && said.right)), of = Math.floor(Number(said && said.of));
      if (/^[\w-]{1,80}$/.test(name) && of > 0 && right >= 0 && right <= of) {
        found[name] = { right, of, downloaded: Math.floor(Number(said.downloaded)) || 0 };
      }
    }
    return found;
  };
  const kept = () => {
    try { return read(localStorage.getItem(NAME) || "{}"); } catch { return {}; }
  };

  const show = (also = "") => {
    const now = kept();
    const names = [...new Set([...notebooks.keys(), ...Object.keys(now).sort()])];
    list.replaceChildren(...names.map((name) => {
      const row = document.createElement("tr");
      const { right, of } = now[name] || {};
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = notebooks.get(name) || name;
      const state = document.createElement("td");
      if (of) {
        const bar = document.createElement("progress");
        [bar.value, bar.max] = [right, of];
        bar.setAttribute("aria-label", `${head.textContent}: checks that are right`);
        state.append(bar, ` ${right} of ${of}`);
      } else {
        state.textContent = "not begun here";
      }
      row.append(head, state);
      return row;
    }));
    const values = Object.values(now);
    const right = values.reduce((sum, one) => sum + one.right, 0);
    total.textContent = also + (values.length
      ? `${right} checks are right, in ${values.length} of ${names.length} notebooks.`
      : "No notebook was opened live in this browser yet.");
    const notebooksNow = Object.fromEntries(Object.entries(now).map(([name, one]) => [name, { right: one.right, of: one.of }]));
    save.href = `data:application/json,${encodeURIComponent(`${JSON.stringify({ course: NAME, notebooks: notebooksNow }, null, 1)}\n`)}`;
    save.hidden = !values.length;
    here.hidden = false;
  };

  add.addEventListener("change", async () => {
    const [file] = add.files;
    add.value = "";
    if (!file) return;
    try {
      if (file.size > 100000) throw new Error("too large");
      const given = read(await file.text()), now = kept();
      if (!Object.keys(given).length) throw new Error("no notebook");
      for (const [name, said] of Object.entries(given)) {
        if (!now[name] || now[name].right < said.right) now[name] = { ...said, downloaded: said.right };
      }
      localStorage.setItem(NAME, JSON.stringify(now));
      show(`${file.name} is added. `);
    } catch (error) {
      show(error.name === "QuotaExceededError" ? "This browser keeps nothing more. "
        : `${file.name} is no file with progress of this course. `);
    }
  });
  addEventListener("pageshow", () => show());
})();
