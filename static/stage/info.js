// The line below the network: what came of what the person did, else the numbers of what is pointed at.

import { describe, describeSample } from "./pointing.js"

const WORD_MS = 6000
const HINT = "Point at a part for its numbers; click a unit to look into it, a line to set it, or drag it."

export class Info {
  constructor(place) {
    this.place = place
    this.word = ""
  }

  // Say a word for a while instead; `after` is called when it has been said.
  say(word, after) {
    this.word = word
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.word = ""
      after()
    }, WORD_MS)
  }

  // `found` is what the server knew of the moment: the gradient, and the path of the sample that is followed.
  show(scene, frame, part, path, found) {
    this.write(this.word ? this.word
      : part ? describe(scene, frame, part, found.arrays.gradient?.data)
      : path ? describeSample(scene, found.sample, path) : HINT)
  }

  write(text) {
    if (this.place.textContent !== text) this.place.textContent = text
  }
}
