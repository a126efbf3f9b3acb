// The controls above the picture, the numbers that are always in view, and the keyboard.

import { quantity } from "../page/numbers.js"

const SHORTCUTS = [
  ["Space", "play or pause"],
  ["→", "one step (a batch)"],
  ["Shift →", "one epoch"],
  ["←", "one step back"],
  ["S", "one step in slow motion"],
  ["R", "reset to the same start"],
  ["N", "new weights"],
  ["D", "draw points on the boundary"],
  ["Ctrl Z", "undo a weight set by hand, or a stroke"],
  ["?", "this list"],
]

// What a link may hide (nnplay/share/lesson.py): the acts and where they are.
const PARTS = {
  play: [["toggle", "[data-act=toggle]"]],
  step: [["batch", "[data-act=batch]"], ["epoch", "[data-act=epoch]"], ["slow", "[data-act=slow]"], ["back", ".nnp-group"]],
  speed: [["speed", ".nnp-speed"]],
  reset: [["reset", "[data-act=reset]"]],
  weights: [["new_weights", "[aria-label=Weights].nnp-group"]],
  timeline: [["visit", ".nnp-timeline"]],
  draw: [["drawing", ".nnp-draw-on"]],
}

export const TOOLBAR = `
  <div class="nnp-toolbar" role="toolbar" aria-label="Training">
    <button type="button" class="nnp-play" data-act="toggle"><span class="nnp-icon"></span><span class="nnp-label">Play</span></button>
    <span class="nnp-group" role="group" aria-label="Step">
      <button type="button" data-act="batch" title="One step (→)">Step</button>
      <button type="button" data-act="epoch" title="One epoch (Shift →)">Epoch</button>
      <button type="button" data-act="slow" title="One step in slow motion, in five phases (S)">Slow</button>
    </span>
    <label class="nnp-speed">Speed
      <input type="range" min="0" step="1" aria-label="Speed">
      <output></output>
    </label>
    <button type="button" data-act="reset" title="The exact same start again (R)">Reset</button>
    <span class="nnp-group" role="group" aria-label="Weights">
      <button type="button" data-act="new_weights" title="New weights, same data (N)">New weights</button>
      <label title="The seed from which the initial weights are drawn">seed <input type="number" class="nnp-seed" min="0" max="4294967295" step="1"></label>
    </span>
    <button type="button" class="nnp-help" data-act="help" title="Keyboard (?)" aria-expanded="false" aria-label="Keyboard shortcuts">?</button>
    <div class="nnp-shortcuts" hidden>${SHORTCUTS.map(([key, what]) => `<div><kbd>${key}</kbd> ${what}</div>`).join("")}</div>
  </div>
  <div class="nnp-message" role="alert" hidden><strong></strong> <span></span> <div class="nnp-ways"></div></div>
  <label class="nnp-timeline">Timeline
    <input type="range" min="0" max="0" step="1" value="0" aria-label="Timeline: go to any step of this run">
    <output></output>
  </label>
  <dl class="nnp-numbers">
    <div><dt>Epoch</dt><dd data-score="epoch"></dd></div>
    <div><dt>Step</dt><dd data-score="step"></dd></div>
    <div><dt>Train loss</dt><dd data-score="train_loss"></dd></div>
    <div><dt>Test loss</dt><dd data-score="test_loss"></dd></div>
    <div><dt>Train accuracy</dt><dd data-score="train_accuracy"></dd></div>
    <div><dt>Test accuracy</dt><dd data-score="test_accuracy"></dd></div>
  </dl>`

const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })

const FORMATS = {
  epoch: (value) => count.format(value),
  step: (value) => count.format(value),
  train_loss: loss,
  test_loss: loss,
  train_accuracy: percent,
  test_accuracy: percent,
}

function loss(value) {
  if (Number.isNaN(value)) return "–"
  if (!Number.isFinite(value)) return "∞"
  return Math.abs(value) >= 1000 || (value !== 0 && Math.abs(value) < 1e-4) ? value.toExponential(2) : value.toFixed(4)
}

// Never rounds up to 100: one wrong sample is not "all right".
function percent(value) {
  if (Number.isNaN(value)) return "–"
  return `${(Math.floor(value * 1000 + 1e-9) / 10).toFixed(1)} %`
}

export class Toolbar {
  // `act(action, details)` is called with what the person does.
  constructor(root, act) {
    this.root = root
    this.act = act
    this.playing = false
    this.find = (selector) => root.querySelector(selector)
    for (const button of root.querySelectorAll("[data-act]")) {
      button.onclick = () => this.perform(button.dataset.act)
      button.onpointerup = () => setTimeout(() => button.blur()) // so that Space plays after a click elsewhere
    }
    const speed = this.find(".nnp-speed input")
    speed.oninput = () => {
      this.showSpeed(Number(speed.value))
      this.act("speed", { speed: Number(speed.value) })
    }
    this.numbers = Object.fromEntries(Object.keys(FORMATS).map((name) => [name, this.find(`[data-score=${name}]`)]))
    this.told = this.find(".nnp-timeline output")
    this.timeline = this.find(".nnp-timeline input")
    this.timeline.oninput = () => this.act("visit", { step: Number(this.timeline.value) })
    const seed = this.find(".nnp-seed")
    seed.onchange = () => {
      if (seed.value !== "" && seed.checkValidity()) this.act("seed", { seed: Number(seed.value) })
      else this.showSeed()
    }
    this.onKey = (event) => this.key(event)
  }

  listen(on) {
    // In the capture phase, because the page around has a shortcut of its own on R.
    window[on ? "addEventListener" : "removeEventListener"]("keydown", this.onKey, true)
  }

  setScene(scene) {
    this.scene = scene
    this.find(".nnp-speed input").max = scene.speeds.length - 1
    for (const name of ["train_accuracy", "test_accuracy"]) {
      this.find(`[data-score=${name}]`).parentElement.hidden = !scene.classification || (name === "test_accuracy" && !scene.has_test)
    }
    this.find("[data-score=test_loss]").parentElement.hidden = !scene.has_test
    const { scaling } = scene
    for (const name of ["train_loss", "test_loss"]) {
      this.find(`[data-score=${name}]`).parentElement.title = scaling
        ? `Of the scaled target: ${scaling.name} less its mean ${quantity(scaling.mean)}, divided by its deviation ${quantity(scaling.spread)}. Predictions are in its own unit.` : ""
    }
  }

  setState(header) {
    this.header = header
    this.hide(header.hide)
    this.setPlaying(header.playing)
    this.find(".nnp-speed input").value = header.speed
    this.showSpeed(header.speed)
    this.showSeed()
    const step = this.find("[data-act=batch]")
    step.textContent = header.batch === 1 ? "Sample" : "Step"
    step.title = header.batch === 1 ? "One sample (→)" : `One step: a batch of ${header.batch} (→)`
    this.end = header.end
    this.showMessage(header.message)
  }

  // A lesson may leave controls out; their keys then do nothing either.
  hide(names) {
    this.hidden = new Set(names.flatMap((name) => (PARTS[name] ?? []).map(([act]) => act)))
    for (const [name, parts] of Object.entries(PARTS)) {
      for (const [, selector] of parts) this.find(selector).classList.toggle("nnp-left-out", names.includes(name))
    }
  }

  setPlaying(playing) {
    this.playing = playing
    const stuck = Boolean(this.header?.message || this.header?.blank)
    const play = this.find("[data-act=toggle]")
    play.classList.toggle("nnp-playing", playing)
    play.querySelector(".nnp-label").textContent = playing ? "Pause" : "Play"
    play.title = playing ? "Pause (Space)" : "Play (Space)"
    play.disabled = stuck
    for (const act of ["batch", "epoch", "slow"]) this.find(`[data-act=${act}]`).disabled = playing || stuck
  }

  showSeed() {
    this.find(".nnp-seed").value = this.header.seed
  }

  showSpeed(speed) {
    const value = this.scene.speeds[speed]
    const text = value === "max" ? "as fast as possible" : `${count.format(value)} ${value === 1 ? "step" : "steps"}/s`
    this.find(".nnp-speed output").textContent = text
    this.find(".nnp-speed input").setAttribute("aria-valuetext", text)
  }

  showMessage(message) {
    const box = this.find(".nnp-message")
    box.hidden = !message
    if (!message) return
    box.classList.toggle("nnp-note", message.kind === "note")
    box.querySelector("strong").textContent = message.title
    box.querySelector("span").textContent = message.text
    const ways = box.querySelector(".nnp-ways")
    const told = JSON.stringify(message.ways)
    if (ways.dataset.told === told) return // a button that is being pressed stays
    ways.dataset.told = told
    ways.replaceChildren(...message.ways.map(({ action, label, details }) => {
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = label
      button.onclick = () => this.act(action, details)
      return button
    }))
  }

  // The shown step among all that were made; the knob is left alone while a hand is on it.
  showMoment(step) {
    const end = this.playing ? step : Math.max(this.end, step) // the server is ahead of the picture while it plays
    this.timeline.max = end
    if (!this.timeline.matches(":active")) this.timeline.value = step
    this.timeline.disabled = end === 0
    const back = step < this.end && !this.playing
    const kept = end ? `${count.format(this.header.marks)} moment${this.header.marks === 1 ? "" : "s"} kept` : ""
    const { told } = this
    told.textContent = back ? `${count.format(this.end - step)} steps back` : kept
    told.title = kept && `${kept} of ${count.format(end + 1)}, thinned out evenly in log time; each other one is trained again, exactly, from the nearest before it.`
    this.timeline.setAttribute("aria-valuetext", `step ${count.format(step)} of ${count.format(end)}`)
  }

  showScores(scores) {
    this.step = scores[this.scene.scores.indexOf("step")]
    this.showMoment(this.step)
    this.scene.scores.forEach((name, i) => {
      if (this.numbers[name]) this.numbers[name].textContent = FORMATS[name](scores[i])
    })
  }

  perform(act) {
    if (this.find(`[data-act=${act}]`)?.disabled || this.hidden?.has(act)) return
    if (act === "toggle") this.act(this.playing ? "pause" : "play")
    else if (act === "batch" || act === "epoch") this.act("step", { unit: act })
    else if (act === "help") this.toggleHelp()
    else this.act(act)
  }

  toggleHelp() {
    const box = this.find(".nnp-shortcuts")
    box.hidden = !box.hidden
    this.find(".nnp-help").setAttribute("aria-expanded", String(!box.hidden))
  }

  key(event) {
    if (!this.root.isConnected || takesKey(event.target, event.key)) return // another page is there already
    if ((event.ctrlKey || event.metaKey) && event.key === "z") return this.act("undo")
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = { " ": "toggle", ArrowRight: event.shiftKey ? "epoch" : "batch", ArrowLeft: "back", s: "slow", d: "drawing", r: "reset", n: "new_weights", "?": "help" }[
      event.key.length === 1 ? event.key.toLowerCase() : event.key
    ]
    if (!act || (event.key === " " && event.target.closest?.("button, a, summary"))) return
    event.preventDefault()
    event.stopImmediatePropagation()
    if (event.repeat && !["batch", "epoch", "back"].includes(act)) return
    this.perform(act)
  }
}

const TAKES_KEYS = "input, textarea, select, [contenteditable=true], [role=slider], [role=combobox], [role=listbox], [role=option], [role=dialog], [role=radio], [role=tab]"

// Whether a key belongs to what has the focus: a slider of ours wants only its arrows.
function takesKey(target, key) {
  if (target.matches?.(".nnp-square canvas")) return /^(Arrow.*|Enter|Delete|Backspace|\d)$/.test(key)
  if (target.matches?.(".nnp-network canvas")) return key.startsWith("Arrow") || key === "Enter"
  if (target.matches?.(".nnp-stage input[type=range]")) return key.startsWith("Arrow")
  return Boolean(target.closest?.(TAKES_KEYS))
}
