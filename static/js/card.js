// <input data-code-from-address>: takes the code after the # of the address, where the picture on a card has it.
// The part after the # never leaves the browser, so no server log has the code.
const field = document.querySelector("[data-code-from-address]");

if (field && location.hash.length > 1) {
  field.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
