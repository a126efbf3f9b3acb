// Drawing on the boundary: points of any class are clicked, sprayed or erased while the network goes on learning.
//
// A stroke is sent in pieces to nnplay/ui/drawing.py. Its points are shown at once and stay until an answer has them.

const SPRAY_EVERY = 5 // px of the hand's way between two points
const SPRAY_WIDTH = 13 // px to each side
const ERASER = 15 // px
const PIECE_MS = 250 // of a stroke, after which what was drawn is sent
const STEP = 1 / 48 // of the picture, that an arrow key moves; with Shift a sixth of it

export const DRAWING = `
  <div class="nnp-draw" role="toolbar" aria-label="Drawing" hidden>
    <span class="nnp-swatches" role="radiogroup" aria-label="What to draw"></span>
    <button type="button" class="nnp-small" data-draw="class" title="One more class" aria-label="Add a class">+</button>
    <button type="button" class="nnp-small" data-draw="undo" title="Take the last stroke back (Ctrl Z)">Undo</button>
    <button type="button" class="nnp-small" data-draw="clear" title="Take all points away and begin with none">Clear</button>
    <p role="status"></p>
  </div>`

export class Drawing {
  // `send(details)` takes a piece of a stroke to the server and returns its serial; `begin()` is called when drawing
  // is switched on.
  constructor(panel, boundary, { send, begin }) {
    Object.assign(this, { panel, boundary, send, begin })
    this.find = (selector) => panel.querySelector(selector)
    this.square = this.find(".nnp-square")
    this.bar = this.find(".nnp-draw")
    this.brush = this.find(".nnp-brush")
    this.empty = this.find(".nnp-blank")
    this.toggle = this.find(".nnp-draw-on")
    this.on = false
    this.classes = null // how many there were when another one was asked for
    this.tool = 0 // the index of a value, or "erase"
    this.unseen = [] // pieces of strokes that no answer has shown yet: { serial, details, shown }
    this.strokes = 0
    this.toggle.onclick = () => this.switch(!this.on)
    this.find("[data-draw=undo]").onclick = () => this.send({ do: "undo" })
    this.find("[data-draw=class]").onclick = () => {
      this.classes = this.scene.drawing.values.length
      this.send({ do: "class" })
    }
    this.find("[data-draw=clear]").onclick = () => {
      this.send({ do: "clear" })
      this.choose(0)
    }
    this.square.addEventListener("pointerdown", (event) => this.down(event))
    this.square.addEventListener("pointermove", (event) => this.move(event))
    this.square.addEventListener("pointerup", () => this.up())
    this.square.addEventListener("pointercancel", () => this.up())
    this.square.addEventListener("pointerleave", () => this.press || this.showBrush(null))
    this.boundary.overlay.addEventListener("keydown", (event) => this.key(event))
    this.boundary.overlay.addEventListener("blur", () => this.showBrush(null))
  }

  setScene(scene) {
    this.scene = scene
    if (!scene.drawing) this.unseen = []
    this.find("[data-draw=class]").hidden = !scene.drawing?.another
    if (scene.drawing?.values.length === this.classes + 1) this.tool = this.classes // the one that was asked for
    this.classes = null
    if (this.tool !== "erase" && this.tool >= (scene.drawing?.values.length ?? 0)) this.tool = 0
  }

  // Whether Undo means the last stroke.
  get undoes() {
    return this.on && this.strokes > 0
  }

  // An answer has come; `fresh` says that it brought the samples.
  take({ done, strokes, blank, hide }, fresh) {
    this.strokes = strokes
    this.find("[data-draw=undo]").disabled = !strokes
    this.find("[data-draw=clear]").disabled = blank
    this.find("[data-draw=class]").disabled = blank
    const left = !this.scene.drawing || hide.includes("draw")
    this.toggle.hidden = left
    if (left) this.switch(false)
    this.unseen = this.unseen.filter((piece) => piece.serial > done)
    if (fresh) for (const piece of this.unseen) this.show(piece)
    this.empty.hidden = !blank || this.unseen.length > 0
    this.tellEmpty()
  }

  tellEmpty() {
    this.empty.textContent = `No points yet. ${this.on ? "Choose a colour, then click or drag here." : "Press Draw to begin."}`
  }

  switch(on) {
    if (on === this.on || (on && this.toggle.hidden)) return
    this.on = on
    this.panel.classList.toggle("nnp-drawing", on)
    this.bar.hidden = !on
    this.toggle.setAttribute("aria-pressed", String(on))
    this.boundary.overlay.tabIndex = on ? 0 : -1
    this.showBrush(null)
    this.showTools()
    this.tellEmpty()
    if (on) this.begin()
  }

  showTools() {
    if (!this.scene?.drawing || !this.boundary.theme) return
    const choices = this.scene.drawing.values.map((value, index) => [index, value.label, this.boundary.colourOf(value.shown)])
    this.find(".nnp-swatches").replaceChildren(...[...choices, ["erase", "Erase"]].map(([tool, label, colour]) => {
      const button = document.createElement("button")
      button.type = "button"
      button.setAttribute("role", "radio")
      button.setAttribute("aria-checked", String(tool === this.tool))
      button.setAttribute("aria-label", tool === "erase" ? "Erase" : `Draw ${label}`)
      button.title = tool === "erase" ? "Erase (0)" : `${label} (${tool + 1})`
      if (colour) button.style.setProperty("--class", colour)
      if (!colour) button.textContent = "Erase"
      button.onclick = () => this.choose(tool)
      return button
    }))
    this.say("")
  }

  choose(tool) {
    this.tool = tool
    this.showTools()
    this.showBrush(this.cursor)
  }

  say(text) {
    if (!this.scene?.drawing) return // of these data nothing is drawn, so nothing is said of it
    const hint = this.tool === "erase" ? "Click or drag to erase." : `${this.name()}: click for a point, drag to spray.`
    this.find(".nnp-draw p").textContent = text || hint
  }

  // What the points that are drawn are called.
  name() {
    return this.scene.drawing.values[this.tool].label.replace("-", "−")
  }

  down(event) {
    if (!this.on || this.press || event.button !== 0 || !this.scene.drawing) return
    event.preventDefault()
    this.boundary.overlay.focus({ preventScroll: true })
    this.square.setPointerCapture(event.pointerId)
    this.press = { number: Math.floor(event.timeStamp) + 1, places: [], since: performance.now(), at: this.at(event) }
    this.put(this.press.at)
  }

  at(event) {
    const { left, top } = this.square.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }

  move(event) {
    if (!this.on) return
    const [x, y] = this.at(event)
    this.showBrush([x, y])
    if (!this.press) return
    const [fromX, fromY] = this.press.at
    const way = Math.hypot(x - fromX, y - fromY)
    const drops = Math.floor(way / SPRAY_EVERY)
    for (let drop = 1; drop <= drops; drop++) {
      const share = (drop * SPRAY_EVERY) / way
      this.put([fromX + (x - fromX) * share, fromY + (y - fromY) * share], this.tool === "erase" ? 0 : SPRAY_WIDTH)
    }
    if (drops) this.press.at = [x, y]
    const enough = this.press.places.length >= this.scene.drawing.most_places
    if (enough || performance.now() - this.press.since > PIECE_MS) this.flush(false)
  }

  up() {
    if (!this.press) return
    this.flush(true)
    this.press = null
  }

  // Draw or erase at (x, y) of the square, or somewhere within `width` of it.
  put([x, y], width = 0) {
    const [angle, away] = [2 * Math.PI * Math.random(), width * Math.sqrt(Math.random())]
    const place = this.boundary.placeAt(x + away * Math.cos(angle), y + away * Math.sin(angle))
    if (!place) return
    this.press.places.push(place)
    this.empty.hidden = true
    this.show({ details: this.details([place]) })
  }

  details(places) {
    if (this.tool === "erase") return { do: "erase", places, radius: ERASER * this.boundary.perPixel() }
    return { do: "add", places, value: this.scene.drawing.values[this.tool].value }
  }

  // Send what was drawn since the last piece.
  flush(end) {
    const { places, number } = this.press
    const details = { ...this.details(places.splice(0)), stroke: number, end }
    this.unseen.push({ serial: this.send(details), details })
    this.press.since = performance.now()
  }

  // Show a piece of a stroke before the server has answered it.
  show({ details: { do: act, places, radius, value } }) {
    if (act === "erase") return this.boundary.erase(places, radius)
    const shown = this.scene.drawing.values.find((each) => each.value === value)?.shown
    if (shown !== undefined) this.boundary.add(places, shown)
  }

  // Arrows move a mark over the picture, Enter draws there, Delete erases, digits choose.
  key(event) {
    if (!this.on || !this.scene.drawing || event.ctrlKey || event.metaKey || event.altKey) return
    const { x, y, side } = this.boundary.box()
    const step = side * STEP * (event.shiftKey ? 1 / 6 : 1)
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0]
    const [atX, atY] = this.cursor ?? [x + side / 2, y + side / 2]
    const values = this.scene.drawing.values
    if (right || down) {
      this.showBrush([Math.max(x, Math.min(x + side, atX + right * step)), Math.max(y, Math.min(y + side, atY + down * step))])
    } else if (event.key === "Enter" && this.tool !== "erase") this.once([atX, atY])
    else if (["Delete", "Backspace", "Enter"].includes(event.key)) {
      const tool = this.tool
      this.tool = "erase"
      this.once([atX, atY])
      this.tool = tool
    } else if (event.key === "0") this.choose("erase")
    else if (Number(event.key) >= 1 && Number(event.key) <= values.length) this.choose(Number(event.key) - 1)
    else return
    event.preventDefault()
    event.stopPropagation()
    this.sayPlace()
  }

  once(where) {
    this.showBrush(where)
    this.press = { number: Math.floor(performance.now()) + 1, places: [] }
    this.put(where)
    this.up()
  }

  sayPlace() {
    const [across, up] = this.boundary.placeAt(...(this.cursor ?? [0, 0])) ?? []
    if (across === undefined) return
    const what = this.tool === "erase" ? "Erase" : this.name()
    this.say(`${what} at ${across.toFixed(2)}, ${up.toFixed(2)}`.replaceAll("-", "−"))
  }

  showBrush(where) {
    this.cursor = where
    this.brush.hidden = !where || !this.on
    if (!where) return
    const size = 2 * (this.tool === "erase" ? ERASER : SPRAY_WIDTH)
    const colour = this.tool === "erase" ? "var(--st-text-color)" : this.boundary.colourOf(this.scene.drawing.values[this.tool].shown)
    Object.assign(this.brush.style, { left: `${where[0]}px`, top: `${where[1]}px`, width: `${size}px`, height: `${size}px`, borderColor: colour })
  }
}
