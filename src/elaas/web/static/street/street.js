/** Follows the street's locks while somebody looks, and does what the buttons say in place. */

const EVERY = 500; // milliseconds
const FIELDS = ["said", "awake", "battery", "clock", "journal"];
const street = document.querySelector("[data-states]");
const heard = document.getElementById("heard");

async function follow() {
  if (document.hidden) return;
  const answer = await fetch(street.dataset.states).catch(() => null); // the demo was stopped
  if (answer?.ok) (await answer.json()).states.forEach(draw);
}

function draw(state) {
  const item = document.getElementById(state.lock_id);
  if (item === null) return;
  if (item.dataset.bolt !== state.bolt) heard.textContent = `${state.address}: ${state.said}`;
  item.dataset.bolt = state.bolt;
  for (const field of FIELDS) {
    const place = item.querySelector(`[data-field="${field}"]`);
    if (place.textContent !== state[field]) place.textContent = state[field];
  }
  drawEntries(item.querySelector('[data-field="entries"]'), state.entries);
}

function drawEntries(list, entries) {
  if (list.textContent === entries.join("")) return;
  const items = entries.map(() => document.createElement("li"));
  entries.forEach((entry, number) => {
    items[number].textContent = entry;
  });
  list.replaceChildren(...items);
}

street.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new FormData(event.target, event.submitter);
  await fetch(event.target.action, { method: "POST", body, redirect: "manual" });
  await follow();
});

setInterval(follow, EVERY);
