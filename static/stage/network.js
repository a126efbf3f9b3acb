// The network: a column of maps for every layer, and every weight as a line whose width is its size.

import { MapPainter, fitCanvas, scaledContext } from "./colours.js"
import { quantity } from "../page/numbers.js"
import { weightImage } from "./images.js"

const LARGEST_MAP = 54
const SMALLEST_MAP = 12
const TITLE_HEIGHT = 30
const INFO_HEIGHT = 22
const BIAS_SIZE = 7
const NAMED = 11 // px between inputs that leave room for their names
const NAME_FONT = "12px system-ui, sans-serif"
const PATH_PITCH = 13 // px from unit to unit that a sample's values need to be read

export class NetworkView {
  constructor(canvas) {
    this.canvas = canvas
    this.painters = []
    fitCanvas(canvas, () => this.redraw())
  }

  setScene(scene, inputMaps) {
    this.scene = scene
    this.size = "" // for which it was laid out
    this.inputMaps = inputMaps
    const units = scene.sizes.slice(0, -1).reduce((sum, size) => sum + size, 0)
    this.painters = Array.from({ length: units + 1 }, () => new MapPainter())
    const inputs = scene.inputs.length
    this.canvas.setAttribute("role", "img")
    this.canvas.setAttribute(
      "aria-label",
      `Network: ${inputs} inputs, ${scene.hidden.map((layer) => `${layer.units} ${layer.label} units`).join(", ") || "no hidden layer"}, ${scene.outputs} output.`,
    )
  }

  setTheme(theme, colours) {
    this.theme = theme
    this.colours = colours
  }

  draw(blend) {
    this.last = blend
    this.redraw()
  }

  redraw() {
    if (!this.scene || !this.last || !this.canvas.width) return
    const { context, width, height } = scaledContext(this.canvas)
    if (this.size !== `${width} ${height}`) {
      this.size = `${width} ${height}`
      this.columns = this.layout(width, height)
      this.laidOut(this.columns) // set by the stage: what lies over the picture goes with it
    }
    this.paint(context, this.columns)
  }

  paint(context, columns) {
    this.drawWeights(context, columns)
    this.drawMaps(context, columns)
    if (this.path) this.drawPath(context, columns)
  }

  // What is on the screen, to be painted on another context (static/pictures/files.js).
  picture() {
    const { clientWidth: width, clientHeight: height } = this.canvas
    const columns = this.layout(width, height)
    const paint = (context) => {
      this.paint(context, columns)
      this.drawTitles(context, columns, width)
    }
    return { width, height, paint }
  }

  // On the page the layers' buttons say this.
  drawTitles(context, columns, width) {
    const titles = ["inputs", ...this.scene.hidden.map(({ units, label }) => `${units} ${label}`), "output"]
    context.fillStyle = this.theme.text
    context.font = "12px system-ui, sans-serif"
    context.textAlign = "center"
    context.textBaseline = "middle"
    const room = columns[1].x - columns[0].x - 8
    columns.forEach(({ x }, layer) => {
      const half = Math.min(room, context.measureText(titles[layer]).width) / 2 + 2
      context.fillText(titles[layer], Math.max(half, Math.min(width - half, x)), TITLE_HEIGHT / 2, room)
    })
  }

  // Where every map goes: for each layer its x, the size of its maps, and their centres.
  layout(width, height) {
    const { sizes } = this.scene
    const tallest = Math.max(...sizes)
    const room = (height - TITLE_HEIGHT - INFO_HEIGHT - 8) / tallest
    const apart = (width - 60) / sizes.length
    const size = Math.max(SMALLEST_MAP, Math.min(LARGEST_MAP, room - 6, apart * 0.6))
    const left = this.nameRoom(width, (height - TITLE_HEIGHT - INFO_HEIGHT - 8) / sizes[0]) + 12 + size / 2
    const right = width - size / 2 - 10
    return sizes.map((count, layer) => {
      const pitch = Math.min(size + 20, (height - TITLE_HEIGHT - INFO_HEIGHT - 8) / count)
      const middle = TITLE_HEIGHT + (height - TITLE_HEIGHT - INFO_HEIGHT) / 2
      return {
        x: left + ((right - left) * layer) / (sizes.length - 1),
        pitch,
        size: Math.max(2, Math.min(size, pitch - Math.min(3, pitch / 4))),
        centres: Array.from({ length: count }, (_, unit) => middle + (unit - (count - 1) / 2) * pitch),
      }
    })
  }

  // Px that the longest name of an input may take; those that do not fit are drawn narrower.
  nameRoom(width, pitch) {
    if (pitch < NAMED) return 14
    const context = this.canvas.getContext("2d")
    context.font = NAME_FONT
    const longest = Math.max(...this.scene.inputs.map((name) => context.measureText(name).width))
    return Math.max(14, Math.min(longest, 90, width * 0.14))
  }

  drawWeights(context, columns) {
    const { from, to, share } = this.last
    const { sizes, bias } = this.scene
    const value = (i) => from.theta[i] + (to.theta[i] - from.theta[i]) * share
    let start = 0
    this.biases = []
    for (let layer = 0; layer + 1 < sizes.length; layer++) {
      const [left, right] = [columns[layer], columns[layer + 1]]
      const most = this.path ? this.mostCarried(layer, start, value) : 1
      const crowd = Math.sqrt(16 / Math.max(16, sizes[layer] * sizes[layer + 1]))
      for (let i = 0; i < sizes[layer]; i++) {
        for (let j = 0; j < sizes[layer + 1]; j++) {
          const weight = value(start + i * sizes[layer + 1] + j)
          const [x1, x2] = [left.x + left.size / 2, right.x - right.size / 2]
          const bend = (x2 - x1) * 0.45
          context.beginPath()
          context.moveTo(x1, left.centres[i])
          context.bezierCurveTo(x1 + bend, left.centres[i], x2 - bend, right.centres[j], x2, right.centres[j])
          context.strokeStyle = weight < 0 ? this.theme.negative : this.theme.positive
          context.globalAlpha = this.path ? 0.06 + 0.94 * this.carried(layer, i, weight, most) : Math.min(1, 0.15 + Math.abs(weight) * 0.6)
          context.lineWidth = Math.max(0.6, Math.min(9, Math.abs(weight) * 2.6) * crowd)
          context.stroke()
          if (start + i * sizes[layer + 1] + j === this.marked?.index) this.markEdge(context)
          if (this.lit === layer + 1) this.lightEdge(context)
        }
      }
      start += sizes[layer] * sizes[layer + 1]
      if (bias) {
        this.biases.push(Array.from({ length: sizes[layer + 1] }, (_, j) => value(start + j)))
        start += sizes[layer + 1]
      }
    }
    context.globalAlpha = 1
  }

  drawMaps(context, columns) {
    const { from, to, share } = this.last
    const area = this.scene.map_side ** 2
    let painter = 0
    columns.forEach((column, layer) => {
      const first = layer === 0
      const last = layer === columns.length - 1
      column.centres.forEach((y, unit) => {
        const source = last ? this.painters.at(-1) : this.painters[painter]
        const offset = first ? painter * area : (painter - this.scene.sizes[0]) * area
        let image
        if (first) {
          const bytes = this.inputMaps.subarray(offset, offset + area)
          image = source.paint(this.scene.map_side, bytes, bytes, 0, this.colours)
        } else if (last) {
          image = source.paint(from.side, from.output, to.output, share, this.colours)
        } else if (layer === 1 && this.scene.image) {
          const bytes = weightImage(this.scene, from.theta, unit)
          image = source.paint(this.scene.image.side, bytes, bytes, 0, this.colours)
        } else {
          const [a, b] = [from.maps.subarray(offset, offset + area), to.maps.subarray(offset, offset + area)]
          image = source.paint(this.scene.map_side, a, b, share, this.colours)
        }
        if (!last) painter++
        this.drawMap(context, image, column.x - column.size / 2, y - column.size / 2, column.size)
        if (this.marked?.kind === "unit" && this.marked.layer === layer && this.marked.unit === unit) this.markUnit(context)
        if (!first && this.scene.bias) this.drawBias(context, column, y, this.biases[layer - 1][unit])
        if (first && column.pitch >= NAMED) this.drawName(context, this.scene.inputs[unit], column, y)
      })
    })
  }

  // The line just drawn, once more, so that it stands out.
  markEdge(context) {
    context.globalAlpha = 1
    context.lineWidth += 3
    context.stroke()
  }

  // The line just drawn, as one that numbers are passing through.
  lightEdge(context) {
    context.globalAlpha = 0.55
    context.strokeStyle = this.theme.text
    context.lineWidth = Math.max(1.5, context.lineWidth * 0.5)
    context.stroke()
  }

  // What each unit makes of the sample that is followed.
  drawPath(context, columns) {
    let at = 0
    context.font = "600 11px system-ui, sans-serif"
    context.textAlign = "center"
    context.textBaseline = "middle"
    for (const { x, size, pitch, centres } of columns) {
      for (const y of centres) {
        const value = this.path[at++]
        if (pitch < PATH_PITCH) continue
        const text = !Number.isFinite(value) ? "–" : this.scene.scaling && at === this.path.length ? quantity(value) : value.toFixed(2).replace("-", "−")
        const wide = context.measureText(text).width + 8
        const low = size < 26 ? y : y + size / 2 - 8
        context.globalAlpha = 0.88
        context.fillStyle = this.theme.background
        context.beginPath()
        context.roundRect(x - wide / 2, low - 8, wide, 16, 4)
        context.fill()
        context.globalAlpha = 1
        context.fillStyle = this.theme.text
        context.fillText(text, x, low + 0.5)
      }
    }
  }

  mostCarried(layer, start, value) {
    const { sizes } = this.scene
    let most = 1e-9
    for (let i = 0; i < sizes[layer]; i++) {
      for (let j = 0; j < sizes[layer + 1]; j++) most = Math.max(most, this.carried(layer, i, value(start + i * sizes[layer + 1] + j), 1))
    }
    return most
  }

  // How much of the sample's signal a line carries, against the largest of its layer: 0..1.
  carried(layer, i, weight, largest) {
    const start = this.scene.sizes.slice(0, layer).reduce((sum, size) => sum + size, 0)
    return Math.abs(weight * this.path[start + i]) / largest
  }

  drawMap(context, image, x, y, size) {
    context.save()
    context.beginPath()
    context.roundRect(x, y, size, size, Math.min(5, size / 5))
    context.fillStyle = this.theme.background
    context.fill()
    context.clip()
    context.imageSmoothingQuality = "high"
    context.drawImage(image, x, y, size, size)
    context.restore()
    context.strokeStyle = this.theme.muted
    context.lineWidth = 1
    context.stroke()
  }

  // The border just drawn, once more.
  markUnit(context) {
    context.strokeStyle = this.theme.accent
    context.lineWidth = 3
    context.stroke()
  }

  // A small square at the lower left of a unit, as blue or orange as its bias is large.
  drawBias(context, column, y, bias) {
    const byte = Math.round(128 + 127 * Math.max(-1, Math.min(1, bias || 0))) // NaN, after a divergence, as 0
    const colour = this.colours[byte]
    const x = column.x - column.size / 2 - BIAS_SIZE - 1
    const top = y + column.size / 2 - BIAS_SIZE
    context.fillStyle = `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`
    context.fillRect(x, top, BIAS_SIZE, BIAS_SIZE)
    context.strokeStyle = this.theme.muted
    context.lineWidth = 0.75
    context.strokeRect(x, top, BIAS_SIZE, BIAS_SIZE)
  }

  drawName(context, name, column, y) {
    context.fillStyle = this.theme.text
    context.font = NAME_FONT
    context.textAlign = "right"
    context.textBaseline = "middle"
    const end = column.x - column.size / 2 - 5
    context.fillText(name, end, y, end - 3)
  }
}
