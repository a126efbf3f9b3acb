// The decision boundary: the network's answer over the input plane, with the data on it.

import { MapPainter, fitCanvas, scaledContext } from "./colours.js"

const FADED = 0.62 // the answer is paler than the samples, so that they stand out on it
const REACH = 9 // px from a sample that still counts as on it
const MARGIN = { left: 26, bottom: 20, top: 6, right: 6 }

export class BoundaryView {
  // `canvas` shows the answer, `overlay` lies on it and shows axes and samples, which change only with the scene.
  constructor(canvas, overlay) {
    this.canvas = canvas
    this.overlay = overlay
    this.painter = new MapPainter()
    this.showTest = true
    fitCanvas(canvas, () => this.redraw())
    fitCanvas(overlay, () => this.drawSamples())
  }

  setScene(scene, trainPoints, testPoints) {
    this.scene = scene
    this.train = trainPoints
    this.test = testPoints
    this.selected = null
    this.overlay.setAttribute("role", "img")
    this.overlay.setAttribute(
      "aria-label",
      `The network's answer over the plane, with ${trainPoints.length / 3} training and ${testPoints.length / 3} test samples.`,
    )
    this.drawSamples()
  }

  setTheme(theme, colours) {
    this.theme = theme
    this.colours = colours
    this.drawSamples()
  }

  // `instead`, when given, is another map to show large: { side, from, to, share }.
  draw({ from, to, share }, instead) {
    this.last = instead ?? { side: from.side, from: from.output, to: to.output, share }
    this.redraw()
  }

  frame(width, height) {
    const side = Math.min(width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom)
    return { x: (width - side - MARGIN.left - MARGIN.right) / 2 + MARGIN.left, y: MARGIN.top, side }
  }

  redraw() {
    if (!this.scene || !this.last || !this.canvas.width) return
    const { context, width, height } = scaledContext(this.canvas)
    const { x, y, side } = this.frame(width, height)
    const map = this.last
    context.imageSmoothingQuality = "high"
    context.globalAlpha = FADED
    context.drawImage(this.painter.paint(map.side, map.from, map.to, map.share, this.colours), x, y, side, side)
  }

  drawSamples() {
    if (!this.scene || !this.theme || !this.overlay.width) return
    const { context, width, height } = scaledContext(this.overlay)
    const { x, y, side } = this.frame(width, height)
    const { low, high } = this.scene
    const across = (value) => x + ((value - low) / (high - low)) * side
    const up = (value) => y + ((high - value) / (high - low)) * side
    this.toPlane = { across, up }
    this.drawAxes(context, across, up, x, y, side)
    context.save()
    context.beginPath()
    context.rect(x, y, side, side)
    context.clip()
    const radius = this.train.length > 3000 ? 2 : this.train.length < 60 ? 5 : 3
    if (this.showTest) this.drawPoints(context, this.test, across, up, radius, true)
    this.drawPoints(context, this.train, across, up, radius, false)
    this.drawSelected(context, across, up)
    context.restore()
  }

  // The sample at (x, y) of the canvas as { part, index }, or null; training samples lie on top.
  sampleAt(x, y) {
    if (!this.scene || !this.toPlane) return null
    let [best, nearest] = [null, REACH]
    for (const [part, points] of [["train", this.train], ["test", this.showTest ? this.test : []]]) {
      for (let i = 0; i < points.length; i += 3) {
        const distance = Math.hypot(this.toPlane.across(points[i]) - x, this.toPlane.up(points[i + 1]) - y)
        if (distance < nearest) [best, nearest] = [{ part, index: i / 3 }, distance]
      }
    }
    return best
  }

  setSelected(sample) {
    this.selected = sample
    this.drawSamples()
  }

  drawSelected(context, across, up) {
    if (!this.selected) return
    const points = this.selected.part === "train" ? this.train : this.test
    if (this.selected.index * 3 >= points.length) return
    const [x, y] = points.subarray(this.selected.index * 3)
    context.beginPath()
    context.arc(across(x), up(y), 8, 0, 2 * Math.PI)
    context.strokeStyle = this.theme.text
    context.lineWidth = 2.5
    context.stroke()
  }

  drawPoints(context, points, across, up, radius, test) {
    for (let i = 0; i < points.length; i += 3) {
      const byte = Math.round(128 + 127 * Math.max(-1, Math.min(1, points[i + 2])))
      const colour = this.colours[byte]
      const fill = `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`
      context.beginPath()
      context.arc(across(points[i]), up(points[i + 1]), test ? radius - 0.4 : radius, 0, 2 * Math.PI)
      context.fillStyle = test ? this.theme.background : fill
      context.strokeStyle = test ? fill : this.theme.background
      context.lineWidth = test ? 1.8 : 1
      context.fill()
      context.stroke()
    }
  }

  drawAxes(context, across, up, x, y, side) {
    const { low, high } = this.scene
    const every = high - low > 4 ? 2 : 0.5
    context.strokeStyle = this.theme.border
    context.strokeRect(x, y, side, side)
    context.fillStyle = this.theme.muted
    context.font = "11px system-ui, sans-serif"
    for (let value = Math.ceil(low / every) * every; value <= high; value += every) {
      context.textAlign = "center"
      context.textBaseline = "top"
      context.fillText(String(value), across(value), y + side + 4)
      context.textAlign = "right"
      context.textBaseline = "middle"
      context.fillText(String(value), x - 4, up(value))
    }
  }
}
