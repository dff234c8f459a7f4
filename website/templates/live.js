// Beside a live notebook: what is loading, what is wrong and what to do about it, and the file to hand in.
// Written so that an old browser can read it too: it is there that something is to be said.
(function () {
  "use strict";
  var me = document.currentScript;
  var python = me.getAttribute("data-python");
  var pages = me.getAttribute("data-pages");
  var app = function () { return window.jupyterapp; };
  var widget = function () { return app() && app().shell && app().shell.currentWidget; };

  var bar = document.createElement("div");
  var line = document.createElement("span");
  var button = document.createElement("button");
  bar.id = "course-bar";
  bar.style.cssText = "position:fixed;right:12px;bottom:8px;z-index:2000;max-width:min(44rem,90vw);padding:6px 10px;" +
    "border-radius:4px;background:#1c2733;color:#fff;font:14px/1.4 sans-serif;box-shadow:0 1px 4px #0006;" +
    "display:flex;gap:10px;align-items:center";
  line.setAttribute("role", "status");
  button.type = "button";
  button.textContent = "Download for handing in";
  button.style.cssText = "font:inherit;padding:4px 10px;border:0;border-radius:3px;background:#fff;color:#1c2733;cursor:pointer";
  button.hidden = true;
  bar.appendChild(line);
  bar.appendChild(button);

  var install = ' <a style="color:#8ecbf5" href="' + pages + 'docs/site.html#if-it-does-not-start">What to do</a>';
  var say = function (text, wrong) {
    line.innerHTML = text + (wrong ? install : "");
    bar.style.background = wrong ? "#7a2e00" : "#1c2733";
    line.hidden = !text;
  };

  var lacking = function () {
    if (typeof WebAssembly !== "object" || typeof structuredClone !== "function" || typeof Worker !== "function") {
      return "This browser is too old to run Python. A version of the last two years does.";
    }
    try {
      window.localStorage.setItem("course-try", "1");
      window.localStorage.removeItem("course-try");
    } catch (error) {
      return "This browser keeps no data of this page, or its storage is full: download your work before you close it.";
    }
    return "";
  };

  var wrong = lacking();
  var started = Date.now();
  var ready = false;

  // The file that JupyterLite would save, under the notebook's own name.
  button.addEventListener("click", function () {
    var context = widget() && widget().context;
    if (!context) { return; }
    app().commands.execute("docmanager:save");
    var name = context.path.split("/").pop();
    var file = new Blob([JSON.stringify(context.model.toJSON(), null, 1) + "\n"], { type: "application/x-ipynb+json" });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    say("Downloaded. Hand in " + name.replace(/[<&]/g, "") + " as it is.");
  });

  // How far this notebook is, for the landing page: kept in this browser, sent nowhere.
  var note = function () {
    var context = widget() && widget().context;
    if (!context || !context.model || !context.model.cells) { return; }
    var done = 0, all = 0, cells = context.model.cells;
    for (var i = 0; i < cells.length; i += 1) {
      var cell = cells.get(i);
      var about = cell.getMetadata("nbgrader");
      if (cell.type !== "code" || !about || !about.grade) { continue; }
      all += 1;
      var shown = cell.outputs.toJSON().map(function (output) {
        return output.data && output.data["text/plain"] ? [].concat(output.data["text/plain"]).join("") : "";
      });
      if (shown.some(function (text) { return /^\u2713 .* \u00b7 right:/.test(text); })) { done += 1; }
    }
    if (!all) { return; }
    try {
      var kept = JSON.parse(window.localStorage.getItem("neural-networks-course") || "{}");
      kept[context.path.split("/").pop().replace(/\.ipynb$/, "")] = { right: done, of: all };
      window.localStorage.setItem("neural-networks-course", JSON.stringify(kept));
    } catch (error) { /* said above */ }
  };

  var look = function () {
    var session = widget() && widget().sessionContext;
    var status = session && session.kernelDisplayStatus;
    if (status === "idle" || status === "busy") {
      if (!ready) {
        ready = true;
        button.hidden = false;
        say(wrong || "Ready. Your work is kept in this browser only: download it now and then.", Boolean(wrong));
        if (!wrong) { setTimeout(function () { say(""); }, 20000); }
      }
      note();
    } else if (!ready) {
      var seconds = Math.round((Date.now() - started) / 1000);
      var what = widget() ? "Starting Python" : "Loading the notebook";
      if (!wrong) { say(what + " \u2026 " + seconds + " s. The first time this loads about 50 MB."); }
    }
    setTimeout(look, ready ? 4000 : 1000);
  };

  var begin = function () {
    document.body.appendChild(bar);
    if (wrong) { say(wrong, true); }
    if (typeof fetch === "function") {
      fetch(python, { method: "HEAD" }).then(function (answer) {
        if (!answer.ok) { throw new Error(answer.status); }
      }).catch(function () {
        wrong = "Python cannot be loaded from " + new URL(python, location.href).host + ".";
        say(wrong, true);
      });
    }
    look();
  };
  if (document.body) { begin(); } else { document.addEventListener("DOMContentLoaded", begin); }
})();
