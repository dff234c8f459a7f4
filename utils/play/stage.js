// A thing to move, in the page: its controls, the picture that follows them, and the line that says its numbers.
// What is to be seen is computed in the kernel: `values` go there, `picture`, `alt` and `says` come back.

function element(tag, properties = {}, ...children) {
  const one = Object.assign(document.createElement(tag), properties);
  one.append(...children);
  return one;
}

function labelled(control, input, ...beside) {
  input.id = `play-${Math.random().toString(36).slice(2)}`; // no other on the page, where there are many such things
  const label = element("label", { textContent: control.label, htmlFor: input.id });
  return element("div", { className: `play-control play-${control.kind}` }, label, input, ...beside);
}

// A slider's number beside it, for the eye: a screen reader says the slider's own value.
function written() {
  const number = element("span", { className: "play-number" });
  number.setAttribute("aria-hidden", "true");
  return number;
}

// Each kind of control: its element, and how a value is put into it. `changed(value)` is called when the reader moves it.
const kinds = {
  Slider(control, changed) {
    const input = element("input", { type: "range", min: control.low, max: control.high, step: control.step });
    const number = written();
    const write = (value) => (number.textContent = Number(value).toFixed(control.digits).replace("-", "−"));
    input.addEventListener("input", () => {
      write(input.value);
      changed(Number(input.value));
    });
    const put = (value) => write((input.value = value));
    return { row: labelled(control, input, number), put };
  },

  Steps(control, changed, stage) {
    const input = element("input", { type: "range", min: 0, max: control.last, step: control.every });
    const number = written();
    const [play, back, next] = ["play", "back", "next"].map((text) => element("button", { type: "button", textContent: text }));
    let timer = null;
    const at = () => Number(input.value);
    const put = (value) => (number.textContent = input.value = value);
    const go = (value) => {
      put(Math.max(0, Math.min(value, Number(input.max))));
      changed(at());
    };
    const pause = () => {
      clearTimeout(timer);
      timer = null;
      play.textContent = "play";
      stage.speak(true);
    };
    const tick = () => {
      if (stage.waiting()) timer = setTimeout(tick, 20); // the picture before has not come yet
      else if (at() >= Number(input.max) || !input.isConnected) pause();
      else {
        go(at() + control.every);
        timer = setTimeout(tick, control.milliseconds);
      }
    };
    play.addEventListener("click", () => {
      if (timer !== null) return pause();
      play.textContent = "pause";
      stage.speak(false);
      if (at() >= Number(input.max)) go(0);
      timer = setTimeout(tick, control.milliseconds);
    });
    const byHand = (move) => () => {
      if (timer !== null) pause();
      move();
    };
    back.addEventListener("click", byHand(() => go(at() - control.every)));
    next.addEventListener("click", byHand(() => go(at() + control.every)));
    input.addEventListener("input", byHand(() => go(at())));
    const last = (value) => (input.max = value);
    return { row: labelled(control, input, number, play, back, next), put, last };
  },

  Choice(control, changed) {
    const input = element("select", {}, ...control.options.map((text) => element("option", { textContent: text, value: text })));
    input.addEventListener("change", () => changed(input.value));
    return { row: labelled(control, input), put: (value) => (input.value = value) };
  },

  Typed(control, changed) {
    const input = element("input", { type: "text", spellcheck: false, autocomplete: "off" });
    let sent = control.start;
    const send = () => {
      if (input.value !== sent) changed((sent = input.value));
    };
    input.addEventListener("change", send);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") send();
    });
    return { row: labelled(control, input), put: (value) => (sent = input.value = value) };
  },

  Pad(control, changed) {
    const { width, height, pen, chalk } = control;
    const [paper, colour] = chalk ? ["black", "white"] : ["white", "#0072B2"];
    const canvas = element("canvas", { width, height, tabIndex: 0 });
    const clear = element("button", { type: "button", textContent: "clear" });
    const help = "Draw with the mouse or a finger. With the keyboard: arrows move the pen, space puts it down or lifts it, Delete clears.";
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", `${control.label}. ${help}`);
    canvas.title = help;
    let strokes = [];
    let hand = null; // where the keyboard's pen is: {x, y, down}
    const ink = canvas.getContext("2d");

    function draw() {
      ink.fillStyle = paper;
      ink.fillRect(0, 0, width, height);
      Object.assign(ink, { strokeStyle: colour, lineWidth: pen, lineCap: "round", lineJoin: "round" });
      for (const stroke of strokes) {
        ink.beginPath();
        stroke.forEach(([x, y]) => ink.lineTo(x * width, y * height));
        if (stroke.length === 1) ink.lineTo(stroke[0][0] * width, stroke[0][1] * height + 0.01);
        ink.stroke();
      }
      if (hand && document.activeElement === canvas) {
        Object.assign(ink, { strokeStyle: hand.down ? "#D55E00" : "#56B4E9", lineWidth: 2 });
        ink.beginPath();
        ink.arc(hand.x * width, hand.y * height, Math.max(5, pen / 2), 0, 2 * Math.PI);
        ink.stroke();
      }
    }
    const send = () => {
      draw();
      changed(strokes.map((stroke) => [...stroke]));
    };
    const wipe = () => {
      strokes = [];
      if (hand) hand.down = false;
      send();
    };
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      const within = (part) => Math.round(1000 * Math.max(0, Math.min(1, part))) / 1000;
      return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      strokes.push([place(event)]);
      send();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      strokes.at(-1).push(place(event));
      send();
    });
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    canvas.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      if (!move && ![" ", "Delete", "Backspace"].includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      hand ??= { x: 0.5, y: 0.5, down: false };
      if (move) {
        hand.x = Math.max(0, Math.min(1, hand.x + move[0] * 0.05));
        hand.y = Math.max(0, Math.min(1, hand.y + move[1] * 0.05 * (width / height)));
        if (hand.down) strokes.at(-1).push([hand.x, hand.y]);
      } else if (event.key === " ") {
        hand.down = !hand.down;
        if (hand.down) strokes.push([[hand.x, hand.y]]);
      } else return wipe();
      hand.down || event.key === " " ? send() : draw();
    });
    for (const kind of ["focus", "blur"]) canvas.addEventListener(kind, draw);
    clear.addEventListener("click", wipe);
    const put = (value) => {
      strokes = value.map((stroke) => [...stroke]);
      draw();
    };
    canvas.style.aspectRatio = `${width} / ${height}`;
    return { row: labelled(control, canvas, clear), put };
  },
};

function render({ model, el }) {
  const controls = element("div", { className: "play-controls" });
  const picture = element("img");
  const says = element("p", { className: "play-says" });
  const takeaway = element("p", { textContent: model.get("takeaway") });
  // The picture at rest, which is saved above this, is not seen while this one moves.
  const hides = element("style", { textContent: `.${model.get("rests")} { display: none }` });
  el.classList.add("play");
  el.append(controls, picture, says, takeaway, hides);
  says.setAttribute("role", "status");

  let values = { ...model.get("values") };
  let waiting = false; // for the kernel's answer; what is moved meanwhile is asked for afterwards
  let again = false;
  const stage = {
    waiting: () => waiting,
    speak: (aloud) => says.setAttribute("aria-live", aloud ? "polite" : "off"),
  };
  function ask() {
    again = waiting;
    if (waiting) return;
    waiting = true;
    model.set("values", { ...values });
    model.set("asked", model.get("asked") + 1);
    model.save_changes();
  }
  const parts = {};
  for (const control of model.get("controls")) {
    parts[control.name] = kinds[control.kind](
      control,
      (value) => {
        values[control.name] = value;
        ask();
      },
      stage,
    );
    controls.append(parts[control.name].row);
  }
  // JupyterLab asks the focused element itself: keys are for the control, and arrows do not move from cell to cell.
  for (const one of controls.querySelectorAll("input, select, button, canvas")) one.dataset.lmSuppressShortcuts = "true";

  function show() {
    const before = picture.src;
    picture.src = URL.createObjectURL(new Blob([model.get("picture")], { type: "image/png" }));
    if (before) URL.revokeObjectURL(before);
    picture.width = model.get("width");
    picture.alt = model.get("alt");
    says.textContent = model.get("says");
    for (const [name, value] of Object.entries(model.get("last"))) parts[name].last(value);
    for (const [name, value] of Object.entries(model.get("put"))) parts[name].put((values[name] = value));
  }
  const answered = () => {
    waiting = false;
    show();
    if (again) ask();
  };
  stage.speak(true);
  show();
  for (const [name, part] of Object.entries(parts)) part.put(values[name]);
  model.on("change:answered", answered);
  return () => model.off("change:answered", answered);
}

export default { render };
