// <form data-draft>: what is typed stays on this device until it is sent, whatever becomes of the line or the session.
const DAYS = 3;
const user = document.body.dataset.user;
const mine = `draft:${user}:`;
const FIELDS = "textarea[name], select[name], input[name]:not([type=hidden], [type=password], [type=file])";
const restored = new WeakSet();
let store = null;
try {
  store = window.localStorage;
} catch {
  // A browser that keeps nothing: the form asks before it is left instead (unsaved.js).
}

const addressOf = ({ pathname, search }) => pathname + search; // one page can be about this target or about that
const keyOf = (form) => mine + addressOf(new URL(form.getAttribute("action") || location.href, location.href));
const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)];
const isTick = (field) => field.type === "checkbox" || field.type === "radio";
const nameOf = (field) => (isTick(field) ? `${field.name}=${field.value}` : field.name);
const heldBy = (field) => (isTick(field) ? field.checked : field.value);

const forget = (belongs) => {
  for (const key of Object.keys(store)) if (key.startsWith("draft:") && belongs(key)) store.removeItem(key);
};

const keep = (form) => {
  const held = fieldsOf(form).map((field) => [nameOf(field), heldBy(field)]);
  store.setItem(keyOf(form), JSON.stringify({ at: Date.now(), held }));
};

const say = (form, what) => {
  form.querySelector("[data-draft-said]")?.remove();
  const said = document.querySelector(`template[data-draft-${what}]`).content.firstElementChild.cloneNode(true);
  form.prepend(said);
  said.scrollIntoView({ block: "nearest" });
};

const restore = (form) => {
  if (restored.has(form)) return;
  restored.add(form);
  const draft = JSON.parse(store.getItem(keyOf(form)) ?? "null");
  let changed = false;
  const left = fieldsOf(form);
  for (const [name, value] of draft?.held ?? []) {
    const place = left.findIndex((field) => nameOf(field) === name);
    const [field] = place < 0 ? [] : left.splice(place, 1);
    if (!field || heldBy(field) === value) continue;
    field[isTick(field) ? "checked" : "value"] = value;
    changed = true;
  }
  if (changed) say(form, "kept");
};

const restoreAll = () => document.querySelectorAll("form[data-draft]").forEach(restore);

if (store && user) {
  const sent = /(?:^|; )sent=([^;]*)/.exec(document.cookie)?.[1];
  if (sent) store.removeItem(mine + decodeURIComponent(sent));
  document.cookie = "sent=; path=/; max-age=0; samesite=lax";
  const old = (key) => Date.now() - (JSON.parse(store.getItem(key))?.at ?? 0) > DAYS * 864e5;
  forget((key) => !key.startsWith(mine) || old(key));
  restoreAll();
  document.addEventListener("htmx:afterSettle", restoreAll);
  document.addEventListener("input", ({ target }) => target.form?.matches("[data-draft]") && keep(target.form));
  document.addEventListener("click", ({ target }) => {
    const form = target.closest("[data-draft-away]")?.closest("form");
    if (!form) return;
    store.removeItem(keyOf(form));
    form.reset();
    form.querySelector("[data-draft-said]").remove();
    form.querySelector(FIELDS)?.focus();
  });
} else document.querySelectorAll("form[data-draft]").forEach((form) => (form.dataset.unsaved = ""));

document.addEventListener("submit", (event) => {
  if (store && event.target.matches("[data-sign-out]")) forget(() => true);
  if (navigator.onLine || !event.target.matches("[data-draft]")) return;
  event.preventDefault();
  event.stopPropagation();
  say(event.target, "offline");
}, true);
