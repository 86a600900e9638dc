// [data-dismiss] closes the [data-message] it stands in. The button shows only when this module runs.
const show = (root) => {
  for (const button of root.querySelectorAll?.("[data-dismiss]") ?? []) button.hidden = false;
};

show(document);
document.addEventListener("htmx:afterSettle", () => show(document));
document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest("[data-message]")?.remove();
});
