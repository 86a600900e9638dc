// <select data-submit>: sends its form when it changes; the button [data-submit-fallback] is then not needed.
const hide = (root) => {
  for (const button of root.querySelectorAll?.("[data-submit-fallback]") ?? []) button.hidden = true;
};

hide(document);
document.addEventListener("htmx:afterSettle", () => hide(document));
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
