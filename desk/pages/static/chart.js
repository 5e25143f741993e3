// The words of a point beside the pointer; without this, the browser shows the same as a title.
"use strict";
for (const chart of document.querySelectorAll("svg.timeline")) {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  chart.parentElement.append(tip);
  const show = (point) => {
    tip.textContent = point.dataset.words;
    tip.hidden = false;
    const figure = chart.parentElement.getBoundingClientRect();
    const place = point.querySelector(".target").getBoundingClientRect();
    const left = place.left + place.width / 2 - figure.left - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(0, Math.min(left, figure.width - tip.offsetWidth))}px`;
    tip.style.top = `${Math.max(0, place.top - figure.top - tip.offsetHeight - 4)}px`;
  };
  for (const point of chart.querySelectorAll(".point")) {
    point.querySelector("title").remove();
    point.addEventListener("pointerenter", () => show(point));
    point.addEventListener("focus", () => show(point));
    point.addEventListener("pointerleave", () => { tip.hidden = true; });
    point.addEventListener("blur", () => { tip.hidden = true; });
  }
}
