// <ol data-order>: rows are dragged by their [data-grip], with a finger, a mouse or keys; each move is sent at once.
// Without this module the buttons up and down of each row do the same.
import { placeOf, put, send } from "./order-rows.js";

const gripOf = (event) => event.target.closest?.("[data-grip]");
let held = null; // { row, from, pointer }: the row that is picked up, where it was, and by which pointer if by one

const ready = () => {
  for (const list of document.querySelectorAll("[data-order]"))
    // One stop for the tab key; arrows lead from grip to grip.
    [...list.querySelectorAll("[data-grip]")].forEach((grip, place) =>
      Object.assign(grip, { hidden: false, tabIndex: place ? -1 : 0 }));
  document.querySelector("[data-order-how]")?.removeAttribute("hidden");
};

const focusOn = (grip) => {
  for (const each of grip?.closest("ol").querySelectorAll("[data-grip]") ?? []) each.tabIndex = each === grip ? 0 : -1;
  grip?.focus();
};

const tell = (what, row) => {
  const words = { step: row.dataset.step, place: placeOf(row) + 1, count: row.parentElement.children.length };
  const said = row.parentElement.dataset[what].replace(/{(\w+)}/g, (_all, name) => words[name]);
  document.querySelector("[data-order-said]").textContent = said;
  row.scrollIntoView({ block: "nearest" });
};

const pick = (row, pointer) => {
  held = { row, pointer, from: placeOf(row) };
  row.classList.add("held");
  tell("picked", row);
};

const arrive = (id) => {
  ready();
  document.dispatchEvent(new Event("htmx:afterSettle"));
  focusOn(document.getElementById(id)?.querySelector("[data-grip]"));
};

const drop = (keep) => {
  const { row, from } = held;
  held = null;
  row.classList.remove("held");
  if (keep && placeOf(row) !== from)
    return send(row, placeOf(row)).then(arrive, () => {
      put(row, from);
      document.dispatchEvent(new Event("htmx:sendError"));
    });
  put(row, from);
  tell("back", row);
};

document.addEventListener("keydown", (event) => {
  const row = gripOf(event)?.closest("li");
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (held && ["Tab", "Escape"].includes(event.key)) return drop(false);
  if (!row || !(by || [" ", "Enter"].includes(event.key))) return;
  event.preventDefault();
  if (by && held) put(row, Math.max(0, placeOf(row) + by)), tell("moved", row);
  else if (by) focusOn((by > 0 ? row.nextElementSibling : row.previousElementSibling)?.querySelector("[data-grip]"));
  else held ? drop(true) : pick(row);
});

document.addEventListener("pointerdown", (event) => {
  if (!gripOf(event) || event.button || held) return;
  gripOf(event).setPointerCapture(event.pointerId);
  pick(gripOf(event).closest("li"), event.pointerId);
});

document.addEventListener("pointermove", ({ pointerId, clientY }) => {
  if (held?.pointer !== pointerId) return;
  const above = (each) => each !== held.row && each.getBoundingClientRect().top + each.offsetHeight / 2 < clientY;
  const place = [...held.row.parentElement.children].filter(above).length;
  if (place !== placeOf(held.row)) put(held.row, place), tell("moved", held.row);
});

document.addEventListener("pointerup", ({ pointerId }) => held?.pointer === pointerId && drop(true));
document.addEventListener("pointercancel", ({ pointerId }) => held?.pointer === pointerId && drop(false));

ready();
