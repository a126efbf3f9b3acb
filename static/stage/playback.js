// The frames that are there and the clock that walks through them.

import { at } from "./wire.js"

const REFILL_SECONDS = 0.4 // ask for more when less than this is left to show
const BLEND_FROM_RATE = 10 // below so many frames a second each frame is shown as it is

export class Playback {
  constructor() {
    this.frames = []
    this.generation = -1
    this.playing = false
    this.rate = 30
    this.place = 0 // in frames: 2.25 is a quarter of the way from frames[2] to frames[3]
    this.lastTime = null
  }

  // Take an answer: a new generation replaces what was buffered, the same one continues it.
  take(header, arrays) {
    const incoming = framesOf(header, arrays)
    if (header.generation !== this.generation || !header.playing) {
      this.frames = incoming
      this.place = 0
    } else {
      const last = this.frames.at(-1)?.number ?? -1
      this.frames.push(...incoming.filter((frame) => frame.number > last))
    }
    this.generation = header.generation
    this.playing = header.playing
    this.rate = header.rate
  }

  // Move the clock; true when there is something new to draw.
  tick(time) {
    const seconds = this.lastTime === null ? 0 : Math.min(0.25, (time - this.lastTime) / 1000)
    this.lastTime = time
    if (!this.playing || this.frames.length < 2) return false
    const before = this.place
    this.place = Math.min(this.frames.length - 1, this.place + seconds * this.rate)
    const passed = Math.floor(this.place)
    if (passed > 0) {
      this.frames.splice(0, passed)
      this.place -= passed
    }
    return this.place !== before || passed > 0
  }

  // Stop at the frame on the screen, at once, and forget what lies beyond it.
  stop() {
    this.playing = false
    const shown = this.shown()
    this.frames = shown ? [shown] : []
    this.place = 0
  }

  shown() {
    return this.frames[0]
  }

  // The two frames between which the picture is, and how far it is from the first to the second.
  blend() {
    const [from, to = from] = this.frames
    const blends = this.playing && this.rate >= BLEND_FROM_RATE && from.output.length === to.output.length
    return { from, to, share: blends ? this.place : 0 }
  }

  secondsLeft() {
    return (this.frames.length - 1 - this.place) / this.rate
  }

  wantsMore() {
    return this.playing && this.secondsLeft() < Math.max(REFILL_SECONDS, 1 / this.rate)
  }
}

function framesOf(header, arrays) {
  const count = arrays.number.shape[0]
  return Array.from({ length: count }, (_, k) => ({
    number: arrays.number.data[k],
    scores: at(arrays.score, k),
    theta: at(arrays.theta, k),
    maps: at(arrays.maps, k),
    scales: at(arrays.scales, k),
    output: at(arrays.output, k),
    side: arrays.output.shape[1],
    curve: arrays.curve,
  }))
}
