// The rows of order.js: where one stands, putting it elsewhere, and sending that to the server.
export const placeOf = (row) => [...row.parentElement.children].indexOf(row);

// The others move around the row: one that is taken out of the page loses the pointer and the focus.
export const put = (row, place) => {
  while (placeOf(row) < place && row.nextElementSibling) row.before(row.nextElementSibling);
  while (placeOf(row) > place && row.previousElementSibling) row.after(row.previousElementSibling);
};

// Sent as the form of the row would; the list and the message that come back are shown.
export const send = async (row, place) => {
  const body = new FormData(row.querySelector("form"));
  body.set("to", place);
  const answer = await fetch(location.pathname, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [list, messages] = [page.querySelector("[data-order]"), page.getElementById("messages")];
  row.parentElement.replaceWith(list);
  document.getElementById("messages").replaceChildren(...messages.childNodes);
  return row.id;
};
