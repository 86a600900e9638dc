// <template data-trouble>: its message is shown once when an htmx request fails or the network is gone.
const tell = () => {
  const place = document.getElementById("messages");
  const template = document.querySelector("template[data-trouble]");
  if (!place || !template || place.querySelector("[data-told]")) return;
  const message = template.content.firstElementChild.cloneNode(true);
  message.dataset.told = "";
  for (const button of message.querySelectorAll("[data-dismiss]")) button.hidden = false;
  place.append(message);
  message.scrollIntoView({ block: "nearest" });
};

document.addEventListener("htmx:responseError", tell);
document.addEventListener("htmx:sendError", tell);
document.addEventListener("htmx:timeout", tell);
document.addEventListener("htmx:beforeRequest", () => {
  document.querySelector("#messages [data-told]")?.remove();
});
