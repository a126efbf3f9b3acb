// A pad to draw a digit on, what the network sees of it and thinks it is, and what its first layer looks for.
//
// A drawing becomes pixels as those of the data did (Alpaydin and Kaynak 1998): it fills a bitmap of 32 by 32, and each
// pixel counts the inked dots, 0 to 16, of a block of 4 by 4.

import { MapPainter } from "./colours.js"
import { drawPixels, weightImage } from "./images.js"
import { nameOf } from "./pointing.js"

const [SIZE, INK] = [192, 15] // px of the pad, and of its brush
const [BITMAP, BRUSH, EDGE] = [32, 5.5, 0.5] // dots a side, of the brush, and left free at the edges
const WEIGHTS = 52 // px of a first layer's picture
const MOST_WEIGHTS = 32 // first-layer pictures that are drawn

export class Pad {
  // `ask(pixels)` wants to know what the network thinks of them (null: nothing), `pick()` shows some sample,
  // `letGo()` ends following one, `pin(layer, unit)` looks into a unit.
  constructor(root, hands) {
    Object.assign(this, { root, hands })
    root.innerHTML = `<div><h4>Draw a digit</h4><canvas class="nnp-paper" role="img" aria-label="Paper to draw on with the mouse or a finger" width="${SIZE * 2}" height="${SIZE * 2}"></canvas>
      <div class="nnp-row"><button type="button" class="nnp-small" data-do="clear">Clear</button>
      <button type="button" class="nnp-small" data-do="pick">Show one of the data</button></div></div>
      <div><h4>What the network sees and says</h4><div class="nnp-opinion"><canvas role="img" aria-label="The picture as the network gets it" width="160" height="160"></canvas><ol></ol></div><p role="status"></p></div>
      <div class="nnp-filters"><h4>What the first layer looks for: its weights as pictures</h4><div></div></div>`
    const find = (selector) => root.querySelector(selector)
    Object.assign(this, { paper: find(".nnp-paper"), seen: find(".nnp-opinion canvas"), bars: find("ol"), told: find("p"), filters: find(".nnp-filters div") })
    this.strokes = []
    this.painter = new MapPainter()
    find("[data-do=clear]").onclick = () => this.clear()
    find("[data-do=pick]").onclick = () => {
      this.clear()
      hands.pick()
    }
    this.paper.onpointerdown = (event) => this.begin(event)
    this.paper.onpointermove = (event) => this.draw(event)
    this.paper.onpointerup = this.paper.onpointercancel = () => (this.drawing = false)
  }

  setScene(scene) {
    this.scene = scene
    this.root.hidden = !scene.image
    if (!scene.image) return this.ask(null)
    this.bars.replaceChildren(...scene.class_names.map((name) => {
      const line = document.createElement("li")
      line.append(Object.assign(document.createElement("span"), { textContent: name }), document.createElement("i"), document.createElement("output"))
      return line
    }))
    const layered = scene.hidden.length > 0
    this.root.querySelector(".nnp-filters").hidden = !layered
    this.filters.replaceChildren(...Array.from({ length: layered ? Math.min(scene.sizes[1], MOST_WEIGHTS) : 0 }, (_, unit) => {
      const button = document.createElement("button")
      Object.assign(button, { type: "button", title: `Look into ${nameOf(scene, 1, unit)}`, onclick: () => this.hands.pin(1, unit) })
      button.setAttribute("aria-label", `Weights of ${nameOf(scene, 1, unit)}`)
      button.append(Object.assign(document.createElement("canvas"), { width: WEIGHTS * 2, height: WEIGHTS * 2 }))
      return button
    }))
    this.opinion = null
    this.ask(this.strokes.length ? this.pixels() : null)
  }

  setTheme(theme, colours) {
    Object.assign(this, { theme, colours })
    if (this.scene?.image) this.paint()
  }

  ask(pixels) {
    this.asked = pixels
    this.hands.ask(pixels)
  }

  // Drawing

  begin(event) {
    event.preventDefault()
    this.paper.setPointerCapture(event.pointerId)
    if (!this.strokes.length) this.hands.letGo()
    this.drawing = true
    this.strokes.push([])
    this.draw(event)
  }

  draw({ offsetX, offsetY }) {
    if (!this.drawing) return
    const scale = SIZE / this.paper.clientWidth
    this.strokes.at(-1).push([offsetX * scale, offsetY * scale])
    this.paint()
    this.ask(this.pixels())
  }

  clear() {
    this.strokes = []
    this.opinion = null
    this.ask(null)
    this.paint()
  }

  // Ink the strokes, moved and scaled, into a context.
  ink(context, width, scale, left, top) {
    Object.assign(context, { lineWidth: width, lineCap: "round", lineJoin: "round" })
    for (const stroke of this.strokes) {
      context.beginPath()
      for (const [x, y] of stroke) context.lineTo(left + x * scale, top + y * scale)
      if (stroke.length === 1) context.lineTo(left + stroke[0][0] * scale + 0.01, top + stroke[0][1] * scale)
      context.stroke()
    }
  }

  pixels() {
    const { side, high } = this.scene.image
    const points = this.strokes.flat()
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const room = BITMAP - BRUSH - 2 * EDGE
    const scale = room / Math.max(right - left, bottom - top, SIZE / 6) // a dot stays a dot
    const canvas = Object.assign(document.createElement("canvas"), { width: BITMAP, height: BITMAP })
    const context = canvas.getContext("2d", { willReadFrequently: true })
    this.ink(context, BRUSH, scale, BITMAP / 2 - ((left + right) / 2) * scale, BITMAP / 2 - ((top + bottom) / 2) * scale)
    const { data } = context.getImageData(0, 0, BITMAP, BITMAP)
    const block = BITMAP / side
    const counts = Array(side * side).fill(0)
    for (let y = 0; y < BITMAP; y++) {
      for (let x = 0; x < BITMAP; x++) {
        if (data[(y * BITMAP + x) * 4 + 3] > 127) counts[Math.floor(y / block) * side + Math.floor(x / block)] += high / block ** 2
      }
    }
    return counts
  }

  // What comes back

  // `pixels` and `opinion` of the drawing, or of the sample that is followed.
  take({ image, opinion } = {}) {
    if (!this.scene?.image) return
    this.image = image
    this.opinion = opinion
    this.paint()
  }

  paint() {
    if (!this.theme) return
    const paper = this.paper.getContext("2d")
    paper.setTransform(2, 0, 0, 2, 0, 0)
    paper.fillStyle = this.theme.background
    paper.fillRect(0, 0, SIZE, SIZE)
    paper.strokeStyle = this.theme.text
    if (this.strokes.length) this.ink(paper, INK, 1, 0, 0)
    const pixels = this.asked ?? this.image ?? Array(this.scene.image.side ** 2).fill(0)
    drawPixels(this.seen.getContext("2d"), pixels, this.scene.image, 160, this.theme)
    this.say()
  }

  say() {
    const { opinion, scene } = this
    const best = opinion ? opinion.indexOf(Math.max(...opinion)) : -1
    for (const [index, line] of [...this.bars.children].entries()) {
      const share = opinion?.[index] ?? 0
      line.classList.toggle("nnp-best", index === best)
      line.querySelector("i").style.setProperty("--share", `${share * 100}%`)
      line.querySelector("output").textContent = opinion ? `${Math.round(share * 100)} %` : ""
    }
    const told = opinion ? `${scene.class_names[best]}, ${Math.round(opinion[best] * 100)} % sure.` : "Draw with the mouse or a finger, or follow one of the samples."
    if (this.told.textContent !== told) this.told.textContent = told
  }

  // The first layer's weights as they are at a frame.
  follow(frame) {
    if (!this.scene?.image || !this.theme) return
    for (const [unit, button] of [...this.filters.children].entries()) {
      const bytes = weightImage(this.scene, frame.theta, unit)
      const context = button.firstChild.getContext("2d")
      context.imageSmoothingEnabled = false
      context.drawImage(this.painter.paint(this.scene.image.side, bytes, bytes, 0, this.colours), 0, 0, WEIGHTS * 2, WEIGHTS * 2)
    }
  }
}
