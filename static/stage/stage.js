// The live stage: puts the parts together and talks with nnplay/ui/stage.py.
//
// Streamlit calls `render` whenever an answer arrives and `unmount` when the page is left. The stage itself is made
// once and moved to wherever Streamlit wants it, so charts and canvases are never built again.

import { coloursOf, offerPicture } from "../pictures/menu.js"
import { Announcer } from "./announce.js"
import { BoundaryView } from "./boundary.js"
import { Charts } from "./charts.js"
import { classColour, palette, themeName } from "./colours.js"
import { Display } from "./display.js"
import { DRAWING, Drawing } from "./drawing.js"
import { Inspector, MOST_PINS } from "./inspector.js"
import { LayerBar } from "./layers.js"
import { NetworkView } from "./network.js"
import { describe, describeSample } from "./pointing.js"
import { Playback } from "./playback.js"
import { Remark } from "./remark.js"
import { SlowMotion } from "./slow.js"
import { Touch } from "./touch.js"
import { TOOLBAR, Toolbar } from "./toolbar.js"
import { unpack } from "./wire.js"
import { Views } from "../views/views.js"

const ANSWER_TIMEOUT = 4000 // ask again when no answer came in so many ms
const DRAGGED = ["visit", "drag"] // acts that follow a hand: the newest place counts
const WORD_MS = 6000
const QUIET_MS = 60 // after a key or pointer event elsewhere, so that an ask does not swallow a click of the page

const MARKUP = `${TOOLBAR}
  <p class="nnp-spoken" aria-live="polite"></p>
  <div class="nnp-panels">
    <section class="nnp-panel nnp-network" aria-label="Network">
      <div class="nnp-heads" role="toolbar" aria-label="Layers"></div>
      <div class="nnp-menu" role="dialog" hidden></div>
      <canvas></canvas>
      <p class="nnp-info" aria-live="polite"></p>
      <form class="nnp-edit" hidden><input type="number" step="any" min="-1000000" max="1000000" aria-label="New value"></form>
      <button type="button" class="nnp-undo" hidden title="Give the last edited value back (Ctrl Z)">Undo</button>
    </section>
    <section class="nnp-panel nnp-boundary" aria-label="Decision boundary">
      <div class="nnp-square"><canvas></canvas><canvas></canvas><i class="nnp-brush" hidden></i><p class="nnp-blank" hidden></p></div>
      <div class="nnp-legend">
        <span class="nnp-classes"></span><span data-end="low"></span><i class="nnp-scale"></i><span data-end="high"></span>
        <label class="nnp-test"><input type="checkbox" checked> <span title="Show the test samples">○ test</span></label>
        <button type="button" class="nnp-small nnp-display" aria-haspopup="true" aria-expanded="false">Display</button>
        <button type="button" class="nnp-small nnp-draw-on" aria-pressed="false" title="Draw and erase points on the picture (D)">Draw</button>
      </div>${DRAWING}
      <div class="nnp-menu" role="dialog" aria-label="Display options" hidden></div>
    </section>
    <section class="nnp-inspector" aria-label="Pinned units" hidden></section>
    <section class="nnp-panel nnp-loss" aria-label="Loss">
      <h3>Loss <div class="nnp-remark" role="status" hidden><span></span>
        <button type="button" class="nnp-small" data-do="why" aria-expanded="false">Why?</button>
        <button type="button" class="nnp-small" data-do="dismiss" aria-label="Dismiss">×</button><p hidden></p></div> <button type="button" class="nnp-clear" hidden>Clear earlier runs</button> <label><input type="checkbox"> log scale</label></h3><div class="nnp-chart"></div>
    </section>
    <section class="nnp-panel nnp-weights" aria-label="Weights">
      <h3>Weights and biases</h3><div class="nnp-chart"></div>
    </section>
  </div>
  <section class="nnp-views" aria-label="Views"></section>`

class Stage {
  constructor() {
    addStyleSheet()
    this.root = document.createElement("div")
    this.root.className = "nnp-stage"
    this.root.innerHTML = MARKUP
    const find = (selector) => this.root.querySelector(selector)
    this.toolbar = new Toolbar(this.root, (action, details) => {
      if (action === "drawing") this.drawing.switch(!this.drawing.on)
      else this.act(action === "undo" && this.drawing.undoes ? "undraw" : action, details)
    })
    this.network = new NetworkView(find(".nnp-network canvas"))
    this.boundary = new BoundaryView(...this.root.querySelectorAll(".nnp-square canvas"))
    this.charts = new Charts(find(".nnp-loss .nnp-chart"), find(".nnp-weights .nnp-chart"))
    this.playback = new Playback()
    this.intents = []
    this.serial = 0
    this.done = 0
    this.answers = Promise.resolve()
    this.drawn = 0 // frames drawn since the page was opened, for measurements
    this.display = new Display(
      { button: find(".nnp-display"), menu: find(".nnp-boundary .nnp-menu"), log: find(".nnp-loss input"), test: find(".nnp-test input") },
      (names) => {
        this.showView()
        this.note("view", { names })
        this.ask()
      },
    )
    this.info = find(".nnp-info")
    this.undo = find(".nnp-undo")
    this.undo.onclick = () => this.act("undo")
    this.network.laidOut = (columns) => {
      this.touch.setColumns(columns)
      this.layers.place(columns, this.network.canvas.clientWidth)
    }
    this.watched = { pins: [], sample: null, gradient: false, look: null, mistakes: false } // what is to be known besides the frames
    this.found = { arrays: {} } // what the last answer knew of it
    this.touch = new Touch(find(".nnp-network canvas"), find(".nnp-edit"), this.touching())
    this.layers = new LayerBar(find(".nnp-heads"), find(".nnp-menu"), (details) => this.act("rebuild", details))
    this.inspector = new Inspector(find(".nnp-inspector"), {
      close: ([layer, unit]) => this.pin(layer, unit),
      edit: (index, place) => this.editPinned(index, place),
      remove: (layer, value) => this.act("rebuild", { do: "remove_unit", layer, value }),
    })
    this.views = new Views(find(".nnp-views"), {
      ask: (look) => this.watch({ look }),
      select: (sample) => this.select(sample),
      colourOf: (value) => this.boundary.colourOf(value),
    })
    this.drawing = new Drawing(find(".nnp-boundary"), this.boundary, {
      send: (details) => this.act("draw", details),
      begin: () => this.select(null),
    })
    this.remark = new Remark(find(".nnp-remark"))
    this.announcer = new Announcer(find(".nnp-spoken"), { loss: find(".nnp-loss .nnp-chart"), weights: find(".nnp-weights .nnp-chart") })
    this.root.addEventListener("nnp-select", (event) => this.select(event.detail))
    find(".nnp-square").addEventListener("click", (event) => this.clickedBoundary(event))
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.watched.sample) this.select(null)
    })
    find(".nnp-clear").onclick = () => this.act("clear_ghosts")
    this.offerPictures()
    this.hush = () => (this.quietUntil = performance.now() + QUIET_MS)
  }

  // Every panel can be saved as it is on the screen.
  offerPictures() {
    const offer = (selector, name, part, picture) => {
      const title = () => `${this.scene.title}: ${name}, epoch ${this.playback.shown().scores[this.scene.scores.indexOf("epoch")]}`
      const about = () => ({ file: `${this.scene.file}-${part}`, title: title(), ...coloursOf(this.root) })
      offerPicture(this.root.querySelector(selector), `the ${name}`, () => ({ ...picture(), ...about() }))
    }
    const chart = (name) => () => ({ Plotly: this.charts.Plotly, chart: this.charts.places[name], script: this.scene.plotly })
    offer(".nnp-network", "network", "network", () => this.network.picture())
    offer(".nnp-legend", "decision boundary", "boundary", () => this.boundary.picture())
    offer(".nnp-loss h3", "loss", "loss", chart("loss"))
    offer(".nnp-weights h3", "weights and biases", "weights", chart("weights"))
  }

  attach(place, trigger) {
    this.trigger = trigger
    if (this.place === place && this.root.parentElement === place) return
    this.place = place
    place.append(this.root)
    this.waitingSince = null
    this.toolbar.listen(true)
    this.layers.listen(true)
    for (const event of ["pointerdown", "keydown", "input"]) window.addEventListener(event, this.hush, true)
    if (!this.looping) {
      this.looping = true
      this.playback.lastTime = null
      requestAnimationFrame((time) => this.loop(time))
    }
  }

  detach(place) {
    if (this.place !== place) return // it has moved on to another place already
    this.place = null
    this.looping = false
    this.toolbar.listen(false)
    this.layers.listen(false)
    for (const event of ["pointerdown", "keydown", "input"]) window.removeEventListener(event, this.hush, true)
  }

  // Answers are unpacked in the order in which they came.
  receive(bytes) {
    if (bytes === this.lastBytes) return this.followTheme()
    this.lastBytes = bytes
    this.answers = this.answers.then(() => unpack(bytes)).then(({ header, arrays }) => this.take(header, arrays))
  }

  take(header, arrays) {
    this.waitingSince = null
    this.done = header.done
    this.serial = Math.max(this.serial, header.done)
    this.intents = this.intents.filter((intent) => intent.serial > header.done)
    const points = arrays.train_points && (header.scene !== this.scene?.id || header.points !== this.points)
    if (header.scene !== this.scene?.id) {
      if (!header.setting) return this.ask() // it belongs to a scene this page never got
      this.setScene(header.setting, arrays)
    }
    if (points) {
      this.boundary.setPoints(arrays.train_points.data, arrays.test_points.data)
      this.points = header.points
      if (!header.blank) this.views.trainPoints = arrays.train_points.data
    }
    this.drawing.take(header, points)
    if (header.ghost_labels) this.setGhosts(header, arrays)
    this.found = { pins: header.pins, sample: header.sample, arrays }
    this.network.path = header.sample ? arrays.sample_values.data : null
    this.layers.setFrozen(header.frozen)
    this.remark.take(header.remark)
    if (header.word) this.say(header.word)
    const dragging = this.intents.length > 0 && this.intents.every((intent) => DRAGGED.includes(intent.action))
    if (this.intents.length && !dragging) return this.ask() // what the person did since comes first
    const before = this.playback.shown()
    this.playback.take(header, arrays)
    this.views.take(header, arrays, this.playback.frames.at(-1))
    if (this.slowStep && !this.intents.length) this.startSlowMotion(before)
    this.toolbar.setState(header)
    if (this.display.set(header.view)) this.showView()
    else if (arrays.wrong_train) this.boundary.setWrong(arrays)
    this.undo.hidden = !header.edits
    this.draw()
    if (dragging || (!header.playing && this.asked !== JSON.stringify(this.watched))) this.ask()
  }

  setGhosts(header, arrays) {
    this.ghosts = header.ghosts
    const ghosts = header.ghost_labels.map((label, index) => {
      const { data, shape } = arrays[`ghost_${index}`]
      return { label, data, rows: shape[0] }
    })
    this.charts.setGhosts(ghosts)
    this.root.querySelector(".nnp-clear").hidden = !ghosts.length
  }

  setScene(scene, arrays) {
    this.scene = scene
    this.playback = new Playback()
    this.network.marked = undefined
    this.network.path = null
    this.stopSlowMotion()
    this.touch.setScene(scene)
    this.layers.setScene(scene)
    this.inspector.setScene(scene)
    this.announcer.setScene(scene)
    this.remark.begin()
    this.found = { arrays: {} }
    this.watched.pins = this.watched.pins.filter(([layer, unit]) => layer < scene.sizes.length && unit < scene.sizes[layer])
    this.toolbar.setScene(scene)
    this.display.setScene(scene)
    this.network.setScene(scene, arrays.input_maps.data)
    this.boundary.setScene(scene, arrays.train_points.data, arrays.test_points.data)
    this.drawing.setScene(scene)
    const [part, index] = this.watched.sample ?? []
    this.boundary.setSelected(part ? { part, index } : null)
    this.views.setScene(scene, arrays.train_points.data)
    const { low, high } = scene.targets
    this.root.querySelector("[data-end=low]").textContent = tidy(low)
    this.root.querySelector("[data-end=high]").textContent = tidy(high)
    this.nameClasses(scene)
    this.root.querySelector(".nnp-test").hidden = !scene.has_test
    this.themeName = null
    this.followTheme()
  }

  // More than two classes have a colour each; two, or a number, lie along one scale.
  nameClasses(scene) {
    const many = scene.classes.length > 0
    for (const part of this.root.querySelectorAll("[data-end], .nnp-scale")) part.hidden = many
    this.root.querySelector(".nnp-classes").replaceChildren(...scene.classes.map((name, index) => {
      const dot = document.createElement("span")
      dot.textContent = name
      dot.style.setProperty("--class", classColour(scene, index))
      return dot
    }))
  }

  followTheme() {
    const name = themeName(this.root)
    if (!this.scene || name === this.themeName) return
    this.themeName = name
    const theme = this.scene.themes[name]
    const colours = palette(theme)
    this.network.setTheme(theme, colours)
    this.inspector.setTheme(theme, colours)
    this.boundary.setTheme(theme, colours)
    this.drawing.showTools()
    this.views.setTheme(theme, colours)
    this.root.querySelector(".nnp-scale").style.background = `linear-gradient(90deg, ${theme.negative}, ${theme.zero}, ${theme.positive})`
    this.charts.setScene(this.scene, theme).catch((error) => this.fail(error))
    if (this.playback.shown()) this.draw()
  }

  // Show what the display options say; they are part of the link, so the server may bring others.
  showView() {
    const { names, style } = this.display
    this.charts.setLogScale(names.includes("log"))
    this.boundary.setOptions({ test: !names.includes("notest"), style, contours: names.includes("contours") })
    this.boundary.setWrong(names.includes("mistakes") ? this.found.arrays : {})
    this.watch({ mistakes: names.includes("mistakes") })
  }

  startSlowMotion(before) {
    this.slowStep = false
    const after = this.playback.shown()
    if (before && after.theta.length === before.theta.length) this.slow = new SlowMotion(this.scene, before, after)
  }

  stopSlowMotion() {
    this.slow = null
    this.network.lit = undefined
  }

  draw(blend = this.playback.blend()) {
    this.drawn++
    this.toolbar.showScores(blend.from.scores)
    this.network.draw(blend)
    this.inspector.draw(this.watched.pins, blend, this.found, (...unit) => this.mapOf(...unit))
    this.announcer.note(blend.from, this.playback.playing)
    this.boundary.draw(blend, this.pointedMap(blend))
    this.sayPointed(blend.from)
    this.charts.draw(blend, this.playback.playing)
    this.views.follow(blend.from)
  }

  // What a hand on the network does.
  touching() {
    return {
      value: (index) => this.playback.shown().theta[index],
      point: (part) => {
        this.network.marked = part ?? undefined
        this.watch({ gradient: Boolean(part && "index" in part) })
        if (this.playback.shown()) this.draw()
      },
      pin: (layer, unit) => this.pin(layer, unit),
      hold: () => this.playback.playing && this.act("pause"), // a number stands still while it is typed over
      set: (index, value) => this.act("set", { index, value }),
      drag: (index, value, press) => this.act("drag", { index, value, press }),
    }
  }

  // Ask for more to know about the moment on the screen; it comes with the next answer.
  watch(changes) {
    Object.assign(this.watched, changes)
    if (JSON.stringify(this.watched) !== this.asked && this.scene && this.waitingSince === null && !this.playback.playing) this.ask()
  }

  // Put a unit into the inspector, or take it out again.
  pin(layer, unit) {
    const pins = this.watched.pins.filter(([l, u]) => l !== layer || u !== unit)
    if (pins.length === this.watched.pins.length) pins.push([layer, unit])
    this.watch({ pins: pins.slice(-MOST_PINS) })
    if (this.playback.shown()) this.draw()
  }

  // Follow one sample: { part: "train" or "test", index }, or null for none.
  select(sample) {
    this.watch({ sample: sample && [sample.part, sample.index] })
    this.boundary.setSelected(sample)
    this.views.setSelected(sample)
    if (!sample) this.network.path = null
    if (this.playback.shown()) this.draw()
  }

  editPinned(index, place) {
    const panel = this.touch.form.parentElement.getBoundingClientRect()
    const { left, top } = place.getBoundingClientRect()
    this.touch.edit(index, left - panel.left, top - panel.top)
  }

  // The map of the unit under the pointer, for the large picture; null for the network's own answer.
  pointedMap(blend) {
    const part = this.network.marked
    if (part?.kind !== "unit" || part.layer === this.scene.sizes.length - 1) return null
    return this.mapOf(blend, part.layer, part.unit)
  }

  mapOf({ from, to, share }, layer, unit) {
    if (layer === this.scene.sizes.length - 1) return { side: from.side, from: from.output, to: to.output, share }
    const side = this.scene.map_side
    const before = this.scene.sizes.slice(layer ? 1 : 0, layer).reduce((sum, size) => sum + size, 0)
    const cut = (maps) => maps.subarray((before + unit) * side ** 2, (before + unit + 1) * side ** 2)
    if (layer === 0) return { side, from: cut(this.network.inputMaps), to: cut(this.network.inputMaps), share: 0 }
    return { side, from: cut(from.maps), to: cut(to.maps), share }
  }

  sayPointed(frame) {
    const part = this.network.marked
    if (this.slow) return
    const said = this.word ? this.word : part ? describe(this.scene, frame, part, this.found.arrays.gradient?.data)
      : this.network.path ? describeSample(this.scene, this.found.sample, this.network.path)
      : "Point at a part for its numbers; click a unit to look into it, a line to set it, or drag it."
    if (this.info.textContent !== said) this.info.textContent = said
  }

  loop(time) {
    if (!this.looping) return
    if (this.slow) this.drawSlowMotion(time)
    else if (this.playback.tick(time)) this.draw()
    const now = performance.now()
    const waiting = this.waitingSince !== null && now - this.waitingSince < ANSWER_TIMEOUT
    if (!waiting && (this.intents.length || (this.playback.wantsMore() && now > (this.quietUntil ?? 0)))) this.ask()
    requestAnimationFrame((next) => this.loop(next))
  }

  drawSlowMotion(time) {
    const moment = this.slow.at(time)
    if (!moment) {
      this.stopSlowMotion()
      return this.draw()
    }
    this.network.lit = moment.lit
    this.info.textContent = moment.text
    this.draw(moment.blend)
  }

  // Note what the person did, show at once what can be shown at once, and tell the server.
  act(action, details = {}) {
    this.stopSlowMotion()
    this.slowStep = action === "slow"
    if (this.slowStep) [action, details] = ["step", { unit: "batch" }]
    const frame = this.shownNumber()
    const waiting = this.waitingSince !== null
    if (DRAGGED.includes(action)) this.dropOlder(action, details)
    this.note(action, details, frame)
    this.playback.stop()
    if (action === "play" || action === "pause") this.toolbar.setPlaying(action === "play")
    if (action === "pause") this.draw()
    if (DRAGGED.includes(action)) this.toolbar.setPlaying(false)
    if (!DRAGGED.includes(action) || !waiting) this.ask() // while a slider is dragged, one question at a time
    return this.serial
  }

  // While something is dragged only the newest place of it counts.
  dropOlder(action, details) {
    this.intents = this.intents.filter((intent) => intent.action !== action || intent.press !== details.press)
  }

  clickedBoundary({ offsetX, offsetY }) {
    if (this.drawing.on) return
    const sample = this.boundary.sampleAt(offsetX, offsetY)
    this.select(sample)
  }

  // Say for a while what came of what the person did.
  say(text) {
    this.word = text
    this.drawing.say(text)
    clearTimeout(this.wordTimer)
    this.wordTimer = setTimeout(() => {
      this.word = ""
      if (this.playback.shown()) this.sayPointed(this.playback.shown())
    }, WORD_MS)
  }

  shownNumber() {
    return this.playback.shown()?.number ?? 0
  }

  // Keep for the server what the person did, until an answer says that it is done.
  note(action, details, frame = this.shownNumber()) {
    this.intents.push({ serial: ++this.serial, action, ...details, generation: this.playback.generation, frame })
  }

  ask() {
    this.waitingSince = performance.now()
    this.asked = JSON.stringify(this.watched)
    this.trigger("ask", {
      generation: this.playback.generation,
      frame: this.shownNumber(),
      scene: this.scene?.id ?? "",
      ghosts: this.ghosts ?? -1,
      points: this.points ?? -1,
      watch: this.watched,
      intents: this.intents,
    })
  }

  fail(error) {
    this.toolbar.showMessage({ title: "The picture could not be drawn.", text: String(error.message), label: "Try again", action: "reset" })
  }
}

function tidy(value) {
  return Number(value.toPrecision(2)).toString().replace("-", "−")
}

function addStyleSheet() {
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = new URL("stage.css", import.meta.url).href
  document.head.append(link)
}

let stage

export function render({ data, parentElement, setTriggerValue }) {
  stage ??= window.nnplayStage = new Stage()
  stage.attach(parentElement, setTriggerValue)
  stage.receive(data)
}

export function unmount(place) {
  stage?.detach(place)
}
