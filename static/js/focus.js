// [data-focus]: brings the reader to what needs reading first (the summary of errors), also after a swap.
const bring = (root) => root.querySelector?.("[data-focus]")?.focus();

bring(document);
document.addEventListener("htmx:afterSettle", (event) => bring(event.target));
