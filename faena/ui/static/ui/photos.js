// Photo fields: several shots one after the other gather in one input, made small here where the browser can, each with
// a preview that can be taken out. Attachments gather alike, as they are (data-together). Words come from the field's data-photos. How they are sent stands in sending.js.

const SIDE = 2000; // pixels; the server keeps hardly more
const QUALITY = 0.85;
const LIGHT = 1_000_000; // bytes: a picture that is no larger in any way is sent as it is

// A field's photos: [{ file, item }], `item` its <li>. The same photos are in the input, from which every form is sent.
export function photosOf(field) {
  return field.photos || (field.photos = []);
}

// Resolves when all that was picked is as small as it will be.
export function whenSmall(field) {
  return field.shrinking || Promise.resolve();
}

// Give the photos of a field to the one that takes its place on the page.
export function handOver(old, field) {
  field.photos = photosOf(old).map(({ file }) => ({ file, item: previewOf(field, file) }));
  show(field);
}

document.addEventListener("change", (event) => {
  const field = event.target.closest?.("[data-photos]");
  if (field && event.target.type === "file") take(field, event.target);
});

function keeperOf(field) {
  return field.querySelector("input[type=file]:not([capture])");
}

function take(field, input) {
  const keeper = keeperOf(field);
  const photos = photosOf(field);
  const fresh = keeper.multiple ? [...input.files] : [...input.files].slice(-1);
  field.querySelectorAll("[data-left-out]").forEach((note) => note.remove());
  if (input !== keeper) input.value = "";
  if (fresh.length && !keeper.multiple) photos.length = 0;
  const room = Number(keeper.dataset.count) - photos.length;
  if (fresh.length > room) leftOut(field, wordsOf(field).too_many);
  for (const file of fresh.slice(0, room)) {
    const photo = { file, item: document.createElement("li") };
    photo.item.className = "is-busy";
    photo.item.textContent = file.name;
    photos.push(photo);
    // One after the other: a photo of 12 megapixels takes 48 MB while it is open.
    field.shrinking = whenSmall(field).then(() => settle(field, photo));
  }
  // Choosing again replaced the input's files, so what was gathered is put back beside the new ones.
  show(field);
}

async function settle(field, photo) {
  const photos = photosOf(field);
  if (!photos.includes(photo)) return;
  const { most = Infinity, together } = keeperOf(field).dataset;
  if (!together) photo.file = await shrunk(photo.file);
  if (!photos.includes(photo)) return;
  const sum = photos.reduce((size, { file }) => size + file.size, 0);
  if (photo.file.size > Number(most) || sum > Number(together || Infinity)) {
    photos.splice(photos.indexOf(photo), 1);
    leftOut(field, photo.file.size > Number(most) ? `${photo.file.name} ${wordsOf(field).too_big}` : wordsOf(field).together);
  } else photo.item = previewOf(field, photo.file);
  show(field);
}

// The picture upright, at most SIDE long and without the camera's data; the file as it is when anything goes wrong, such
// as a HEIC where the browser knows none.
async function shrunk(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    if (scale === 1 && file.size <= LIGHT) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const brush = canvas.getContext("2d");
    brush.imageSmoothingQuality = "high";
    brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    // What may be transparent, such as a logo, stays so.
    const kind = /png|webp/.test(file.type) ? "image/webp" : "image/jpeg";
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, kind, QUALITY));
    canvas.width = canvas.height = 0;
    if (!blob || blob.size >= file.size) return file;
    const name = `${file.name.replace(/\.[^.]*$/, "")}.${blob.type.split("/")[1].replace("jpeg", "jpg")}`;
    return new File([blob], name, { type: blob.type, lastModified: file.lastModified });
  } catch {
    return file;
  } finally {
    bitmap?.close();
  }
}

function show(field) {
  const bag = new DataTransfer();
  photosOf(field).forEach(({ file }) => bag.items.add(file));
  keeperOf(field).files = bag.files;
  field.querySelector("[data-previews]").replaceChildren(...photosOf(field).map(({ item }) => item));
}

function previewOf(field, file) {
  const item = document.createElement("li");
  const img = new Image(96, 96);
  img.alt = file.name;
  img.src = URL.createObjectURL(file);
  // HEIC and broken files have no preview in most browsers: their name stands there instead.
  img.addEventListener("error", () => {
    const name = document.createElement("span");
    name.className = "photo-file";
    name.textContent = file.name;
    img.replaceWith(name);
  });
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.hidden = true;
  bar.setAttribute("aria-label", file.name);
  item.append(img, bar, wayOut(field, item, file, img));
  return item;
}

function wayOut(field, item, file, img) {
  const out = document.createElement("button");
  out.type = "button";
  out.className = "icon-button";
  out.textContent = "×";
  out.setAttribute("aria-label", `${wordsOf(field).remove} ${file.name}`);
  out.addEventListener("click", () => {
    const photos = photosOf(field);
    const place = photos.findIndex((photo) => photo.item === item);
    photos.splice(place, 1);
    URL.revokeObjectURL(img.src);
    show(field);
    (photos[Math.min(place, photos.length - 1)]?.item.querySelector("button") || keeperOf(field)).focus();
  });
  return out;
}

function wordsOf(field) {
  return JSON.parse(field.dataset.photos);
}

function leftOut(field, text) {
  const note = document.createElement("p");
  note.className = "field-error";
  note.dataset.leftOut = "";
  note.setAttribute("role", "alert");
  note.textContent = text;
  field.append(note);
}
