// Photo fields: several shots one after the other gather in one input, each with a preview that can be taken out.

export function previewPhotos(words) {
  document.addEventListener("change", (event) => {
    const input = event.target;
    const field = input.closest?.("[data-photos]");
    if (!field || input.type !== "file") return;
    const kept = field.kept || (field.kept = []);
    const keeper = field.querySelector("input[type=file]:not([capture])");
    const fresh = [...input.files];
    if (!keeper.multiple) kept.length = 0;
    // Choosing again replaces the input's files, so what was gathered is put back beside the new ones.
    for (const file of keeper.multiple ? fresh : fresh.slice(-1)) {
      if (file.size > Number(keeper.dataset.most || Infinity)) alertBeside(field, `${file.name} ${words.too_big}`);
      else kept.push(file);
    }
    if (input !== keeper) input.value = "";
    show(field, keeper, words);
  });
}

function show(field, keeper, words) {
  const bag = new DataTransfer();
  field.kept.forEach((file) => bag.items.add(file));
  keeper.files = bag.files;
  const list = field.querySelector("[data-previews]");
  list.querySelectorAll("img").forEach((img) => URL.revokeObjectURL(img.src));
  list.replaceChildren(...field.kept.map((file, index) => preview(field, keeper, words, file, index)));
}

function preview(field, keeper, words, file, index) {
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
  const out = document.createElement("button");
  out.type = "button";
  out.className = "icon-button";
  out.textContent = "×";
  out.setAttribute("aria-label", `${words.remove} ${file.name}`);
  out.addEventListener("click", () => {
    field.kept.splice(index, 1);
    show(field, keeper, words);
  });
  item.append(img, out);
  return item;
}

function alertBeside(field, text) {
  const note = document.createElement("p");
  note.className = "field-error";
  note.setAttribute("role", "alert");
  note.textContent = text;
  field.append(note);
}
