// The rows of order.js: where one stands, putting it elsewhere, and sending that to the server.
export const placeOf = (row) => [...row.parentElement.children].indexOf(row);

// The others move around the row: one that is taken out of the page loses the pointer and the focus.
export const put = (row, place) => {
  while (placeOf(row) < place && row.nextElementSibling) row.before(row.nextElementSibling);
  while (placeOf(row) > place && row.previousElementSibling) row.after(row.previousElementSibling);
};

// Sent as the form of the row would; the list and what is said of the move are shown as they come back. What is not
// the page (the sign-in page, an error) counts as not sent.
export const send = async (row, place) => {
  const body = new FormData(row.querySelector("form"));
  body.set("to", place);
  const answer = await fetch(location.pathname, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = page.querySelector("[data-order]");
  if (!list) throw new Error("no list came back");
  row.parentElement.replaceWith(list);
  for (const part of ["messages", "order-refused"])
    document.getElementById(part).replaceChildren(...page.getElementById(part).childNodes);
  return row.id;
};
