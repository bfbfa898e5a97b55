// The box in which a customer signs. Strokes are kept as whole numbers of a box of its own size, whatever the screen:
// {"w", "h", "lines": [[[x, y], …], …]} in the hidden input, which the server checks and draws again.

const WIDE = 1000;
const HIGH = 500;
const APART = 3; // nearer points add nothing
const MOST = 4900;
const INK = "#16161a";

begin();
document.addEventListener("arrived", begin); // a refused form was put in place of the page

function begin() {
  document.querySelectorAll("[data-signature][hidden]").forEach(sign);
}

function sign(part) {
  const canvas = part.querySelector("canvas");
  const kept = part.querySelector("[name=strokes]");
  let lines = read(kept.value);
  let drawing = null; // the pointer that draws

  part.hidden = part.disabled = false;
  part.closest("form").querySelectorAll("[data-undrawn]").forEach((one) => one.remove());
  new ResizeObserver(show).observe(canvas);
  keep();

  canvas.addEventListener("pointerdown", (event) => {
    if (drawing !== null || event.button !== 0 || count(lines) >= MOST) return;
    event.preventDefault();
    drawing = event.pointerId;
    canvas.setPointerCapture(drawing);
    lines.push([place(event)]);
    show();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drawing) return;
    const all = event.getCoalescedEvents?.() || [];
    (all.length ? all : [event]).forEach((one) => add(place(one)));
    show();
  });
  for (const ending of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(ending, (event) => {
      if (event.pointerId !== drawing) return;
      drawing = null;
      keep();
    });
  }
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  part.querySelector("[data-undo]").addEventListener("click", () => {
    lines.pop();
    keep();
  });
  part.querySelector("[data-clear]").addEventListener("click", () => {
    lines = [];
    keep();
  });

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [within(event.clientX - box.left - canvas.clientLeft, canvas.clientWidth, WIDE), within(event.clientY - box.top - canvas.clientTop, canvas.clientHeight, HIGH)];
  }

  function add(point) {
    const line = lines.at(-1);
    const last = line.at(-1);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= APART && count(lines) < MOST) line.push(point);
  }

  function keep() {
    kept.value = lines.length ? JSON.stringify({ w: WIDE, h: HIGH, lines }) : "";
    part.querySelectorAll("[data-undo], [data-clear]").forEach((one) => (one.disabled = !lines.length));
    show();
  }

  function show() {
    const sharp = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * sharp);
    canvas.height = Math.round(canvas.clientHeight * sharp);
    const pen = canvas.getContext("2d");
    pen.scale(canvas.width / WIDE, canvas.height / HIGH);
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = WIDE / 180;
    pen.strokeStyle = INK;
    lines.forEach((line) => draw(pen, line));
  }
}

// Each point bends the way between the middles of its neighbours; a single one is a dot.
function draw(pen, line) {
  pen.beginPath();
  pen.moveTo(...line[0]);
  for (let i = 1; i < line.length - 1; i += 1) {
    const [x, y] = line[i];
    pen.quadraticCurveTo(x, y, (x + line[i + 1][0]) / 2, (y + line[i + 1][1]) / 2);
  }
  const [x, y] = line.at(-1);
  pen.lineTo(line.length > 1 ? x : x + 0.1, y);
  pen.stroke();
}

function within(at, size, box) {
  return Math.min(box, Math.max(0, Math.round((at / size) * box)));
}

function count(lines) {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

// What a refused form brings back is drawn again; what is no drawing is none.
function read(text) {
  try {
    const strokes = JSON.parse(text);
    return strokes.w === WIDE && strokes.h === HIGH && strokes.lines.every((line) => line.length) ? strokes.lines : [];
  } catch {
    return [];
  }
}
