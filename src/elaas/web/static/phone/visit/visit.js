/** A job from its first step to its last, offline: what is finished is kept, and on its way. */

import { find } from "../app/page.js";
import { clock, has, text } from "../app/words.js";
import { begin, doorOf, isFinished, next, renewed, soFar, whyNoLock } from "./job.js";
import { Sheet } from "./sheet.js";
import { cannot, told } from "./told.js";

/**
 * @import { Store } from "../app/store.js"
 * @import { Draft, Job, JobDoor, Progress, Step } from "./job.js"
 * @import { Missing, Told } from "./told.js"
 * @import { UnitStep } from "./unit_step.js"
 *
 * @typedef {object} App
 * @property {() => Date} now
 * @property {() => void} finished hears that a step waits for the server
 * @property {() => void} closed hears that the day is to be seen again
 * @property {UnitStep} units
 */

export class Visit {
  #store;
  #app;
  #sheet;
  #kitchen = find(document, "#kitchen", HTMLDialogElement);
  /** @type {Progress | null} */
  #progress = null;
  #last = Promise.resolve();

  /**
   * @param {Store} store
   * @param {App} app
   */
  constructor(store, app) {
    this.#store = store;
    this.#app = app;
    this.#sheet = new Sheet({
      keep: (draft) => this.#inTurn(() => this.#keep(draft)),
      next: () => this.#inTurn(() => this.#next()),
      act: (act) => this.#act(act),
    });
    find(document, "#visit", HTMLDialogElement).addEventListener("close", () => app.closed());
    this.#kitchen.addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-act]") : null;
      if (button instanceof HTMLElement) this.#inTheKitchen(String(button.dataset.act));
    });
  }

  /**
   * Begins the job, or goes on where somebody stopped.
   * @param {Job} job
   */
  open(job) {
    return this.#inTurn(async () => {
      const before = soFar(await this.#store.progress(), job);
      this.#progress = renewed(before ?? begin(job), job);
      await this.#store.keepProgress(this.#progress);
      await this.#show();
    });
  }

  /**
   * One after the other: cold fingers tap twice.
   * @param {() => Promise<void>} work
   */
  #inTurn(work) {
    this.#last = this.#last.then(work, work);
    return this.#last;
  }

  get #now() {
    if (this.#progress === null) throw new TypeError("no job is open");
    return this.#progress;
  }

  async #show() {
    const progress = this.#now;
    const { step, at, of } = next(progress);
    const asked = progress.cannot;
    const door = asked?.door ?? step?.door ?? null;
    const name = asked ? "cannot" : (step?.name ?? "done");
    const where = [progress.what.recipient, whatDoor(doorOf(progress, door))];
    const known = progress.draft?.step === `${name} ${door}` ? progress.draft : null;
    const draft = known ?? { step: `${name} ${door}`, values: this.#before(name, door), photos: [] };
    const told = { where: where.filter(Boolean).join(": "), at, of };
    const form = this.#sheet.show(name, draft, told);
    this.#sheet.know(this.#known(name, doorOf(progress, door)));
    await this.#dress(name, form, door);
  }

  /**
   * What a form has in it before anybody fills it in: what is known of the door.
   * @type {(name: string, door: string | null) => Record<string, string>}
   */
  #before(name, door) {
    const there = doorOf(this.#now, door);
    if (name === "work") return { lockId: there?.lock_id ?? "", label: there?.label ?? "" };
    const found = there?.found;
    if (name !== "found" || !found) return {};
    return { make: found.make, cylinder: found.cylinder, gap: found.gap_mm };
  }

  /** @type {(name: string, door: JobDoor | undefined) => string} */
  #known(name, door) {
    if (name === "work") return this.#reason();
    if (name !== "found" || !door) return "";
    const permission = door.lock_permitted ? "" : text("no_permission");
    return [permission, door.note].filter(Boolean).join(" ");
  }

  /** Why somebody must see to it. */
  #reason() {
    const { reason } = this.#now.what;
    return has(`reason_${reason}`) ? text(`reason_${reason}`) : "";
  }

  /** @type {(name: string, form: HTMLElement, door: string | null) => Promise<void>} */
  async #dress(name, form, door) {
    const { what, cannot: asked, bags, instead, units } = this.#now;
    if (name === "cannot" && door !== null) {
      find(form, ".why", HTMLElement).textContent = asked?.why ? text(asked.why) : "";
      find(form, "[data-act=back]", HTMLElement).hidden = asked?.forced ?? false;
      const isBoxPossible = doorOf(this.#now, door)?.key_box_permitted && !instead[door];
      find(form, ".then-key_box", HTMLElement).hidden = !isBoxPossible;
      find(form, ".put-back", HTMLElement).hidden = !isFinished(this.#now, "parts", door);
    } else if (name === "unit" && door !== null) {
      await this.#app.units.show(form, this.#sheet, instead[door] === "key_box");
    } else if (name === "work") {
      this.#app.units.showMounted(form, this.#sheet);
    } else if (name === "teach") {
      find(form, "[data-point=alarm]", HTMLElement).hidden = !what.with_alarm;
    } else if (name === "sign") {
      const lines = Object.values(bags).map((bag) => text("sign_bag", bag));
      const mounted = Object.values(units).map(({ label }) => text("sign_unit", { label }));
      drawLines(find(form, ".signs", HTMLElement), [...mounted, text("sign_shown"), ...lines]);
    } else if (name === "done") {
      const waiting = (await this.#store.reports()).filter(({ job }) => job === what.id).length;
      const sentence = waiting > 0 ? text("steps_wait", { count: waiting }) : text("steps_sent");
      find(form, ".sent", HTMLElement).textContent = sentence;
      find(form, "[data-act=kitchen]", HTMLElement).hidden = what.task !== "mount";
    }
  }

  async #next() {
    const progress = this.#now;
    const { step } = next(progress);
    const { draft } = this.#sheet;
    const asked = progress.cannot;
    if (asked) return this.#finish(asked.door, cannot(asked.door, draft, progress), null);
    if (step === null) return undefined;
    const signature = step.name === "sign" ? await this.#sheet.signature() : null;
    return this.#finish(step.door, told(step, draft, progress, signature), step);
  }

  /** @type {(door: string | null, said: Told | Missing, step: Step | null) => Promise<void>} */
  async #finish(door, said, step) {
    if ("missing" in said) return this.#sheet.say(text(said.missing));
    const progress = this.#now;
    const { token } = await this.#store.need("account");
    const [id, at] = [crypto.randomUUID(), this.#app.now().toISOString()];
    const finished = [...progress.finished, { id, kind: said.kind, door }];
    const after = { ...progress, ...said.then, finished, draft: null };
    const asked = step?.name === "found" ? this.#mustAsk(door, said.told) : null;
    this.#progress = { ...after, cannot: asked };
    const { kind, told: content, photos } = said;
    const report = { id, kind, job: progress.job, door, told: content, photos, at, token };
    await this.#store.finish(this.#progress, report);
    this.#app.finished();
    return this.#show();
  }

  /**
   * What must be asked of a door on which no lock may be, or fits.
   * @type {(door: string | null, found: object) => Progress["cannot"]}
   */
  #mustAsk(door, found) {
    const there = doorOf(this.#now, door);
    if (door === null || !there || this.#now.instead[door]) return null;
    const why = whyNoLock(there, /** @type {{cylinder: string, gap_mm: string}} */ (found));
    return why === null ? null : { door, why, forced: true };
  }

  /** @param {string} act */
  #act(act) {
    if (act === "close") this.#sheet.close();
    else if (act === "kitchen") this.#showKitchen();
    else if (act === "cannot" || act === "back") this.#inTurn(() => this.#ask(act === "cannot"));
    else this.#app.units.act(act, this.#sheet); // its own turns: what it finds out is kept in ours
  }

  /** @param {boolean} isAsked */
  async #ask(isAsked) {
    const progress = this.#now;
    const door = next(progress).step?.door;
    if (!door) return;
    const asked = isAsked ? { door, why: "", forced: false } : null;
    this.#progress = { ...progress, cannot: asked };
    await this.#store.keepProgress(this.#progress);
    await this.#show();
  }

  /** @param {Draft} draft */
  async #keep(draft) {
    this.#progress = { ...this.#now, draft };
    await this.#store.keepProgress(this.#progress);
  }

  #showKitchen() {
    const bags = Object.values(this.#now.bags).map((bag) => text("sign_bag", bag));
    for (const place of this.#kitchen.querySelectorAll(".bag")) {
      if (place instanceof HTMLElement) place.hidden = bags.length === 0;
      place.textContent = bags.join(" ");
    }
    this.#kitchen.showModal();
  }

  /** @param {string} act */
  #inTheKitchen(act) {
    if (act === "print") window.print();
    if (act === "shut") this.#kitchen.close();
    if (act !== "other") return;
    for (const page of this.#kitchen.querySelectorAll(".kitchen")) {
      if (page instanceof HTMLElement) page.hidden = !page.hidden;
    }
  }
}

/** @param {JobDoor | undefined} door */
export function whatDoor(door) {
  if (!door) return "";
  return text(door.place === "entrance" ? "entrance" : "front_door");
}

/** @type {(place: HTMLElement, lines: string[]) => void} */
function drawLines(place, lines) {
  const list = document.createElement("ul");
  for (const line of lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  place.replaceChildren(list);
}

/**
 * When a job is, as people say it.
 * @param {Job} job
 */
export function when({ starts_at, ends_at }) {
  return starts_at && ends_at ? `${clock(starts_at)}–${clock(ends_at)}` : text("any_time");
}
