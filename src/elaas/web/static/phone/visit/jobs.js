/** The crew's jobs as cards in the day, with what waits and what the server could not keep. */

import { has, text } from "../app/words.js";
import { begin, next, steps } from "./job.js";
import { whatDoor, when } from "./visit.js";

/** @import { Job, Progress, Report } from "./job.js" */

/**
 * @param {HTMLElement} place the section; hidden where there is no job
 * @param {Job[]} jobs
 * @param {Progress[]} begun
 * @param {Report[]} waiting
 * @param {(job: Job) => void} choose
 */
export function drawJobs(place, jobs, begun, waiting, choose) {
  const known = new Set(jobs.map(({ id }) => id));
  // What somebody has begun is there until it is told, also when the server has it no longer.
  const others = begun.filter((one) => {
    const isUnderWay = next(one).step !== null || waiting.some(({ job }) => job === one.job);
    return !known.has(one.job) && isUnderWay;
  });
  const all = [...jobs, ...others.map(({ what }) => what)];
  const cards = all.map((job) => {
    const progress = begun.find((one) => one.job === job.id) ?? begin(job);
    return card(job, progress, ofJob(waiting, job.id), choose);
  });
  place.hidden = all.length === 0;
  const list = place.querySelector("ol");
  const there = [...(list?.children ?? [])];
  const isSame = cards.every((made, at) => there[at]?.isEqualNode(made));
  // Drawn anew only when something is: the focus would be lost.
  if (there.length !== cards.length || !isSame) list?.replaceChildren(...cards);
}

/** @type {(waiting: Report[], id: string) => Report[]} */
function ofJob(waiting, id) {
  return waiting.filter(({ job }) => job === id);
}

/** @type {(job: Job, progress: Progress, waiting: Report[], choose: (job: Job) => void) => HTMLElement} */
function card(job, progress, waiting, choose) {
  const item = element("li");
  item.className = "ds-card";
  item.dataset.color = "neutral";
  const heading = element("h3", [when(job), job.recipient].filter(Boolean).join(" "));
  heading.className = "ds-heading";
  heading.dataset.size = "xs";
  const task = element("p", text(`task_${job.task}`));
  if (job.with_alarm) task.append(` ${text("with_alarm")}`);
  item.append(heading, task, element("p", address(job)), way(job), ...news(job, waiting));
  // Never the steps of another task: a job that has none here is done with the office on the line.
  if (steps(progress).length > 0) item.append(button(job, progress, choose));
  else item.append(line("note", text("no_steps")));
  return item;
}

/** @param {Job} job */
function address(job) {
  if (job.address_hidden) return text("address_hidden");
  return [job.address, job.dwelling].filter(Boolean).join(", ");
}

/** @param {Job} job */
function way(job) {
  const list = element("ol");
  list.className = "way";
  for (const door of job.doors) {
    const state = door.label ? text("has_unit", { label: door.label }) : text("has_no_unit");
    const item = element("li", `${whatDoor(door)}: ${state}`);
    if (door.note) item.append(line("note", door.note));
    if (!door.lock_id && !door.lock_permitted) item.append(line("trouble", text("no_permission")));
    list.append(item);
  }
  return list;
}

/** @type {(job: Job, waiting: Report[]) => HTMLElement[]} */
function news(job, waiting) {
  const refused = waiting.filter((one) => one.refused !== undefined);
  const troubles = job.reported.flatMap(({ trouble }) => (trouble === null ? [] : [trouble]));
  const lines = [...new Set(troubles)].map((one) =>
    line("trouble", [has(`trouble_${one}`) ? text(`trouble_${one}`) : "", text("trouble")].join(" ").trim()),
  );
  if (refused.length > 0) {
    const why = String(refused[0].refused);
    lines.push(line("trouble", text("steps_refused", { count: refused.length, why })));
  }
  const count = waiting.length - refused.length;
  if (count > 0) lines.push(line("note", text("steps_wait", { count })));
  return lines;
}

/** @type {(job: Job, progress: Progress, choose: (job: Job) => void) => HTMLElement} */
function button(job, progress, choose) {
  const isBegun = progress.finished.length > 0;
  const isOver = isBegun && next(progress).step === null;
  const made = element("button", text(isOver ? "job_done" : isBegun ? "job_go_on" : "job_begin"));
  made.type = "button";
  made.className = "ds-button";
  made.dataset.variant = isOver ? "tertiary" : "primary";
  made.setAttribute("aria-label", `${made.textContent}: ${when(job)} ${job.recipient}`.trim());
  made.addEventListener("click", () => choose(job));
  return made;
}

/** @type {(name: string, content: string) => HTMLElement} */
function line(name, content) {
  const made = element("span", content);
  made.className = name;
  return made;
}

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 */
function element(name, content = "") {
  const made = document.createElement(name);
  made.textContent = content;
  return made;
}
