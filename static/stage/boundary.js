// The decision boundary: the network's answer over the input plane, with the data on it.

import { MapPainter, classColour, doubt, fitCanvas, halves, scaledContext } from "./colours.js"
import { trace } from "./contours.js"

const FADED = 0.62 // the answer is paler than the samples, so that they stand out on it
const LEVELS = [33, 64.5, 128.5, 191.5, 223] // bytes along which contour lines run; the boundary is the middle one
const PALE = 0.12 // of samples that are right, when only mistakes are to stand out
const REACH = 9 // px from a sample that still counts as on it
const MARGIN = { left: 26, bottom: 20, top: 6, right: 6 }

export class BoundaryView {
  // `canvas` shows the answer, `overlay` lies on it and shows axes and samples, which change only with the scene.
  constructor(canvas, overlay) {
    this.canvas = canvas
    this.overlay = overlay
    this.painter = new MapPainter()
    this.options = { test: true, style: "", contours: false }
    this.wrong = {}
    fitCanvas(canvas, () => this.redraw())
    fitCanvas(overlay, () => this.drawSamples())
  }

  setScene(scene, trainPoints, testPoints) {
    this.scene = scene
    this.selected = null
    this.setPoints(trainPoints, testPoints)
  }

  // Points are (x, y, value) one after the other.
  setPoints(trainPoints, testPoints) {
    this.train = trainPoints
    this.test = testPoints
    this.overlay.setAttribute("role", "img")
    this.overlay.setAttribute(
      "aria-label",
      `The network's answer over the plane, with ${trainPoints.length / 3} training and ${testPoints.length / 3} test samples.`,
    )
    this.drawSamples()
  }

  // Show more points to learn from, before the server has them.
  add(places, value) {
    const more = new Float32Array(this.train.length + 3 * places.length)
    more.set(this.train)
    places.forEach(([x, y], i) => more.set([x, y, value], this.train.length + 3 * i))
    this.train = more
    this.drawSoon()
  }

  // Show no points near these places any longer.
  erase(places, radius) {
    const far = (points) => points.filter((_, i) => {
      const [x, y] = points.subarray(i - (i % 3))
      return places.every((place) => Math.hypot(place[0] - x, place[1] - y) > radius)
    })
    ;[this.train, this.test] = [far(this.train), far(this.test)]
    this.drawSoon()
  }

  // A hand draws more points than there are pictures.
  drawSoon() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null
      this.drawSamples()
    })
  }

  setTheme(theme, colours) {
    this.theme = theme
    this.colours = colours
    this.palettes = { "": colours, classes: halves(colours), uncertainty: doubt(theme) }
    this.drawSamples()
  }

  // Whether test samples are drawn, how the answer is coloured, and whether with contour lines.
  setOptions(options) {
    this.options = options
    this.redraw()
    this.drawSamples()
  }

  // Which samples the network gets wrong, { wrong_train, wrong_test }; empty when all are to be drawn alike.
  setWrong(arrays) {
    this.wrong = { train: arrays.wrong_train?.data, test: arrays.wrong_test?.data }
    this.drawSamples()
  }

  // `instead`, when given, is another map to show large: { side, from, to, share }.
  draw({ from, to, share }, instead) {
    this.own = !instead
    this.last = instead ?? { side: from.side, from: from.output, to: to.output, share }
    this.redraw()
  }

  frame(width, height) {
    const side = Math.min(width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom)
    return { x: (width - side - MARGIN.left - MARGIN.right) / 2 + MARGIN.left, y: MARGIN.top, side }
  }

  // Where the picture lies in its canvas: { x, y, side } in px.
  box() {
    return this.frame(this.overlay.clientWidth, this.overlay.clientHeight)
  }

  perPixel() {
    return (this.scene.high - this.scene.low) / this.box().side
  }

  // The place in the plane at (x, y) of the canvas, or null outside the picture.
  placeAt(x, y) {
    const { x: left, y: top, side } = this.box()
    const [across, down] = [(x - left) / side, (y - top) / side]
    if (Math.min(across, down) < 0 || Math.max(across, down) > 1) return null
    const { low, high } = this.scene
    return [low + across * (high - low), high - down * (high - low)]
  }

  redraw() {
    if (!this.scene || !this.last || !this.canvas.width) return
    const { context, width, height } = scaledContext(this.canvas)
    this.paintAnswer(context, width, height)
  }

  paintAnswer(context, width, height) {
    const { x, y, side } = this.frame(width, height)
    const map = this.last
    context.imageSmoothingQuality = "high"
    context.globalAlpha = FADED
    context.drawImage(this.painter.paint(map.side, map.from, map.to, map.share, this.palettes[this.own ? this.options.style : ""]), x, y, side, side)
    context.globalAlpha = 1
    if (this.options.contours && map.from.length === map.side ** 2 && !this.scene.line) this.drawContours(context, x, y, side, map)
    if (this.scene.line && map.from.length === map.side ** 2) this.drawCurve(context, x, y, side, map)
  }

  drawSamples() {
    if (!this.scene || !this.theme || !this.overlay.width) return
    const { context, width, height } = scaledContext(this.overlay)
    this.paintSamples(context, width, height)
  }

  // What is on the screen, to be painted on another context (static/pictures/files.js).
  picture() {
    const { clientWidth: width, clientHeight: height } = this.canvas
    const paint = (context) => {
      this.paintAnswer(context, width, height)
      this.paintSamples(context, width, height)
    }
    return { width, height, paint }
  }

  paintSamples(context, width, height) {
    const { x, y, side } = this.frame(width, height)
    const { low, high } = this.scene
    const across = (value) => x + ((value - low) / (high - low)) * side
    const up = (value) => y + ((high - value) / (high - low)) * side
    this.toPlane = { across, up }
    this.drawAxes(context, x, y, side)
    context.save()
    context.beginPath()
    context.rect(x, y, side, side)
    context.clip()
    const radius = this.train.length > 3000 ? 2 : this.train.length < 60 ? 5 : 3
    if (this.options.test) this.drawPoints(context, this.test, across, up, radius, true, this.wrong.test)
    this.drawPoints(context, this.train, across, up, radius, false, this.wrong.train)
    this.drawSelected(context, across, up)
    context.restore()
  }

  // The sample at (x, y) of the canvas as { part, index }, or null; training samples lie on top.
  sampleAt(x, y) {
    if (!this.scene || !this.toPlane) return null
    let [best, nearest] = [null, REACH]
    for (const [part, points] of [["train", this.train], ["test", this.options.test ? this.test : []]]) {
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

  colourOf(value) {
    if (this.scene.classes.length) return classColour(this.scene, value)
    const colour = this.colours[Math.round(128 + 127 * Math.max(-1, Math.min(1, value)))]
    return `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`
  }

  // Each sample once; with `wrong` (a byte each) only those that are wrong are seen well.
  drawPoints(context, points, across, up, radius, test, wrong) {
    for (let i = 0; i < points.length; i += 3) {
      const fill = this.colourOf(points[i + 2])
      context.globalAlpha = wrong && !wrong[i / 3] ? PALE : 1
      context.beginPath()
      context.arc(across(points[i]), up(points[i + 1]), test ? radius - 0.4 : radius, 0, 2 * Math.PI)
      context.fillStyle = test ? this.theme.background : fill
      context.strokeStyle = test ? fill : this.theme.background
      context.lineWidth = test ? 1.8 : 1
      context.fill()
      context.stroke()
    }
    context.globalAlpha = 1
  }

  drawContours(context, x, y, side, map) {
    const value = (cell) => map.from[cell] + (map.to[cell] - map.from[cell]) * map.share
    context.save()
    context.translate(x, y)
    context.scale(side, side)
    context.strokeStyle = this.theme.text
    for (const level of LEVELS) {
      context.beginPath()
      trace(context, map.side, value, level)
      context.lineWidth = (level === 128.5 ? 1.8 : 0.7) / side
      context.stroke()
    }
    context.restore()
  }

  drawAxes(context, x, y, side) {
    const [across, up] = this.scene.axes
    context.strokeStyle = this.theme.border
    context.strokeRect(x, y, side, side)
    context.fillStyle = this.theme.muted
    context.font = "11px system-ui, sans-serif"
    context.textAlign = "center"
    context.textBaseline = "top"
    for (const value of ticks(across)) context.fillText(text(value), x + ((value - across.low) / (across.high - across.low)) * side, y + side + 4)
    context.textAlign = "right"
    context.textBaseline = "middle"
    for (const value of ticks(up)) context.fillText(text(value), x - 4, y + ((up.high - value) / (up.high - up.low)) * side)
    if (this.scene.named_axes) this.nameAxes(context, across.label, up.label, x, y, side)
  }

  // The names lie inside the picture, at its edges, where no samples usually are.
  nameAxes(context, across, up, x, y, side) {
    context.fillStyle = this.theme.text
    context.textAlign = "right"
    context.textBaseline = "bottom"
    context.fillText(across, x + side - 6, y + side - 4, side - 12)
    context.save()
    context.translate(x + 5, y + 6)
    context.rotate(-Math.PI / 2)
    context.textBaseline = "top"
    context.fillText(up, 0, 0, side - 12)
    context.restore()
  }

  // With one input the answer is a curve over it; every row of the map says the same.
  drawCurve(context, x, y, side, map) {
    const cells = map.side
    context.beginPath()
    for (let cell = 0; cell < cells; cell++) {
      const byte = map.from[cell] + (map.to[cell] - map.from[cell]) * map.share
      context.lineTo(x + ((cell + 0.5) / cells) * side, y + side * (0.5 - (byte - 128) / 254))
    }
    context.strokeStyle = this.theme.text
    context.lineWidth = 2.5
    context.stroke()
  }
}

// A handful of round numbers from the low to the high end of an axis.
function ticks({ low, high }) {
  const rough = (high - low) / 6
  const power = 10 ** Math.floor(Math.log10(rough))
  const every = [1, 2, 5, 10].map((step) => step * power).find((step) => step >= rough * 0.999)
  const found = []
  for (let i = Math.ceil(low / every - 1e-9); i * every <= high + every * 1e-9; i++) found.push(i * every)
  return found
}

const text = (value) => String(Number(value.toPrecision(4)))
