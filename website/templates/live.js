// Beside a live notebook: what is loading, what is wrong and what to do about it, and the file to hand in.
// Written so that an old browser can read it too: it is there that something is to be said.
(function () {
  "use strict";
  var me = document.currentScript;
  var python = me.getAttribute("data-python");
  var pages = me.getAttribute("data-pages");
  var app = function () { return window.jupyterapp; };
  var widget = function () { return app() && app().shell && app().shell.currentWidget; };
  var context = function () { return widget() && widget().context; };

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

  var said = "";
  var install = ' <a style="color:#8ecbf5" href="' + pages + 'docs/site.html#if-it-does-not-start">What to do</a>';
  var say = function (text, wrong) {
    if (text === said) { return; }
    said = text;
    line.innerHTML = text.replace(/[<&]/g, "") + (wrong ? install : "");
    bar.style.background = wrong ? "#7a2e00" : "#1c2733";
    line.hidden = !text;
  };

  var lacking = function () {
    if (typeof WebAssembly !== "object" || typeof structuredClone !== "function" || typeof Worker !== "function") {
      return "This browser is too old to run Python. A version of the last two years does.";
    }
    if (window.isSecureContext === false) {
      return "Browsers run Python only from addresses that begin with https:// (or http://localhost).";
    }
    try {
      window.localStorage.setItem("course-try", "1");
      window.localStorage.removeItem("course-try");
    } catch (error) {
      return "This browser keeps no data of this page, or its storage is full: download your work before you close it.";
    }
    if (!navigator.serviceWorker) {
      return "This browser refuses service workers, as in private windows: checks run, but Python sees no files, " +
        "and your work may be gone when you close it. Download it.";
    }
    return "";
  };

  var wrong = lacking();
  var started = Date.now();
  var ready = false;
  var until = 0;  // when what is said goes away again; 0 where it stays
  var loading = "";  // what Pyodide, or `utils.late`, is loading now

  // The kernel tells of it in messages of its worker, which nobody else shows.
  if (typeof Worker === "function" && typeof Proxy === "function") {
    window.Worker = new Proxy(Worker, {
      construct: function (Kind, given) {
        var made = new Kind(given[0], given[1]);
        made.addEventListener("message", function (event) {
          var told = event.data && event.data._logMessage && String(event.data._logMessage.data);
          if (told && told.indexOf("Loading ") === 0) { loading = told.slice(8); }
          if (told && told.indexOf("Loaded ") === 0) { loading = ""; }
        });
        return made;
      }
    });
  }

  var NAME = "neural-networks-course";  // of what the landing page reads
  var remembered = function () {
    try { return JSON.parse(window.localStorage.getItem(NAME) || "{}") || {}; } catch (error) { return {}; }
  };
  var remember = function (name, what) {
    var kept = remembered();
    kept[name] = what;
    try { window.localStorage.setItem(NAME, JSON.stringify(kept)); } catch (error) { /* said already */ }
  };
  var file = function () { return context().path.split("/").pop(); };
  var called = function () { return file().replace(/\.ipynb$/, ""); };

  // The file that JupyterLite would save, under the notebook's own name.
  button.addEventListener("click", function () {
    if (!context()) { return; }
    app().commands.execute("docmanager:save");
    var content = JSON.stringify(context().model.toJSON(), null, 1) + "\n";
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "application/x-ipynb+json" }));
    link.download = file();
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    var now = count();
    if (now) { remember(called(), { right: now.right, of: now.of, downloaded: now.right }); }
    say("Downloaded. Hand in " + file() + " as it is.");
    until = Date.now() + 20000;
  });

  // How many checks of this notebook are right, by what stands below them.
  var count = function () {
    var cells = context() && context().model && context().model.cells;
    if (!cells) { return null; }
    var right = 0, of = 0;
    for (var i = 0; i < cells.length; i += 1) {
      var cell = cells.get(i);
      var about = cell.getMetadata("nbgrader");
      if (cell.type !== "code" || !about || !about.grade) { continue; }
      of += 1;
      var shown = cell.outputs.toJSON().map(function (output) {
        return output.data && output.data["text/plain"] ? [].concat(output.data["text/plain"]).join("") : "";
      });
      if (shown.some(function (text) { return /^\u2713 .* \u00b7 right:/.test(text); })) { right += 1; }
    }
    return of ? { right: right, of: of } : null;
  };

  // How far this notebook is, for the landing page: kept in this browser, sent nowhere. And what was not downloaded yet.
  var note = function () {
    var now = count();
    if (!now) { return ""; }
    var before = remembered()[called()] || {};
    var safe = Math.min(Number(before.downloaded) || 0, now.right);
    if (before.right !== now.right || before.of !== now.of || (before.downloaded || 0) !== safe) {
      remember(called(), { right: now.right, of: now.of, downloaded: safe });
    }
    var fresh = now.right - safe;
    if (fresh && now.right === now.of) { return "All checks are right. Download the notebook to keep it."; }
    return fresh >= 3 ? fresh + " checks came right since you downloaded this notebook." : "";
  };

  var version = function (folder) { return folder.replace("course-", "").split(".").map(Number); };
  var is_earlier = function (one, other) {
    var a = version(one), b = version(other);
    for (var i = 0; i < Math.max(a.length, b.length); i += 1) {
      if ((a[i] || 0) !== (b[i] || 0)) { return (a[i] || 0) < (b[i] || 0); }
    }
    return false;
  };

  // An earlier edition's folder that holds this notebook, as the reader has saved it here.
  var look_for_earlier = function () {
    if (!context() || !navigator.serviceWorker) { return; }
    var here = context().path.split("/");
    var contents = app().serviceManager.contents;
    contents.get("", { content: true }).then(function (root) {
      var folders = root.content.filter(function (one) {
        return one.type === "directory" && /^course-/.test(one.name) && is_earlier(one.name, here[0]);
      });
      return Promise.all(folders.map(function (one) {
        return contents.get(one.name, { content: true }).then(function (folder) {
          return folder.content.some(function (other) { return other.name === file(); }) ? one.name : "";
        });
      }));
    }).then(function (names) {
      var found = names.filter(Boolean).sort(function (a, b) { return is_earlier(a, b) ? -1 : 1; }).pop();
      if (!found || here.length !== 2) { return; }
      say("You have this notebook in " + found + ", too. To take your answers over, run in a new cell: " +
        'from utils import carry_over; carry_over("../' + found + '")');
      until = Date.now() + 60000;
    }).catch(function () { /* no files, no earlier edition */ });
  };

  var unsaved = false;  // whether the last saving failed
  var watched = null;  // the notebook whose saving is watched
  var watch_saving = function () {
    if (!context() || watched === context()) { return; }
    watched = context();
    watched.saveState.connect(function (_, state) {
      if (state === "failed") {
        unsaved = true;
        wrong = "Your work could not be saved: this browser's storage is full, or closed. Download it now.";
      } else if (state === "completed" && unsaved) {
        unsaved = false;
        wrong = lacking();
        say(wrong, Boolean(wrong));
      }
    });
  };

  var look = function () {
    var session = widget() && widget().sessionContext;
    var status = session && session.kernelDisplayStatus;
    watch_saving();
    if (status === "idle" || status === "busy") {
      button.hidden = false;
      var reminder = note();
      if (!ready) {
        ready = true;
        say(wrong || "Ready. Your work is kept in this browser only: download it now and then.", Boolean(wrong));
        until = Date.now() + 20000;
        look_for_earlier();
      } else if (wrong) {
        say(wrong, true);
      } else if (loading && status === "busy") {
        say("Loading " + loading + " \u2026 (once)");
        until = 0;
      } else if (Date.now() > until) {
        say(reminder);
      }
    } else if (!ready && !wrong) {
      var seconds = Math.round((Date.now() - started) / 1000);
      var what = widget() ? "Loading Python, NumPy, Matplotlib and the checks" : "Loading the notebook";
      if (seconds > 180) {
        say("This takes unusually long: " + seconds + " s. Perhaps something is closed to this browser.", true);
      } else {
        say(what + " \u2026 " + seconds + " s. The first time this is about 40 MB.");
      }
    }
    setTimeout(look, 1000);
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
