// The numbers of one step: goes through the operations that nnplay/ui/one_step sends, one at a time.
//
// All operations arrive at once, so stepping needs no server. Streamlit calls `render` at every change of the data and
// `unmount` when the page is left.

import { coloursOf, offerPicture } from "../pictures/menu.js"
import { quantityNode, typeset } from "./formula.js"
import { Picture } from "./picture.js"

const WAVE_MS = 1500 // how long slow motion rests on one wave

const MARKUP = `
  <div class="nns-bar">
    <div class="nns-phases" role="group" aria-label="Phases"></div>
    <button type="button" data-do="slow" class="nns-slow"></button>
  </div>
  <div class="nns-bar">
    <button type="button" data-do="first" aria-label="First operation" title="First (Home)">|◀</button>
    <button type="button" data-do="back" aria-label="Previous operation" title="Back (←)">◀</button>
    <input type="range" min="0" value="0" aria-label="Operation">
    <button type="button" data-do="next" aria-label="Next operation" title="Next (→)">▶</button>
    <button type="button" data-do="last" aria-label="Last operation" title="Last (End)">▶|</button>
    <output class="nns-count"></output>
  </div>
  <div class="nns-body">
    <div class="nns-picture"><div class="nns-banner" aria-hidden="true"></div><svg role="img" aria-label="The network"></svg></div>
    <div class="nns-side">
      <h3 aria-live="polite"></h3>
      <div class="nns-formula nns-symbols" aria-label="In symbols"></div>
      <div class="nns-formula nns-numbers" aria-label="In numbers"></div>
      <p class="nns-source" aria-live="polite"></p>
      <p class="nns-check"></p>
      <p class="nns-note"></p>
    </div>
  </div>`

class View {
  constructor() {
    addStyleSheet()
    this.root = document.createElement("div")
    this.root.className = "nns"
    this.root.tabIndex = 0
    this.root.innerHTML = MARKUP
    this.find = (selector) => this.root.querySelector(selector)
    this.slider = this.find("input")
    this.picture = new Picture(this.find("svg"))
    this.index = 0
    this.timer = null
    this.slider.oninput = () => this.go(Number(this.slider.value))
    this.root.onclick = (event) => this.click(event)
    for (const [type, on] of [["pointerover", true], ["focusin", true], ["pointerout", false], ["focusout", false]]) {
      this.root.addEventListener(type, (event) => this.point(event, on))
    }
    this.keys = (event) => this.key(event)
    offerPicture(this.find(".nns-bar"), "the network", () => ({
      svg: this.find("svg"), file: `nnplay-one-step-${this.index + 1}`, title: this.find("h3").textContent, ...coloursOf(this.root),
    }))
  }

  attach(place) {
    if (this.root.parentNode !== place) place.replaceChildren(this.root)
    document.addEventListener("keydown", this.keys)
  }

  detach() {
    this.stop()
    document.removeEventListener("keydown", this.keys)
  }

  update(data) {
    if (data === this.data) return
    const same = this.data && shape(this.data) === shape(data)
    this.data = data
    for (const [name, colour] of Object.entries(data.colours)) this.root.style.setProperty(`--nns-${name}`, colour)
    this.made = new Map(data.operations.map((operation, index) => [operation.result, index]))
    this.slider.max = data.operations.length - 1
    this.picture.build(data)
    this.drawPhases()
    if (!same) this.stop()
    this.go(same ? this.index : 0, true)
  }

  drawPhases() {
    const first = (phase) => this.data.operations.findIndex((operation) => operation.phase === phase)
    this.find(".nns-phases").replaceChildren(...this.data.phases.map((name, at) => {
      const button = document.createElement("button")
      button.type = "button"
      button.textContent = `${at + 1} ${name}`
      button.dataset.phase = at + 1
      button.dataset.to = first(at + 1)
      return button
    }))
  }

  // Show operation `index`, or with `wave` the operations that happen at the same time as it.
  go(index, keepPlaying = false, wave = null) {
    if (!keepPlaying) this.stop()
    const { operations, quantities } = this.data
    this.index = Math.max(0, Math.min(operations.length - 1, index))
    const operation = operations[this.index]
    const shown = wave ?? [operation]
    this.slider.value = this.index
    this.slider.setAttribute("aria-valuetext", operation.title)
    this.find(".nns-count").textContent = `${this.index + 1} / ${operations.length}`
    this.find("h3").textContent = operation.title +
      (this.data.samples > 1 && operation.sample ? `, sample ${operation.sample}` : "")
    for (const button of this.root.querySelectorAll("[data-phase]")) {
      button.setAttribute("aria-pressed", Number(button.dataset.phase) === operation.phase)
    }
    const result = quantities[operation.result]
    const sign = operation.rounded ? "\\approx" : "="
    const writer = (asNumber) => (key) => quantityNode(key, quantities[key], asNumber)
    typeset(this.find(".nns-symbols"), `«${operation.result}» = ${operation.symbols}`, writer(false))
    typeset(this.find(".nns-numbers"), `= ${operation.numbers} ${sign} «${operation.result}»`, writer(true))
    this.find(".nns-numbers").lastElementChild.classList.add("nns-result")
    this.find(".nns-note").textContent = operation.note
    this.find(".nns-source").textContent = ""
    this.drawCheck(operation.check, result)
    this.picture.show(this.index, shown.flatMap((each) => keysOf(each.symbols)), shown.map((each) => each.result))
    this.find(".nns-banner").textContent = this.timer ? `${operation.phase} ${this.data.phases[operation.phase - 1]}` : ""
    this.find("[data-do=back]").disabled = this.find("[data-do=first]").disabled = this.index === 0
    this.find("[data-do=next]").disabled = this.find("[data-do=last]").disabled = this.index === operations.length - 1
    this.drawSlow()
  }

  drawCheck(check) {
    const line = this.find(".nns-check")
    line.classList.toggle("nns-wrong", Boolean(check) && !check.agrees)
    line.textContent = !check ? "" :
      `${check.agrees ? "✓" : "✗"} central difference ${check.numeric}, apart by ${check.difference}` +
      (check.agrees ? "" : ": they do not agree")
  }

  drawSlow() {
    const button = this.find("[data-do=slow]")
    button.textContent = this.timer ? "❚❚ Pause" : "▶ Slow motion"
    button.setAttribute("aria-pressed", Boolean(this.timer))
  }

  // Operations that happen at the same time: the same phase and layer.
  wave(start) {
    const { operations } = this.data
    const group = (operation) => {
      const [name, layer] = operation.result.replace("+", "").split(":")
      if (operation.phase === 2 || operation.phase === 4) return `${operation.phase}`
      return `${operation.phase} ${"lL".includes(name) ? "loss" : name === "g" ? `g${operation.result.split(":")[2]}` : layer}`
    }
    let end = start
    while (end + 1 < operations.length && group(operations[end + 1]) === group(operations[start])) end++
    return end
  }

  slow() {
    if (this.timer) return this.stop()
    let at = this.index >= this.data.operations.length - 1 ? 0 : this.index
    const play = () => {
      const end = this.wave(at)
      const wave = this.data.operations.slice(at, end + 1)
      at = end + 1
      const more = at < this.data.operations.length
      this.timer = more ? setTimeout(play, WAVE_MS) : null
      this.go(end, true, wave)
    }
    play()
  }

  stop() {
    clearTimeout(this.timer)
    this.timer = null
    if (this.data) {
      this.find(".nns-banner").textContent = ""
      this.drawSlow()
    }
  }

  act(what) {
    const last = this.data.operations.length - 1
    const goes = { first: 0, back: this.index - 1, next: this.index + 1, last }
    if (what === "slow") this.slow()
    else if (what in goes) this.go(goes[what])
  }

  click(event) {
    const button = event.target.closest("button")
    if (button?.dataset.do) return this.act(button.dataset.do)
    if (button?.dataset.to) return this.go(Number(button.dataset.to))
    this.follow(event.target.closest(".nns-quantity")?.dataset.key)
  }

  // Go to the operation that made a number.
  follow(key) {
    if (key && this.made.has(key)) this.go(this.made.get(key))
  }

  point(event, on) {
    const node = event.target.closest?.(".nns-quantity")
    if (node) {
      const key = node.dataset.key
      const quantity = this.data.quantities[key]
      for (const same of this.root.querySelectorAll(".nns-quantity")) {
        same.classList.toggle("nns-pointed", on && same.dataset.key === key)
      }
      this.picture.point(on ? quantity : null)
      const made = this.made.get(key)
      const from = made === undefined ? sourceName(quantity) : `operation ${made + 1}: ${this.data.operations[made].title.toLowerCase()}`
      this.find(".nns-source").textContent = on ? `${quantity.text} comes from ${from}` : ""
      return
    }
    const place = event.target.closest?.(".nns-place")
    if (place) {
      const part = this.picture.places.get(place.dataset.place)
      this.find(".nns-source").textContent = on && part.tip ? `${placeName(place.dataset.place)}: ${part.tip}` : ""
    }
  }

  key(event) {
    if (!this.root.isConnected) return // another page is there already
    const target = event.composedPath()[0]
    const own = this.root.contains(target)
    const elsewhere = !own && target !== document.body && target.closest?.(
      "input, textarea, select, canvas, [contenteditable], [role=slider], [role=combobox], [role=tab], [role=grid], [role=radio]")
    if (elsewhere || event.ctrlKey || event.metaKey || event.altKey || target === this.slider) return
    const goes = { ArrowLeft: "back", ArrowRight: "next", Home: "first", End: "last" }
    if (event.key in goes && (own || event.key.startsWith("Arrow"))) this.act(goes[event.key])
    else if (own && event.key === "Enter" && target.classList.contains("nns-quantity")) this.follow(target.dataset.key)
    else return
    event.preventDefault()
  }
}

const keysOf = (formula) => Array.from(formula.matchAll(/«([^»]*)»/g), (found) => found[1])
const shape = (data) => JSON.stringify([data.sizes, data.bias, data.samples, data.operations.map((each) => each.result)])

function placeName(place) {
  const [kind, first, second, third] = place.split(":")
  if (kind === "edge") return `the weight ${second} → ${third} of layer ${first}`
  if (kind === "bias") return `the bias of unit ${second} in layer ${first}`
  if (kind === "unit") return first === "0" ? `input ${second}` : `unit ${second} of layer ${first}`
  return kind === "target" ? `target ${first}` : kind === "loss" ? "the loss" : "the rule of training"
}

const sourceName = (quantity) => (quantity.kind === "memory" ? `the memory of ${placeName(quantity.place)}` : placeName(quantity.place))

function addStyleSheet() {
  const href = new URL("./style.css", import.meta.url).href
  if (document.querySelector(`link[href="${href}"]`)) return
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = href
  document.head.append(link)
}

const views = new Map()

export function render(component) {
  const place = component.parentElement
  if (!views.has(place)) views.set(place, new View())
  const view = views.get(place)
  view.attach(place)
  view.update(component.data)
}

export function unmount(place) {
  views.get(place)?.detach()
  views.delete(place)
}
