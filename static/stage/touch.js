// Touching the network: pointing at a part, pinning a unit, setting a weight by typing or dragging, all by keyboard too.

import { partAt } from "./pointing.js"

const STARTS_DRAG = 4 // px up or down after which a press is a drag
const PER_PIXEL = 0.02 // of a weight, while it is dragged

export class Touch {
  // `on` has what the stage does: point(part), pin(layer, unit), hold(), set(index, value), drag(index, value, press), value(index).
  constructor(canvas, form, on) {
    Object.assign(this, { canvas, form, on })
    this.part = null
    this.press = null
    canvas.tabIndex = 0
    canvas.onpointermove = (event) => this.move(event)
    canvas.onpointerdown = (event) => this.down(event)
    canvas.onpointerup = (event) => this.up(event)
    canvas.onpointercancel = () => (this.press = null)
    canvas.onpointerleave = () => {
      if (form.hidden && !this.press) this.point(null)
    }
    canvas.onkeydown = (event) => this.key(event)
    canvas.onblur = () => {
      if (form.hidden) this.point(null)
    }
  }

  setScene(scene) {
    this.scene = scene
    this.part = this.press = null
    this.form.hidden = true
  }

  setColumns(columns) {
    this.columns = columns
  }

  point(part) {
    if (JSON.stringify(part) === JSON.stringify(this.part)) return
    this.part = part
    this.canvas.style.cursor = part && "index" in part ? "ns-resize" : part?.kind === "unit" && part.layer > 0 ? "pointer" : "default"
    this.on.point(part)
  }

  at(event) {
    return this.scene && this.columns ? partAt(this.scene, this.columns, event.offsetX, event.offsetY) : null
  }

  move(event) {
    if (!this.form.hidden) return
    const { press } = this
    if (!press) return this.point(this.at(event))
    const up = press.y - event.offsetY
    if (!press.dragged && Math.abs(up) < STARTS_DRAG) return
    this.on.drag(press.index, press.value + up * PER_PIXEL, press.number)
    press.dragged = true
  }

  down(event) {
    const part = this.at(event)
    this.point(part)
    if (event.button !== 0 || !part || !("index" in part)) return
    this.canvas.setPointerCapture(event.pointerId)
    this.press = { number: Math.floor(event.timeStamp) + 1, index: part.index, value: this.on.value(part.index), y: event.offsetY, dragged: false }
  }

  up(event) {
    const { press, part } = this
    this.press = null
    if (press?.dragged) return
    if (press) this.edit(press.index, event.offsetX, event.offsetY)
    else if (part?.kind === "unit" && part.layer > 0) this.on.pin(part.layer, part.unit)
  }

  // Arrows go from unit to unit, Enter pins the one that is marked.
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.scene) return
    const { sizes } = this.scene
    const now = this.part?.kind === "unit" ? this.part : null
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0]
    if (event.key === "Enter" && now && now.layer > 0) this.on.pin(now.layer, now.unit)
    else if (right || down) {
      const layer = now ? Math.max(0, Math.min(sizes.length - 1, now.layer + right)) : 0
      const unit = now ? Math.max(0, Math.min(sizes[layer] - 1, now.unit + down)) : 0
      this.point({ kind: "unit", layer, unit })
    } else return
    event.preventDefault()
  }

  // Let the person type a value for the parameter at `index`, near (x, y) of the panel.
  edit(index, x, y) {
    const { form } = this
    this.on.hold()
    const input = form.querySelector("input")
    input.value = Number(this.on.value(index).toPrecision(6))
    form.style.left = `${Math.max(4, Math.min(x, form.parentElement.clientWidth - 130))}px`
    form.style.top = `${y + 14}px`
    form.hidden = false
    input.focus()
    input.select()
    const close = () => (form.hidden = true)
    form.onsubmit = (event) => {
      event.preventDefault()
      if (!input.checkValidity() || input.value === "") return input.reportValidity()
      close()
      this.on.set(index, Number(input.value))
    }
    input.onkeydown = (event) => {
      if (event.key === "Escape") close() // a handler that returns false would swallow every key
    }
    input.onblur = close
  }
}
