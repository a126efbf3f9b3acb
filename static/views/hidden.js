// The input plane as a sheet, and the samples on it, as each layer sees them; a slider morphs from layer to layer.

import { fitCanvas, scaledContext } from "../stage/colours.js"
import { nameOf } from "../stage/pointing.js"
import { digits, layerName, named } from "./views.js"

const [EDGE, REACH] = [34, 10] // px around the sheet, and from a sample that still counts as on it

export class Hidden {
  constructor(place, views) {
    this.views = views
    place.className = "nnp-view-hidden"
    place.innerHTML = `<div class="nnp-row"><label>Layer <input type="range" min="0" step="0.01"></label><output></output>
      <button type="button" class="nnp-small">Fold</button>
      <label>across <select></select></label> <label>up <select></select></label></div><canvas></canvas>`
    const [across, up] = place.querySelectorAll("select")
    Object.assign(this, { across, up, slider: place.querySelector("input"), told: place.querySelector("output"), canvas: place.querySelector("canvas") })
    this.slider.oninput = () => this.paint()
    place.querySelector("button").onclick = () => this.fold()
    across.onchange = up.onchange = () => this.choose()
    this.canvas.onclick = ({ offsetX, offsetY }) => this.click(offsetX, offsetY)
    fitCanvas(this.canvas, () => this.paint())
  }

  // Units that any layer has can be looked at; what a layer does not have is shown by its principal components.
  setScene(scene) {
    this.moment = null
    this.slider.max = scene.hidden.length
    this.slider.value = scene.hidden.length
    this.slider.disabled = !scene.hidden.length
    const most = Math.max(0, ...scene.hidden.map(({ units }) => units))
    for (const select of [this.across, this.up]) {
      const chosen = Number(select.value || -1)
      select.replaceChildren(option(-1, "automatic"), ...Array.from({ length: most }, (_, unit) => option(unit, `unit ${unit + 1}`)))
      select.value = chosen < most ? chosen : -1
      select.disabled = most < 2
    }
  }

  choose() {
    const [across, up] = [Number(this.across.value), Number(this.up.value)]
    if ((across < 0) !== (up < 0)) { // both are units, or none is
      const [given, other] = document.activeElement === this.up ? [this.up, this.across] : [this.across, this.up]
      other.value = Number(given.value) < 0 ? -1 : Number(given.value) === 0 ? 1 : 0
    }
    this.views.wish()
  }

  look() {
    const axes = [Number(this.across.value), Number(this.up.value)]
    return axes[0] < 0 || axes[0] === axes[1] ? {} : { axes }
  }

  draw(moment) {
    this.moment = moment
    this.paint()
  }

  // Morph once from the inputs to the last layer.
  fold() {
    const begun = performance.now()
    const last = Number(this.slider.max)
    const step = (now) => {
      this.slider.value = Math.min(last, ((now - begun) / 1000) * 0.8)
      this.paint()
      if (now - begun < (last / 0.8) * 1000 && this.canvas.isConnected) requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  }

  paint() {
    if (!this.moment || !this.canvas.width || !this.views.theme) return
    const { context, width, height } = scaledContext(this.canvas)
    this.paintOn(context, width, height)
    named(this.canvas, `The input plane and ${this.places.length} training samples as ${this.told.textContent} sees them.`)
  }

  // What is on the screen, to be painted on another context (static/pictures/files.js).
  picture() {
    const { clientWidth: width, clientHeight: height } = this.canvas
    return { width, height, paint: (context) => this.paintOn(context, width, height) }
  }

  paintOn(context, width, height) {
    const { seen, arrays, frame } = this.moment
    const position = Math.min(Number(this.slider.value), seen.layers.length - 1)
    const [lower, share] = [Math.floor(position), position % 1]
    const [upper, near] = [Math.min(lower + 1, seen.layers.length - 1), seen.layers[Math.round(position)]]
    const side = Math.min(width, height) - 2 * EDGE
    const [left, top] = [(width - side) / 2, (height - side) / 2]
    const at = ({ data, shape }, index) => {
      const size = shape[1] * 2
      const value = (axis) => data[lower * size + index * 2 + axis] * (1 - share) + data[upper * size + index * 2 + axis] * share
      return [left + ((value(0) + 1) / 2) * side, top + ((1 - value(1)) / 2) * side]
    }
    this.sheet(context, (index) => at(arrays.seen_sheets, index), Math.round(Math.sqrt(arrays.seen_sheets.shape[1])), frame)
    this.places = Array.from({ length: arrays.seen_samples.shape[1] }, (_, index) => at(arrays.seen_samples, index))
    this.samples(context)
    const name = (layer) => (layer ? layerName(this.views.scene, layer) : "inputs")
    this.told.textContent = share ? `${name(lower)} → ${name(upper)}` : name(lower)
    this.axes(context, near, Math.round(position), left, top, side)
  }

  // Cells in the colour of the network's answer, and the lines between them.
  sheet(context, point, side, frame) {
    const points = Array.from({ length: side * side }, (_, index) => point(index))
    const quad = (a) => [points[a], points[a + 1], points[a + side + 1], points[a + side]]
    context.lineWidth = 0.6
    context.strokeStyle = this.views.theme.muted
    for (let row = 0; row < side - 1; row++) {
      for (let column = 0; column < side - 1; column++) {
        context.beginPath()
        for (const [x, y] of quad(row * side + column)) context.lineTo(x, y)
        context.closePath()
        context.globalAlpha = 0.5
        context.fillStyle = this.answer(frame, (row + 1) / side, (column + 1) / side)
        context.fill()
        context.globalAlpha = 0.35
        context.stroke()
      }
    }
    context.globalAlpha = 1
  }

  // The colour of the network's answer at a share of the way down and across the plane.
  answer({ output, side }, down, across) {
    const cell = Math.min(side - 1, Math.floor(down * side)) * side + Math.min(side - 1, Math.floor(across * side))
    if (output.length === 3 * side * side) return `rgb(${output[cell * 3]} ${output[cell * 3 + 1]} ${output[cell * 3 + 2]})`
    const colour = this.views.colours[output[cell]]
    return `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`
  }

  samples(context) {
    const { theme, trainPoints, colourOf, selected } = this.views
    this.places.forEach(([x, y], index) => {
      const chosen = selected?.part === "train" && selected.index === index
      context.beginPath()
      context.arc(x, y, chosen ? 7 : 3.2, 0, 2 * Math.PI)
      context.fillStyle = colourOf(trainPoints[index * 3 + 2])
      context.strokeStyle = chosen ? theme.text : theme.background
      context.lineWidth = chosen ? 2.5 : 1
      context.fill()
      context.stroke()
    })
  }

  axes(context, fold, layer, left, top, side) {
    const { scene, theme } = this.views
    context.fillStyle = theme.muted
    context.font = "12px system-ui, sans-serif"
    context.textAlign = "center"
    context.textBaseline = "top"
    const label = (axis) => {
      if (!layer) return scene.axes[axis].label
      if (!fold.axes) return axis ? "" : `principal components, ${Math.round(fold.explained * 100)} % of the variance`
      if (fold.axes[0] === fold.axes[1]) return axis ? "" : ends(nameOf(scene, layer, 0), fold, 0)
      return ends(nameOf(scene, layer, fold.axes[axis]), fold, axis)
    }
    context.fillText(label(0), left + side / 2, top + side + 12)
    context.save()
    context.translate(left - 26, top + side / 2)
    context.rotate(-Math.PI / 2)
    context.fillText(label(1), 0, 0)
    context.restore()
  }

  click(x, y) {
    let [best, nearest] = [null, REACH]
    this.places?.forEach((place, index) => {
      const distance = Math.hypot(place[0] - x, place[1] - y)
      if (distance < nearest) [best, nearest] = [index, distance]
    })
    this.views.select(best === null ? null : { part: "train", index: best })
  }
}

function ends(name, { low, high }, axis) {
  return `${digits(low[axis], 2)}  ←  ${name}  →  ${digits(high[axis], 2)}`
}

function option(value, text) {
  return Object.assign(document.createElement("option"), { value, textContent: text })
}
