// The live stage: puts the parts together and talks with nnplay/ui/stage.py.
//
// Streamlit calls `render` whenever an answer arrives and `unmount` when the page is left. The stage itself is made
// once and moved to wherever Streamlit wants it, so charts and canvases are never built again.

import "../page/fragment.js"
import { turns } from "../page/plotly.js"
import { coloursOf, offerPicture } from "../pictures/menu.js"
import { Announcer } from "./announce.js"
import { BoundaryView } from "./boundary.js"
import { Charts } from "./charts.js"
import { palette, themeName } from "./colours.js"
import { Dialogue, isDragged } from "./dialogue.js"
import { Display } from "./display.js"
import { Drawing } from "./drawing.js"
import { Info } from "./info.js"
import { Inspector, MOST_PINS } from "./inspector.js"
import { Kept } from "./kept.js"
import { LayerBar } from "./layers.js"
import { Legend } from "./legend.js"
import { MARKUP } from "./markup.js"
import { NetworkView } from "./network.js"
import { Pad } from "./pad.js"
import { Playback } from "./playback.js"
import { Remark } from "./remark.js"
import { SlowMotion } from "./slow.js"
import { Touch } from "./touch.js"
import { Toolbar } from "./toolbar.js"
import { Views } from "../views/views.js"

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
    this.dialogue = new Dialogue({
      moment: () => this.moment(),
      take: (header, arrays) => this.take(header, arrays),
      fail: (error) => this.fail(error),
      wake: () => this.wake(),
    })
    this.drawn = 0 // frames drawn since the page was opened, for measurements
    this.display = new Display(
      { button: find(".nnp-display"), menu: find(".nnp-boundary .nnp-menu"), log: find(".nnp-loss input"), test: find(".nnp-test input") },
      (names) => {
        this.showView()
        this.dialogue.note("view", { names })
        this.dialogue.ask()
      },
    )
    this.info = new Info(find(".nnp-info"))
    this.legend = new Legend(find(".nnp-legend"))
    this.undo = find(".nnp-undo")
    this.undo.onclick = () => this.act("undo")
    this.network.laidOut = (columns) => {
      this.touch.setColumns(columns)
      this.layers.place(columns, this.network.canvas.clientWidth)
    }
    this.watched = this.dialogue.watched // what is to be known besides the frames
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
    this.pad = new Pad(find(".nnp-pad"), {
      ask: (pixels) => this.watch({ pixels }),
      pick: () => this.selectAny(),
      letGo: () => this.select(null),
      pin: (layer, unit) => this.pin(layer, unit),
    })
    this.remark = new Remark(find(".nnp-remark"))
    this.kept = new Kept(find(".nnp-comeback"), {
      place: () => this.standing(),
      ask: (keep) => (keep === null ? this.dialogue.heard("keep") : this.watch({ keep })),
      send: (piece) => this.dialogue.tell("back", piece),
    })
    this.announcer = new Announcer(find(".nnp-spoken"), { loss: find(".nnp-loss .nnp-chart"), weights: find(".nnp-weights .nnp-chart") })
    this.root.addEventListener("nnp-select", (event) => this.select(event.detail))
    find(".nnp-square").addEventListener("click", (event) => this.clickedBoundary(event))
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.watched.sample) this.select(null)
    })
    find(".nnp-clear").onclick = () => this.act("clear_ghosts")
    this.offerPictures()
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
    this.dialogue.trigger = trigger
    if (this.place === place && this.root.parentElement === place) return
    this.place = place
    place.append(this.root)
    for (const part of [this.dialogue, this.toolbar, this.layers]) part.listen(true)
    this.wake()
  }

  detach(place) {
    if (this.place !== place) return // it has moved on to another place already
    this.place = null
    for (const part of [this.dialogue, this.toolbar, this.layers]) part.listen(false)
  }

  receive(bytes) {
    if (!this.dialogue.receive(bytes)) this.followTheme()
  }

  take(header, arrays) {
    const { dialogue } = this
    const points = arrays.train_points && (header.scene !== this.scene?.id || header.points !== this.points)
    if (header.scene !== this.scene?.id) {
      if (!header.setting) return dialogue.ask() // it belongs to a scene this page never got
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
    this.pad.take(header.opinion)
    this.layers.setFrozen(header.frozen)
    this.remark.take(header.remark)
    if (header.word) this.say(header.word)
    this.kept.take(header)
    if (dialogue.intents.length && !dialogue.dragging) return dialogue.ask() // what the person did since comes first
    const before = this.playback.shown()
    this.playback.take(header, arrays)
    this.views.take(header, arrays, this.playback.frames.at(-1))
    if (this.slowStep && !dialogue.intents.length) this.startSlowMotion(before)
    this.toolbar.setState(header)
    if (this.display.set(header.view)) this.showView()
    else if (arrays.wrong_train) this.boundary.setWrong(arrays)
    this.undo.hidden = !header.edits
    this.draw()
    if (dialogue.dragging || (!header.playing && dialogue.curious)) dialogue.ask()
    this.wake()
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
    this.pad.setScene(scene)
    this.views.setScene(scene, arrays.train_points.data)
    this.legend.setScene(scene)
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
    this.inspector.setTheme(theme, colours)
    this.boundary.setTheme(theme, colours)
    this.drawing.showTools()
    this.views.setTheme(theme, colours)
    this.pad.setTheme(theme, colours)
    this.legend.setTheme(theme)
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
    this.wake()
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
    this.charts.draw(blend, this.playback.playing || Boolean(this.slow))
    this.views.follow(blend.from)
    this.pad.follow(blend.from)
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

  // Whether the page has yet to ask, to hear or to draw something.
  get busy() {
    return this.dialogue.busy || this.dialogue.waitingSince !== null || turns.busy
  }

  // Ask for more to know about the moment on the screen; it comes with the next answer.
  watch(changes) {
    Object.assign(this.watched, changes)
    const { dialogue } = this
    if (dialogue.curious && this.scene && dialogue.waitingSince === null && !this.playback.playing) dialogue.ask()
    this.wake()
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

  // Follow some sample, of the test set if there is one.
  selectAny() {
    const part = this.scene.has_test ? "test" : "train"
    const count = this.boundary[part].length / 3
    this.select({ part, index: Math.floor(Math.random() * count) })
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
    if (!this.slow) this.info.show(this.scene, frame, this.network.marked, this.network.path, this.found)
  }

  // Go on from picture to picture while something moves, or is to be asked or waited for; else the page rests.
  wake() {
    if (this.looping || !this.place) return
    this.looping = true
    this.playback.lastTime = null
    requestAnimationFrame((time) => this.loop(time))
  }

  loop(time) {
    this.looping = this.place && (this.slow || this.playback.playing || this.dialogue.busy)
    if (!this.looping) return
    if (this.slow) this.drawSlowMotion(time)
    else if (this.playback.tick(time)) this.draw()
    this.dialogue.askInTime(this.playback.wantsMore() || (!this.playback.playing && this.scene && this.dialogue.curious))
    requestAnimationFrame((next) => this.loop(next))
  }

  drawSlowMotion(time) {
    const moment = this.slow.at(time)
    if (!moment) {
      this.stopSlowMotion()
      return this.draw()
    }
    this.network.lit = moment.lit
    this.info.write(moment.text)
    this.draw(moment.blend)
  }

  // Note what the person did, show at once what can be shown at once, and tell the server.
  act(action, details = {}) {
    this.stopSlowMotion()
    this.slowStep = action === "slow"
    if (this.slowStep) [action, details] = ["step", { unit: "batch" }]
    const asking = this.dialogue.waitingSince !== null
    this.dialogue.note(action, details)
    this.playback.stop()
    if (action === "play" || action === "pause") this.toolbar.setPlaying(action === "play")
    if (action === "pause") this.draw()
    if (isDragged(action)) this.toolbar.setPlaying(false)
    if (!isDragged(action) || !asking) this.dialogue.ask() // while a slider is dragged, one question at a time
    return this.dialogue.serial
  }

  clickedBoundary({ offsetX, offsetY }) {
    if (this.drawing.on) return
    const sample = this.boundary.sampleAt(offsetX, offsetY)
    this.select(sample)
  }

  // Say for a while what came of what the person did.
  say(text) {
    this.drawing.say(text)
    this.info.say(text, () => this.playback.shown() && this.sayPointed(this.playback.shown()))
  }

  // What the page has and shows, for the server.
  // Where the run stands on the screen, for what is kept of it; null while there is none.
  standing() {
    const frame = this.place && this.playback.shown()
    if (!frame) return null
    const of = `${this.scene.id}:${this.playback.generation}`
    const step = frame.scores[this.scene.scores.indexOf("step")]
    return { playing: this.playback.playing, of, at: `${of}:${step}`, step }
  }

  moment() {
    return {
      generation: this.playback.generation,
      frame: this.playback.shown()?.number ?? 0,
      scene: this.scene?.id ?? "",
      ghosts: this.ghosts ?? -1,
      points: this.points ?? -1,
    }
  }

  fail(error) {
    this.toolbar.showMessage({ title: "The picture could not be drawn.", text: String(error.message), label: "Try again", action: "reset" })
  }
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
