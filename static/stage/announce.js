// Says at a calm pace, to those who listen instead of looking, what the numbers are; and names the charts in words.

const EVERY_MS = 6000 // while it plays
const SOON_MS = 500 // after a step or a pause, so that ten quick steps are told once

export class Announcer {
  constructor(region, charts) {
    Object.assign(this, { region, charts })
    this.saidAt = 0
    this.timer = null
  }

  setScene(scene) {
    this.scene = scene
  }

  // Take note of a frame; it is told when it is time.
  note(frame, playing) {
    this.frame = frame
    const now = performance.now()
    if (playing && now - this.saidAt >= EVERY_MS) this.say()
    else if (!playing && this.told !== frame.number && !this.timer) this.timer = setTimeout(() => this.say(), SOON_MS)
  }

  say() {
    clearTimeout(this.timer)
    this.timer = null
    this.saidAt = performance.now()
    this.told = this.frame.number
    const score = (name) => this.frame.scores[this.scene.scores.indexOf(name)]
    const [train, test] = [words(score("train_loss")), this.scene.has_test ? words(score("test_loss")) : ""]
    const epoch = Math.floor(score("epoch")).toLocaleString("en")
    this.region.textContent = `Epoch ${epoch}: training loss ${train}${test && `, test loss ${test}`}.`
    const { data, shape } = this.frame.curve
    const first = shape[0] ? `It began at ${words(data[1])}.` : ""
    name(this.charts.loss, `Loss over epochs. At epoch ${epoch} the training loss is ${train}${test && ` and the test loss ${test}`}. ${first}`)
    const theta = this.frame.theta
    name(this.charts.weights, `Weights and biases of ${this.scene.sizes.length - 1} layers as heatmaps, from ${words(Math.min(...theta))} to ${words(Math.max(...theta))}.`)
  }
}

function name(place, text) {
  place.setAttribute("role", "img")
  place.setAttribute("aria-label", text)
}

const words = (value) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "not a finite number")
