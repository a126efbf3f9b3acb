// One training step in slow motion: five numbered phases between the frame before it and the frame after it.

import { nameOf, placeOf } from "./pointing.js"

const PHASE_SECONDS = 2.4

export class SlowMotion {
  constructor(scene, before, after) {
    Object.assign(this, { scene, before, after })
    this.begun = null
  }

  // What to show at this time: { blend, lit, text }, or null when it is over. `lit` is the layer whose lines light up.
  at(time) {
    this.begun ??= time
    const passed = (time - this.begun) / 1000 / PHASE_SECONDS
    const phase = Math.floor(passed)
    const share = passed - phase
    const layers = this.scene.sizes.length - 1
    const across = Math.min(layers - 1, Math.floor(share * layers)) + 1
    const { before, after } = this
    const standing = (frame) => ({ from: frame, to: frame, share: 0 })
    switch (phase) {
      case 0:
        return { blend: standing(before), lit: across, text: "1 Forward: the batch goes through the network, layer by layer." }
      case 1:
        return { blend: standing(before), text: `2 Loss: over the training set it is ${this.loss(before)}.` }
      case 2:
        return { blend: standing(before), lit: layers + 1 - across, text: "3 Backward: from the output back, every weight gets its share of the error." }
      case 3:
        return { blend: { from: before, to: after, share: before.side === after.side ? share : 0 }, text: `4 Update: ${this.largestChange()}` }
      case 4:
        return { blend: standing(after), lit: across, text: `5 Forward again: the training loss is ${this.loss(after)} now.` }
      default:
        return null
    }
  }

  loss(frame) {
    return Number(frame.scores[this.scene.scores.indexOf("train_loss")].toPrecision(6))
  }

  largestChange() {
    let [largest, index] = [0, 0]
    this.after.theta.forEach((value, i) => {
      const change = value - this.before.theta[i]
      if (Math.abs(change) > Math.abs(largest)) [largest, index] = [change, i]
    })
    if (largest === 0) return "no weight moves; the gradient is zero."
    const { layer, from, to } = placeOf(this.scene, index)
    const what = from === null ? `bias of ${nameOf(this.scene, layer, to)}` : `weight ${nameOf(this.scene, layer - 1, from)} → ${nameOf(this.scene, layer, to)}`
    return `every weight moves a little; most of all the ${what}, by ${largest.toPrecision(3).replace("-", "−")}.`
  }
}
