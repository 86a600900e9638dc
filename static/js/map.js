// [data-map]: a map that is wider than its frame opens where the learner is ([data-here]), not at its start.
for (const map of document.querySelectorAll("[data-map]")) {
  const here = map.querySelector("[data-here]");
  if (here) {
    const [frame, stop] = [map.getBoundingClientRect(), here.getBoundingClientRect()];
    if (stop.right > frame.right) map.scrollLeft += stop.left - frame.left - frame.width / 3;
  }
}
