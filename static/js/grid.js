// [data-grid]: a step that can be dragged into a term; the same as choosing the term and pressing its button.
let dragged = null;
const slotOf = (event) => dragged && event.target.closest?.("[data-grid] [data-slot]");
const mark = (slot) => {
  for (const old of document.querySelectorAll("[data-slot].over")) old.classList.remove("over");
  slot?.classList.add("over");
};

for (const step of document.querySelectorAll("[data-grid] [data-drag]")) step.draggable = true;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-drag]") ?? null;
  dragged?.classList.add("dragged");
});
document.addEventListener("dragover", (event) => {
  const slot = slotOf(event);
  if (slot) event.preventDefault();
  mark(slot);
});
document.addEventListener("drop", (event) => {
  const slot = slotOf(event);
  if (!slot) return;
  event.preventDefault();
  const choice = dragged.querySelector("select");
  if ([...choice.options].some((option) => option.value === slot.dataset.slot)) {
    choice.value = slot.dataset.slot;
    dragged.querySelector("button[name=step]").click();
  }
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragged");
  dragged = null;
  mark(null);
});
