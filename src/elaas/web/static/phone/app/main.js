/** The app: reads what the phone keeps, draws it, syncs when it can, and opens doors. */

import { BluetoothRadio } from "../radio/bluetooth.js";
import { SimulatedRadio } from "../radio/simulated.js";
import { atHomes, withoutOldAddresses } from "./bundle.js";
import { drawCheck, drawDay } from "./day.js";
import { DoorBar } from "./door.js";
import { enrol } from "./enrol.js";
import { Ladder } from "./ladder.js";
import { evicted, keepsItsWord, markEnrolled } from "./memory.js";
import { byId, find } from "./page.js";
import { Phone } from "./phone.js";
import { prepare, Scanner } from "./scan.js";
import { ask, ServerRefused, Unreachable } from "./server.js";
import { Store } from "./store.js";
import { sync } from "./sync.js";
import { Units } from "./unit.js";
import { drawJobs } from "../visit/jobs.js";
import { UnitStep } from "../visit/unit_step.js";
import { Visit } from "../visit/visit.js";
import { clock, text } from "./words.js";

/**
 * @import { Radio } from "../radio/link.js"
 * @import { Bundle } from "./bundle.js"
 */

const SYNC_EVERY = 3 * 60_000; // milliseconds
const REDRAW_EVERY = 30_000;
const BLOCKED = 403; // what the server answers to a blocked phone

const now = () => new Date();

class App {
  #store;
  #bar;
  #ladder;
  #visit;
  #code = find(document, "#code", HTMLInputElement);
  /** @type {string | null} */
  #chosen = null;
  #last = Promise.resolve(); // the latest sync that has begun
  /** @type {Promise<void> | null} */
  #next = null; // the one that waits for it
  #offered = false; // a strange link holds a code: whoever has the phone must say so themselves
  #refused = false; // the server no longer takes this phone for its owner's

  /**
   * @param {Store} store
   * @param {Radio} radio
   */
  constructor(store, radio) {
    this.#store = store;
    const told = { where: byId("where"), note: byId("note"), said: byId("said") };
    const elements = { bar: byId("bar"), button: byId("open"), other: byId("other"), ...told };
    const phone = new Phone(store, radio);
    const scanner = new Scanner(find(document, "#scan", HTMLDialogElement));
    this.#bar = new DoorBar(elements, phone, {
      now,
      entered: (visit) => this.#ladder.entered(visit),
      after: () => this.sync(),
    });
    this.#ladder = new Ladder(find(document, "#ladder", HTMLDialogElement), store, {
      now,
      open: (door, shown) => this.#bar.open(door, shown),
      kin: (assignment) => this.#kin(assignment),
    });
    this.#visit = new Visit(store, {
      now,
      finished: () => this.sync(),
      closed: () => this.draw(),
      units: new UnitStep({ store, units: new Units(phone), scan: () => scanner.scan(), now }),
    });
    byId("stuck").addEventListener("click", () => {
      const { at } = this.#bar;
      if (at) this.#ladder.show(at);
    });
    byId("enrolment").addEventListener("submit", (event) => this.#enrol(event));
    byId("sync").addEventListener("click", () => this.sync());
  }

  async start() {
    const code = new URLSearchParams(location.hash.slice(1)).get("kode");
    if (code) {
      history.replaceState(null, "", location.pathname); // it serves once, and is nobody else's
      this.#code.value = code;
      this.#offered = !(await this.#mayTakeOver());
      if (!this.#offered) await this.#enrolWith(code);
    }
    await this.draw();
    await this.sync();
    document.querySelector("li.current")?.scrollIntoView({ block: "center" });
    setInterval(() => this.draw(), REDRAW_EVERY);
    setInterval(() => this.sync(), SYNC_EVERY);
    addEventListener("online", () => this.sync());
    document.addEventListener("visibilitychange", () => !document.hidden && this.sync());
    document.documentElement.dataset.ready = "true";
  }

  async draw() {
    const account = await this.#store.get("account");
    const bundle = await this.#bundle();
    const lost = await evicted(this.#store);
    byId("lost").hidden = !lost;
    const isSomebodys = account !== undefined && !lost;
    byId("enrolment").hidden = isSomebodys && !this.#refused && !this.#offered;
    byId("day").hidden = account === undefined;
    byId("who").textContent = account?.employee.name ?? "";
    byId("check").hidden = account === undefined || bundle === undefined || lost;
    if (account === undefined || bundle === undefined || lost) {
      byId("visits").replaceChildren();
      this.#bar.hide();
      return;
    }
    const homes = atHomes(bundle);
    drawCheck(byId("check"), homes, now());
    byId("install").hidden = await keepsItsWord();
    await this.#drawJobs(bundle);
    const visit = drawDay(byId("visits"), homes, now(), {
      chosen: this.#chosen,
      choose: (assignment) => this.#choose(assignment),
    });
    if (visit) this.#bar.show({ visit, bundle: homes });
    else this.#bar.hide();
    byId("nothing").hidden = homes.visits.length > 0 || !byId("jobs").hidden;
  }

  /** @param {Bundle} bundle */
  async #drawJobs({ jobs = [] }) {
    const [begun, waiting] = [await this.#store.progress(), await this.#store.reports()];
    drawJobs(byId("jobs"), jobs, begun, waiting, (job) => this.#visit.open(job));
  }

  /** The last bundle, in which a protected address does not outlive its time. */
  async #bundle() {
    const bundle = await this.#store.get("bundle");
    const without = bundle && withoutOldAddresses(bundle, now());
    if (without) await this.#store.put("bundle", without);
    return without ?? bundle;
  }

  /** @param {string} assignment */
  async #kin(assignment) {
    const { token } = await this.#store.need("account");
    return (await ask("/phone/kin", { assignment }, token)).kin;
  }

  /** One at a time; whoever asks while one is under way gets the one after it. */
  sync() {
    const run = () => {
      this.#next = null;
      this.#last = this.#sync();
      return this.#last;
    };
    this.#next ??= this.#last.then(run, run);
    return this.#next;
  }

  async #sync() {
    if ((await this.#store.get("account")) === undefined) return;
    try {
      const { visits } = await sync(this.#store);
      this.#refused = false;
      if (visits.some(({ unit }) => unit)) prepare(); // whose labels are scanned out there
      await this.#say("synced");
    } catch (error) {
      if (!(error instanceof Unreachable) && !(error instanceof ServerRefused)) throw error;
      this.#refused = error instanceof ServerRefused;
      // Blocked: its credentials are revoked, and whose day it was is nobody's who has it now.
      const status = error instanceof ServerRefused ? error.status : null;
      if (status === BLOCKED) await this.#store.drop("bundle");
      await this.#say(this.#refused ? "not_enrolled" : "offline");
    }
    await this.draw();
  }

  /** @param {string} name */
  async #say(name) {
    const bundle = await this.#store.get("bundle");
    const since = bundle ? clock(bundle.now) : text("never");
    byId("net").textContent = text(name, { time: since });
    byId("net").dataset.at = bundle?.now ?? "";
  }

  /** Whether a link may make this phone somebody's: from our own page, or while it is nobody's. */
  async #mayTakeOver() {
    const isOurs = document.referrer.startsWith(`${location.origin}/`);
    const isNobodys = (await this.#store.get("account")) === undefined;
    return isOurs || isNobodys || evicted(this.#store);
  }

  /** @param {Event} event */
  async #enrol(event) {
    event.preventDefault();
    await this.#enrolWith(this.#code.value.trim());
    await this.draw();
    await this.sync();
  }

  /** @param {string} code */
  async #enrolWith(code) {
    try {
      await enrol(this.#store, code);
      markEnrolled();
      this.#offered = false;
      byId("enrol-said").textContent = "";
    } catch (error) {
      const known = error instanceof Unreachable || error instanceof ServerRefused;
      if (!known) throw error;
      const name = error instanceof Unreachable ? "cannot_enrol" : "code_refused";
      byId("enrol-said").textContent = text(name);
    }
  }

  /** @param {string} assignment */
  async #choose(assignment) {
    this.#chosen = assignment;
    await this.draw();
    find(document, "li.current h2", HTMLElement).focus(); // the button that was pressed is gone
  }
}

/** The demo's radio where the page names one, else Bluetooth; null: this browser has none. */
function radioHere() {
  const simulated = document.querySelector('meta[name="elaas-simulated-radio"]');
  if (simulated instanceof HTMLMetaElement) return new SimulatedRadio(simulated.content);
  return navigator.bluetooth ? new BluetoothRadio(navigator.bluetooth) : null;
}

const radio = radioHere();
byId("unsupported").hidden = radio !== null;
byId("simulated").hidden = !(radio instanceof SimulatedRadio);
navigator.serviceWorker?.register("/telefon/sw.js", { scope: "/telefon/" });
if (radio !== null) await new App(await Store.open(), radio).start();
