// What the page and the server say to each other about the stage: what the person did, until an answer says that it is
// done, and what the page wants to know besides the frames.

import { arrived, leaving, quiet, send } from "../page/quiet.js"
import { unpack } from "./wire.js"

const ANSWER_TIMEOUT = 4000 // ask again when no answer came in so many ms
const DRAGGED = ["visit", "drag"] // acts that follow a hand: the newest place counts

export const isDragged = (action) => DRAGGED.includes(action)

export class Dialogue {
  // `moment()` says what the page shows, `take(header, arrays)` gets each answer, in the order in which they came;
  // `fail(error)` is told when one cannot be taken, and the next ones still are; `wake()` is called when there is
  // something to ask, or to wait for.
  constructor({ moment, take, fail, wake }) {
    Object.assign(this, { moment, take, fail, wake })
    this.intents = []
    this.serial = 0
    this.waitingSince = null
    this.watched = { pins: [], sample: null, gradient: false, look: null, mistakes: false, pixels: null, keep: null }
    this.answers = Promise.resolve()
  }

  // `trigger`, set by the stage, takes questions to the server; once the page is left there is nobody to ask.
  listen(on) {
    if (!on) {
      clearTimeout(this.due)
      return (this.trigger = null)
    }
    this.waitingSince = null
    arrived()
  }

  // False when these bytes came before.
  receive(bytes) {
    if (bytes === this.lastBytes) return false
    this.lastBytes = bytes
    this.answers = this.answers.then(() => unpack(bytes)).then(({ header, arrays }) => {
      this.waitingSince = null
      this.answered = this.asked
      this.serial = Math.max(this.serial, header.done)
      this.intents = this.intents.filter((intent) => intent.serial > header.done)
      this.take(header, arrays)
    }).catch((error) => {
      this.fail(error)
      reportError(error)
    })
    return true
  }

  // Keep what the person did at a frame until an answer says that it is done. While something is dragged only the
  // newest place of it counts.
  note(action, details) {
    if (isDragged(action)) this.intents = this.intents.filter((intent) => intent.action !== action || intent.press !== details.press)
    const { generation, frame } = this.moment()
    this.intents.push({ serial: ++this.serial, action, ...details, generation, frame })
    this.wake()
  }

  get waiting() {
    return this.waitingSince !== null && performance.now() - this.waitingSince < ANSWER_TIMEOUT
  }

  // Whether all that is to be told follows a hand.
  get dragging() {
    return this.intents.length > 0 && this.intents.every(({ action }) => isDragged(action))
  }

  // Whether the last answer was to other questions than those there are now. A question that stays without an answer
  // is asked again.
  get curious() {
    return JSON.stringify(this.watched) !== this.answered
  }

  // Whether anything is to be asked or being answered.
  get busy() {
    return this.waiting || this.intents.length > 0 || this.curious
  }

  // Ask when it is time: for what was done at once, for more frames when they are `wanted`.
  askInTime(wanted) {
    if (!this.waiting && (this.intents.length || wanted)) this.ask()
  }

  // Ask, unless it would get in the way of what happens on the page: at once for what the person did; for the rest when
  // what came before has been dealt with, for a click may be among it.
  ask() {
    if (!this.trigger || (this.intents.length ? leaving() : quiet())) return
    clearTimeout(this.due)
    this.waitingSince = performance.now()
    if (this.intents.length) this.put()
    else this.due = setTimeout(() => (quiet() ? (this.waitingSince = null) : this.put()))
    this.wake()
  }

  put() {
    this.asked = JSON.stringify(this.watched)
    send(() => this.trigger("ask", { ...this.moment(), watch: this.watched, intents: this.intents }))
  }

  // A question that was to be answered once.
  heard(name) {
    const settled = !this.curious
    this.watched[name] = null
    if (settled) this.asked = this.answered = JSON.stringify(this.watched)
  }

  // Tell the server something that is no question.
  tell(name, value) {
    if (this.trigger) send(() => this.trigger(name, value))
  }
}
