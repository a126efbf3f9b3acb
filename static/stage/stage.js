// The live stage: puts the parts together and talks with nnplay/ui/stage.py.
//
// Streamlit calls `render` whenever an answer arrives and `unmount` when the page is left. The stage itself is made
// once and moved to wherever Streamlit wants it, so charts and canvases are never built again.

import { BoundaryView } from "./boundary.js"
import { Charts } from "./charts.js"
import { palette, themeName } from "./colours.js"
import { NetworkView } from "./network.js"
import { describe, partAt } from "./pointing.js"
import { Playback } from "./playback.js"
import { SlowMotion } from "./slow.js"
import { TOOLBAR, Toolbar } from "./toolbar.js"
import { unpack } from "./wire.js"

const ANSWER_TIMEOUT = 4000 // ask again when no answer came in so many ms
const QUIET_MS = 60 // after a key or pointer event elsewhere, so that an ask does not swallow a click of the page

const MARKUP = `${TOOLBAR}
  <div class="nnp-panels">
    <section class="nnp-panel nnp-network" aria-label="Network"><canvas></canvas>
      <p class="nnp-info"></p>
      <form class="nnp-edit" hidden><input type="number" step="any" min="-1000000" max="1000000" aria-label="New value"></form>
      <button type="button" class="nnp-undo" hidden title="Give the last edited value back (Ctrl Z)">Undo</button>
    </section>
    <section class="nnp-panel nnp-boundary" aria-label="Decision boundary">
      <div class="nnp-square"><canvas></canvas><canvas></canvas></div>
      <div class="nnp-legend">
        <span data-end="low"></span><i class="nnp-scale"></i><span data-end="high"></span>
        <label class="nnp-test"><input type="checkbox" checked> <span>○ test samples</span></label>
      </div>
    </section>
    <section class="nnp-panel nnp-loss" aria-label="Loss">
      <h3>Loss <button type="button" class="nnp-clear" hidden>Clear earlier runs</button> <label><input type="checkbox"> log scale</label></h3><div class="nnp-chart"></div>
    </section>
    <section class="nnp-panel nnp-weights" aria-label="Weights">
      <h3>Weights and biases</h3><div class="nnp-chart"></div>
    </section>
  </div>`

class Stage {
  constructor() {
    addStyleSheet()
    this.root = document.createElement("div")
    this.root.className = "nnp-stage"
    this.root.innerHTML = MARKUP
    const find = (selector) => this.root.querySelector(selector)
    this.toolbar = new Toolbar(this.root, (action, details) => this.act(action, details))
    this.network = new NetworkView(find(".nnp-network canvas"))
    this.boundary = new BoundaryView(...this.root.querySelectorAll(".nnp-square canvas"))
    this.charts = new Charts(find(".nnp-loss .nnp-chart"), find(".nnp-weights .nnp-chart"))
    this.playback = new Playback()
    this.intents = []
    this.serial = 0
    this.done = 0
    this.answers = Promise.resolve()
    this.drawn = 0 // frames drawn since the page was opened, for measurements
    this.log = find(".nnp-loss input")
    this.test = find(".nnp-test input")
    this.log.onchange = this.test.onchange = () => {
      this.view = [...(this.log.checked ? ["log"] : []), ...(this.test.checked ? [] : ["notest"])]
      this.showView()
      this.note("view", { names: this.view })
      this.ask()
    }
    this.info = find(".nnp-info")
    this.undo = find(".nnp-undo")
    this.undo.onclick = () => this.act("undo")
    this.edit = find(".nnp-edit")
    this.followPointer(find(".nnp-network canvas"))
    find(".nnp-clear").onclick = () => this.act("clear_ghosts")
    this.hush = () => (this.quietUntil = performance.now() + QUIET_MS)
  }

  attach(place, trigger) {
    this.trigger = trigger
    if (this.place === place && this.root.parentElement === place) return
    this.place = place
    place.append(this.root)
    this.waitingSince = null
    this.toolbar.listen(true)
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
    if (header.scene !== this.scene?.id) {
      if (!header.setting) return this.ask() // it belongs to a scene this page never got
      this.setScene(header.setting, arrays)
    }
    if (header.ghost_labels) this.setGhosts(header, arrays)
    const dragging = this.intents.length > 0 && this.intents.every((intent) => intent.action === "visit")
    if (this.intents.length && !dragging) return this.ask() // what the person did since comes first
    const before = this.playback.shown()
    this.playback.take(header, arrays)
    if (this.slowStep && !this.intents.length) this.startSlowMotion(before)
    this.toolbar.setState(header)
    this.setView(header.view)
    this.undo.hidden = !header.edits
    this.draw()
    if (dragging) this.ask()
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
    this.stopSlowMotion()
    this.edit.hidden = true
    this.toolbar.setScene(scene)
    this.network.setScene(scene, arrays.input_maps.data)
    this.boundary.setScene(scene, arrays.train_points.data, arrays.test_points.data)
    const { low, high } = scene.targets
    this.root.querySelector("[data-end=low]").textContent = tidy(low)
    this.root.querySelector("[data-end=high]").textContent = tidy(high)
    this.root.querySelector(".nnp-test").hidden = !scene.has_test
    this.themeName = null
    this.followTheme()
  }

  followTheme() {
    const name = themeName(this.root)
    if (!this.scene || name === this.themeName) return
    this.themeName = name
    const theme = this.scene.themes[name]
    const colours = palette(theme)
    this.network.setTheme(theme, colours)
    this.boundary.setTheme(theme, colours)
    this.root.querySelector(".nnp-scale").style.background = `linear-gradient(90deg, ${theme.negative}, ${theme.zero}, ${theme.positive})`
    this.charts.setScene(this.scene, theme).catch((error) => this.fail(error))
    if (this.playback.shown()) this.draw()
  }

  // Display options are part of the link: the server may bring others.
  setView(names) {
    if (names.join() === (this.view ?? []).join()) return
    this.view = names
    this.log.checked = names.includes("log")
    this.test.checked = !names.includes("notest")
    this.showView()
  }

  showView() {
    this.charts.setLogScale(this.log.checked)
    this.boundary.showTest = this.test.checked
    this.boundary.drawSamples()
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
    this.boundary.draw(blend, this.pointedMap(blend))
    this.sayPointed(blend.from)
    this.charts.draw(blend, this.playback.playing)
  }

  // Hovering tells about a part of the network; clicking a weight or a bias lets one set it.
  followPointer(canvas) {
    const part = (event) => this.scene && this.network.columns && partAt(this.scene, this.network.columns, event.offsetX, event.offsetY)
    const point = (found) => {
      if (JSON.stringify(found) === JSON.stringify(this.network.marked ?? null)) return
      this.network.marked = found ?? undefined
      canvas.style.cursor = found && "index" in found ? "pointer" : "default"
      if (this.playback.shown()) this.draw()
    }
    canvas.onpointermove = (event) => {
      if (this.edit.hidden) point(part(event))
    }
    canvas.onpointerleave = () => {
      if (this.edit.hidden) point(null)
    }
    canvas.onclick = (event) => {
      const found = part(event)
      point(found)
      if (found && "index" in found) this.openEdit(found, event)
    }
  }

  openEdit({ index }, { offsetX, offsetY }) {
    if (this.playback.playing) this.act("pause")
    const input = this.edit.querySelector("input")
    input.value = Number(this.playback.shown().theta[index].toPrecision(6))
    this.edit.style.left = `${Math.min(offsetX, this.network.canvas.clientWidth - 130)}px`
    this.edit.style.top = `${offsetY + 14}px`
    this.edit.hidden = false
    input.focus()
    input.select()
    const close = () => (this.edit.hidden = true)
    this.edit.onsubmit = (event) => {
      event.preventDefault()
      if (!input.checkValidity() || input.value === "") return input.reportValidity()
      close()
      this.act("set", { index, value: Number(input.value) })
    }
    input.onkeydown = (event) => {
      if (event.key === "Escape") close() // a handler that returns false would swallow every key
    }
    input.onblur = close
  }

  // The bytes of the map under the pointer, for the large picture; null for the network's own answer.
  pointedMap({ from, to, share }) {
    const part = this.network.marked
    if (part?.kind !== "unit" || part.layer === this.scene.sizes.length - 1) return null
    const side = this.scene.map_side
    const before = this.scene.sizes.slice(part.layer ? 1 : 0, part.layer).reduce((sum, size) => sum + size, 0)
    const cut = (maps) => maps.subarray((before + part.unit) * side ** 2, (before + part.unit + 1) * side ** 2)
    if (part.layer === 0) return { side, from: cut(this.network.inputMaps), to: cut(this.network.inputMaps), share: 0 }
    return { side, from: cut(from.maps), to: cut(to.maps), share }
  }

  sayPointed(frame) {
    const part = this.network.marked
    if (this.slow) return
    this.info.textContent = part ? describe(this.scene, frame, part) : "Point at a unit or a line for its numbers; click a line or a bias to set it."
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
    if (action === "visit") this.intents = this.intents.filter((intent) => intent.action !== "visit") // the newest counts
    this.note(action, details, frame)
    this.playback.stop()
    if (action === "play" || action === "pause") this.toolbar.setPlaying(action === "play")
    if (action === "pause") this.draw()
    if (action === "visit") this.toolbar.setPlaying(false)
    if (action !== "visit" || !waiting) this.ask() // while a slider is dragged, one question at a time
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
    this.trigger("ask", {
      generation: this.playback.generation,
      frame: this.shownNumber(),
      scene: this.scene?.id ?? "",
      ghosts: this.ghosts ?? -1,
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
