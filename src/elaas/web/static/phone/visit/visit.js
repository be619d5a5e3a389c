/** A job from its first step to its last, offline: what is finished is kept, and on its way. */

import { find } from "../app/page.js";
import { clock, has, text } from "../app/words.js";
import { hasKitchenPage, Kitchen } from "./kitchen.js";
import { begin, correctable, doorOf, isFinished, next, renewed, soFar, whyNoLock } from "./job.js";
import { drawLines, drawNames, drawParts, toSign } from "./lists.js";
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
  #kitchen = new Kitchen(find(document, "#kitchen", HTMLDialogElement));
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
  }

  /**
   * Begins the job, or goes on where somebody stopped.
   * @param {Job} shown as it was drawn: the server may have told more of it since
   */
  open(shown) {
    return this.#inTurn(async () => {
      const bundle = await this.#store.get("bundle");
      const job = bundle?.jobs?.find(({ id }) => id === shown.id) ?? shown;
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
    const { at, of } = next(progress);
    const step = this.#step;
    const asked = progress.cannot;
    const door = asked?.door ?? step?.door ?? null;
    const name = asked ? "cannot" : (step?.name ?? "done");
    const where = [progress.what.recipient, whatDoor(doorOf(progress, door))];
    const key = `${name} ${door}`;
    const known = [progress.draft, progress.told?.[key]].find((draft) => draft?.step === key);
    const draft = known ?? { step: key, values: this.#before(name, door), photos: [] };
    const isRemoval = progress.what.task === "remove";
    const told = { where: where.filter(Boolean).join(": "), at, of, isRemoval };
    const form = this.#sheet.form(name);
    if (name === "back") drawParts(find(form, ".parts", HTMLElement), doorOf(progress, door));
    this.#sheet.show(name, draft, told);
    this.#finished(asked !== null || Boolean(progress.again));
    this.#sheet.know(this.#known(name, doorOf(progress, door)));
    await this.#dress(name, form, door);
  }

  /** The step that is shown: one that is corrected, or the first that is not finished. */
  get #step() {
    return this.#now.again ?? next(this.#now).step;
  }

  /**
   * The finished steps, to go back to one of them.
   * @param {boolean} isHidden
   */
  #finished(isHidden) {
    const progress = this.#now;
    const there = isHidden ? [] : correctable(progress);
    this.#sheet.finished(
      there.map((step) => {
        const where = progress.what.doors.length > 1 ? whatDoor(doorOf(progress, step.door)) : "";
        return { step, where };
      }),
      (step) => this.#inTurn(() => this.#correct(step)),
    );
  }

  /** @param {Step | null} again */
  async #correct(again) {
    this.#progress = { ...this.#now, again, draft: null };
    await this.#store.keepProgress(this.#progress);
    await this.#show();
  }

  /**
   * What a form has in it before anybody fills it in: what is known of the door.
   * @type {(name: string, door: string | null) => Record<string, string>}
   */
  #before(name, door) {
    const there = doorOf(this.#now, door);
    if (name === "work" || name === "release" || name === "key_out") return { lockId: there?.lock_id ?? "", label: there?.label ?? "" };
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
    const { what, cannot: asked, instead } = this.#now;
    const isRemoval = what.task === "remove";
    for (const button of form.querySelectorAll("[data-act=cannot], [data-act=again]")) {
      const isOfCorrecting = button.getAttribute("data-act") === "again";
      if (button instanceof HTMLElement) button.hidden = isOfCorrecting !== Boolean(this.#now.again);
    }
    if (name === "cannot" && door !== null) {
      find(form, ".why", HTMLElement).textContent = asked?.why ? text(asked.why) : "";
      find(form, "[data-act=back]", HTMLElement).hidden = asked?.forced ?? false;
      const isBoxPossible = !isRemoval && doorOf(this.#now, door)?.key_box_permitted && !instead[door];
      find(form, ".then-key_box", HTMLElement).hidden = !isBoxPossible;
      find(form, ".put-back", HTMLElement).hidden = !isFinished(this.#now, "parts", door);
    } else if (name === "unit" && door !== null) {
      await this.#app.units.show(form, this.#sheet, instead[door] === "key_box", what.weak_boxes);
    } else if (name === "work" || name === "release" || name === "key_out") {
      this.#app.units.showMounted(form, this.#sheet);
    } else if (name === "teach") {
      find(form, "[data-point=alarm]", HTMLElement).hidden = !what.with_alarm;
    } else if (name === "sign") {
      drawLines(find(form, ".signs", HTMLElement), toSign(this.#now));
      drawNames(find(form, "datalist", HTMLDataListElement), what.signers ?? []);
    } else if (name === "done") {
      const waiting = (await this.#store.reports()).filter(({ job }) => job === what.id).length;
      const sentence = waiting > 0 ? text("steps_wait", { count: waiting }) : text("steps_sent");
      find(form, ".sent", HTMLElement).textContent = sentence;
      find(form, "[data-act=kitchen]", HTMLElement).hidden = !hasKitchenPage(this.#now);
    }
  }

  async #next() {
    const progress = this.#now;
    const step = this.#step;
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
    const key = `${step?.name} ${door}`;
    const draft = { ...this.#sheet.draft, step: key };
    const filled = step ? { ...progress.told, [key]: draft } : progress.told;
    const after = { ...progress, ...said.then, finished, told: filled, again: null, draft: null };
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
    if (isFinished(this.#now, "mounted", door)) return null; // it has been corrected; one is there
    const why = whyNoLock(there, /** @type {{cylinder: string, gap_mm: string}} */ (found));
    return why === null ? null : { door, why, forced: true };
  }

  /** @param {string} act */
  #act(act) {
    if (act === "close") this.#sheet.close();
    else if (act === "kitchen") this.#kitchen.show(this.#now);
    else if (act === "again") this.#inTurn(() => this.#correct(null));
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
}

/** @param {JobDoor | undefined} door */
export function whatDoor(door) {
  if (!door) return "";
  return text(door.place === "entrance" ? "entrance" : "front_door");
}

/**
 * When a job is, as people say it.
 * @param {Job} job
 */
export function when({ starts_at, ends_at }) {
  return starts_at && ends_at ? `${clock(starts_at)}–${clock(ends_at)}` : text("any_time");
}
