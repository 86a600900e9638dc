// [data-map]: opens where the learner is, not at its start; arrow keys walk along a line and between lines, and what
// is said of the stop that is pointed at stands under the map. Its stops are links, so Tab reaches each without this.
for (const map of document.querySelectorAll("[data-map]")) {
  const here = map.querySelector("[data-here]");
  if (here) {
    const [frame, stop] = [map.getBoundingClientRect(), here.getBoundingClientRect()];
    if (stop.right > frame.right) map.scrollLeft += stop.left - frame.left - frame.width / 3;
    if (stop.bottom > frame.bottom) map.scrollTop += stop.top - frame.top - frame.height / 3;
  }
}

// Where a stop or an ending is drawn, in the map's own units.
const at = (link) => {
  const box = link.querySelector("circle.stop-dot, circle.terminus, rect.stop-dot").getBBox();
  return { link, x: box.x + box.width / 2, y: Math.round(box.y + box.height / 2) };
};
const nearest = (places, far) => places.sort((one, other) => far(one) - far(other))[0]?.link;

function neighbour(link, key) {
  const now = at(link);
  const others = [...link.closest("svg").querySelectorAll("a")].filter((each) => each !== link).map(at);
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key];
  const ahead = others.filter((each) => (each.x - now.x) * dx + (each.y - now.y) * dy > 0);
  if (dx) {
    const along = nearest(ahead.filter((each) => each.y === now.y), (each) => Math.abs(each.x - now.x));
    if (along || dx > 0) return along;
    return nearest(ahead.filter((each) => each.y < now.y), (each) => now.x - each.x + now.y - each.y); // back up a fork
  }
  const lanes = ahead.map((each) => Math.abs(each.y - now.y));
  const next = ahead.filter((each) => Math.abs(each.y - now.y) === Math.min(...lanes));
  return nearest(next, (each) => Math.abs(each.x - now.x));
}

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-map] a");
  if (!link || !event.key.startsWith("Arrow") || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  neighbour(link, event.key)?.focus();
});

for (const kind of ["focusin", "pointerover"])
  document.addEventListener(kind, (event) => {
    const said = event.target.closest?.("[data-map] a")?.querySelector("title");
    const card = said && document.querySelector("[data-map-card]");
    if (card) card.textContent = said.textContent;
  });
