// Keeps the moment on the screen in this tab's own storage. When the server does not know the run any more (it was
// restarted, the connection was away for long, the page was loaded again), it offers to go on from there; what the
// server then needs travels in pieces. nnplay/ui/comeback.py writes what is kept, and reads it.
//
// Nothing depends on it: a browser that stores nothing, or has no room, just offers nothing.

import { Pieces } from "../page/pieces.js"
import { get, put, read } from "../page/storage.js"

const MOMENT = "nnplay moment", EXPERIMENT = "nnplay experiment", SHOWN = "nnplay shown", EARLIER = "nnplay earlier runs"
const LOOK_MS = 2000 // between two looks whether there is something new to keep
const PLAYING_MS = 10000 // between two moments kept while pictures move; the way from there is trained again

const arrivedWith = location.search

export class Kept {
  // `place()` says what is on the screen: { playing, at, step }, or null. `ask(known)` asks for the moment as text, when
  // the experiment `known` is here already; null asks for nothing. `send(piece)` takes a piece back to the server.
  constructor(root, { place, ask, send }) {
    Object.assign(this, { root, place, ask, send })
    this.find = (selector) => root.querySelector(selector)
    this.find("[data-do=goOn]").onclick = () => this.goOn()
    this.find("[data-do=afresh]").onclick = () => (root.hidden = true)
    this.keptAt = -Infinity
    setInterval(() => this.look(), LOOK_MS)
  }

  // Take what an answer says of it.
  take(header) {
    if (header.session !== this.session) {
      const again = this.session !== undefined
      this.session = header.session
      this.document = "" // this server's name for the experiment that is kept
      this.past = "" // and for the earlier runs
      this.offer(again)
    }
    if (header.kept) {
      this.ask(null)
      if (header.kept.worth) requestIdle(() => this.store(header.kept, { scene: header.scene, generation: header.generation }))
      this.at = this.place()?.at
    }
    this.sending?.proceed(header.back)
  }

  look() {
    const now = this.place()
    if (!now || now.at === this.at || this.sending) return
    put(SHOWN, JSON.stringify({ of: now.of, step: now.step }))
    if (now.playing && performance.now() - this.keptAt < PLAYING_MS) return
    if (!now.playing && (now.at !== this.before || running())) return (this.before = now.at)
    this.keptAt = performance.now()
    this.ask(`${this.document} ${this.past}`)
  }

  store({ experiment, moment, earlier, past, ...about }, { scene, generation }) {
    if (earlier !== undefined) {
      put(EARLIER, earlier)
      this.past = past
    }
    if (experiment || about.missing) {
      put(EXPERIMENT, experiment ?? "")
      this.document = about.document
    }
    put(MOMENT, JSON.stringify({ ...about, moment, search: location.search, of: `${scene}:${generation}` }))
  }

  // Say that there is something to come back to, if it is of this tab's page.
  offer(again) {
    const kept = read(MOMENT)
    if (!kept?.moment || kept.session === this.session) return
    if (!again && new URLSearchParams(arrivedWith).has("v") && kept.search !== arrivedWith) return // a link was opened
    const shown = read(SHOWN)
    const experiment = get(EXPERIMENT)
    this.lost = { ...kept, experiment, earlier: get(EARLIER), shown: shown?.of === kept.of ? shown.step : kept.step }
    const cause = again ? "The connection was lost, and the server has begun a new run" : "This page was loaded again"
    this.find("p").textContent = experiment
      ? `${cause}: your run had reached epoch ${kept.epoch.toLocaleString("en")}.`
      : `${cause}. Its table was too long to keep: bring ${kept.missing} again to go on with it.`
    this.find("[data-do=goOn]").textContent = `Go on from epoch ${kept.epoch.toLocaleString("en")}`
    this.find("[data-do=goOn]").hidden = !experiment
    this.root.hidden = false
  }

  goOn() {
    const { experiment, moment, earlier, look, runs, shown } = this.lost
    const text = JSON.stringify({ experiment, moment, earlier, look, runs, shown })
    this.sending = new Pieces(text, { send: this.send, done: () => (this.sending = null) })
    this.root.hidden = true
  }
}

// Whether a script of the page runs. A question meanwhile would tell the server what its controls held before.
function running() {
  return document.querySelector("[data-test-script-state=running]") !== null
}

function requestIdle(then) {
  if (window.requestIdleCallback) requestIdleCallback(then, { timeout: LOOK_MS })
  else setTimeout(then)
}
