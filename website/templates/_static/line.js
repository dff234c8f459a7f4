// The line on the landing page: which of the four points of XOR lie on the right side of it.
"use strict";
(() => {
  const here = document.getElementById("try-a-line");
  if (!here) return;
  const points = [[0, 0, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1]];
  const [direction, distance] = here.querySelectorAll("input");
  const said = document.getElementById("try-said");
  const line = here.querySelector(".line");
  const side = here.querySelector(".side");
  let best = 0;

  const draw = () => {
    const angle = (direction.value * Math.PI) / 180;
    const [u, v] = [Math.cos(angle), Math.sin(angle)];
    const d = Number(distance.value);
    const at = (t, far) => [d * u - t * v + far * u, d * v + t * u + far * v];
    const [[x1, y1], [x2, y2]] = [at(-4, 0), at(4, 0)];
    for (const [name, value] of Object.entries({ x1, y1, x2, y2 })) line.setAttribute(name, value);
    side.setAttribute("points", [at(-4, 0), at(4, 0), at(4, 8), at(-4, 8)].map((p) => p.join(",")).join(" "));
    const right = points.filter(([x, y, kind]) => (u * x + v * y > d ? 1 : 0) === kind).length;
    best = Math.max(best, right);
    said.textContent = `${right} of 4 points are on their own side. The most so far: ${best}.` +
      (best === 3 ? " Three is the most that any straight line can do. Why, is the first thing that the course shows." : "");
  };
  direction.addEventListener("input", draw);
  distance.addEventListener("input", draw);
  draw();
})();
