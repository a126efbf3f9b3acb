// Pinned units: each with its map, its activation curve and where the training samples fall on it, and its numbers.

import { MapPainter } from "./colours.js"
import { quantity } from "../page/numbers.js"
import { blockStart, nameOf } from "./pointing.js"

export const MOST_PINS = 4
const SVG = "http://www.w3.org/2000/svg"
const [WIDTH, HEIGHT, EDGE] = [170, 104, 14]
const MAP = 96

export class Inspector {
  // `close(pin)` and `edit(index, place)` and `remove(layer, unit)` are called for what the person does on a card.
  constructor(root, { close, edit, remove }) {
    Object.assign(this, { root, close, edit, remove })
    this.cards = new Map()
  }

  setScene(scene) {
    this.scene = scene
  }

  setTheme(theme, colours) {
    Object.assign(this, { theme, colours })
  }

  // Show the pins [[layer, unit], ...] with what the server found out about them: { pins: [...], arrays }.
  draw(pins, blend, found, mapOf) {
    this.root.hidden = !pins.length
    const wanted = new Set(pins.map(String))
    for (const [key, card] of this.cards) {
      if (wanted.has(key) && card.scene === this.scene.id) continue
      card.root.remove()
      this.cards.delete(key)
    }
    for (const pin of pins) {
      const key = String(pin)
      if (!this.cards.has(key)) this.cards.set(key, this.card(pin))
      const at = found?.pins?.findIndex(({ layer, unit }) => layer === pin[0] && unit === pin[1]) ?? -1
      this.fill(this.cards.get(key), pin, blend, at < 0 ? null : { ...found.pins[at], curve: found.arrays[`pin_curve_${at}`].data, counts: found.arrays[`pin_counts_${at}`].data }, mapOf)
    }
  }

  card([layer, unit]) {
    const { scene } = this
    const root = document.createElement("article")
    root.className = "nnp-card"
    const last = layer === scene.sizes.length - 1
    const name = nameOf(scene, layer, unit)
    root.setAttribute("aria-label", `Unit ${name}`)
    root.innerHTML = `<header><strong></strong><span></span><button type="button" class="nnp-small" data-do="remove">Remove unit</button>
      <button type="button" class="nnp-small" data-do="close" aria-label="Close">×</button></header>
      <div class="nnp-card-body"><canvas width="${MAP * 2}" height="${MAP * 2}"></canvas><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"></svg>
      <ul></ul></div><p></p>`
    root.querySelector("strong").textContent = name
    const units = last && scene.scaling ? `, in the unit of ${scene.scaling.name}` : ""
    root.querySelector("header span").textContent = `${last ? scene.head : scene.hidden[layer - 1].label}${units}`
    root.querySelector("[data-do=close]").onclick = () => this.close([layer, unit])
    const remove = root.querySelector("[data-do=remove]")
    remove.hidden = last || scene.sizes[layer] === 1
    remove.onclick = () => this.remove(layer, unit)
    const list = root.querySelector("ul")
    for (const { label, index } of this.terms(layer, unit)) {
      const line = document.createElement("li")
      const button = document.createElement("button")
      button.type = "button"
      button.title = "Set this number"
      button.onclick = () => this.edit(index, button)
      button.dataset.index = index
      line.append(`${label} `, button)
      list.append(line)
    }
    this.root.append(root)
    return { root, scene: scene.id, painter: new MapPainter() }
  }

  terms(layer, unit) {
    const { scene } = this
    const start = blockStart(scene, layer)
    const [inputs, units] = [scene.sizes[layer - 1], scene.sizes[layer]]
    const terms = Array.from({ length: inputs }, (_, i) => ({ label: nameOf(scene, layer - 1, i), index: start + i * units + unit }))
    return scene.bias ? [...terms, { label: "bias", index: start + inputs * units + unit }] : terms
  }

  fill(card, [layer, unit], blend, seen, mapOf) {
    for (const button of card.root.querySelectorAll("li button")) button.textContent = signed(blend.from.theta[button.dataset.index])
    const map = mapOf(blend, layer, unit)
    const context = card.root.querySelector("canvas").getContext("2d")
    context.imageSmoothingQuality = "high"
    context.clearRect(0, 0, MAP * 2, MAP * 2)
    if (map) context.drawImage(card.painter.paint(map.side, map.from, map.to, map.share, this.colours), 0, 0, MAP * 2, MAP * 2)
    if (!seen) return
    this.plot(card.root.querySelector("svg"), seen)
    card.root.querySelector("p").textContent = sentence(seen)
  }

  // The activation over the range of the pre-activations, and above the axis how many samples fall where.
  plot(svg, { curve, counts, low, high }) {
    const heights = curve.filter((_, i) => i % 2 === 1).filter(Number.isFinite)
    const [bottom, top] = [Math.min(0, ...heights), Math.max(0, ...heights)]
    const x = (value) => ((value - low) / (high - low)) * WIDTH
    const y = (value) => HEIGHT - EDGE - 4 - ((value - bottom) / (top - bottom || 1)) * (HEIGHT - EDGE - 12)
    const most = Math.max(1, ...counts)
    const bars = Array.from(counts, (count, i) => {
      const tall = (count / most) * (HEIGHT - EDGE - 8)
      return shape("rect", { x: (i * WIDTH) / counts.length, y: HEIGHT - EDGE - tall, width: WIDTH / counts.length - 0.5, height: tall, fill: this.theme.accent, opacity: 0.28 })
    })
    const points = []
    for (let i = 0; i < curve.length; i += 2) if (Number.isFinite(curve[i + 1])) points.push(`${x(curve[i]).toFixed(1)},${y(curve[i + 1]).toFixed(1)}`)
    const label = (value, at, anchor) => {
      const text = shape("text", { x: at, y: HEIGHT - 2, "text-anchor": anchor, fill: this.theme.muted, "font-size": 10 })
      text.textContent = value
      return text
    }
    svg.replaceChildren(
      ...bars,
      shape("line", { x1: 0, x2: WIDTH, y1: y(0), y2: y(0), stroke: this.theme.border }),
      shape("line", { x1: x(0), x2: x(0), y1: 0, y2: HEIGHT - EDGE, stroke: this.theme.border }),
      shape("polyline", { points: points.join(" "), fill: "none", stroke: this.theme.text, "stroke-width": 1.8 }),
      label(short(low), 0, "start"), label("z", WIDTH / 2, "middle"), label(short(high), WIDTH, "end"),
    )
    svg.setAttribute("aria-label", `Its activation for z from ${short(low)} to ${short(high)}, with a histogram of the training samples over it.`)
  }
}

function sentence({ dead, saturated, mean, spread }) {
  const shares = [[dead, "dead (slope 0)"], [saturated, "saturated (slope below 5 % of the steepest)"]]
  const told = shares.filter(([share]) => share > 0).map(([share, name]) => `${percent(share)} of the samples ${name}`)
  const numbers = mean === null ? "" : `mean ${short(mean)}, spread ${short(spread)}`
  return [numbers, ...told].filter(Boolean).join("; ")
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

const percent = (share) => `${Math.round(share * 1000) / 10} %`
const short = (value) => quantity(value, 3)
const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toPrecision(4)}`
