// The live stage: puts the parts together and talks with nnplay/ui/stage.py.
//
// Streamlit calls `render` whenever an answer arrives and `unmount` when the page is left. The stage itself is made
// once and moved to wherever Streamlit wants it, so charts and canvases are never built again.

import { BoundaryView } from "./boundary.js"
import { Charts } from "./charts.js"
import { palette, themeName } from "./colours.js"
import { NetworkView } from "./network.js"
import { Playback } from "./playback.js"
import { TOOLBAR, Toolbar } from "./toolbar.js"
import { unpack } from "./wire.js"

const ANSWER_TIMEOUT = 4000 // ask again when no answer came in so many ms
const QUIET_MS = 60 // after a key or pointer event elsewhere, so that an ask does not swallow a click of the page

const MARKUP = `${TOOLBAR}
  <div class="nnp-panels">
    <section class="nnp-panel nnp-network" aria-label="Network"><canvas></canvas></section>
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
    find(".nnp-loss input").onchange = (event) => this.charts.setLogScale(event.target.checked)
    find(".nnp-clear").onclick = () => this.act("clear_ghosts")
    find(".nnp-test input").onchange = (event) => {
      this.boundary.showTest = event.target.checked
      this.boundary.drawSamples()
    }
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
    this.playback.take(header, arrays)
    this.toolbar.setState(header)
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

  draw() {
    const blend = this.playback.blend()
    this.drawn++
    this.toolbar.showScores(blend.from.scores)
    this.network.draw(blend)
    this.boundary.draw(blend)
    this.charts.draw(blend, this.playback.playing)
  }

  loop(time) {
    if (!this.looping) return
    if (this.playback.tick(time)) this.draw()
    const now = performance.now()
    const waiting = this.waitingSince !== null && now - this.waitingSince < ANSWER_TIMEOUT
    if (!waiting && (this.intents.length || (this.playback.wantsMore() && now > (this.quietUntil ?? 0)))) this.ask()
    requestAnimationFrame((next) => this.loop(next))
  }

  // Note what the person did, show at once what can be shown at once, and tell the server.
  act(action, details = {}) {
    const frame = this.playback.shown()?.number ?? 0
    const waiting = this.waitingSince !== null
    if (action === "visit") this.intents = this.intents.filter((intent) => intent.action !== "visit") // the newest counts
    this.intents.push({ serial: ++this.serial, action, ...details, generation: this.playback.generation, frame })
    this.playback.stop()
    if (action === "play" || action === "pause") this.toolbar.setPlaying(action === "play")
    if (action === "pause") this.draw()
    if (action === "visit") this.toolbar.setPlaying(false)
    if (action !== "visit" || !waiting) this.ask() // while a slider is dragged, one question at a time
  }

  ask() {
    this.waitingSince = performance.now()
    this.trigger("ask", {
      generation: this.playback.generation,
      frame: this.playback.shown()?.number ?? 0,
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
