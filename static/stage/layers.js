// The head of every column of the network: what it is, and a menu to change it. The weights of what remains are kept.

const BUTTONS_NEED = 104 // px between columns for − and + beside the title

export class LayerBar {
  // `act(details)` asks for an operation of nnplay/ui/building.py: { do, layer, value }.
  constructor(bar, menu, act) {
    Object.assign(this, { bar, menu, act })
    this.open = null // the column whose menu is open
    menu.onkeydown = (event) => {
      if (event.key !== "Escape") return
      event.stopPropagation()
      this.close(true)
    }
    this.outside = (event) => {
      if (this.open !== null && !menu.contains(event.target) && !bar.contains(event.target)) this.close(false)
    }
  }

  listen(on) {
    window[on ? "addEventListener" : "removeEventListener"]("pointerdown", this.outside)
  }

  setScene(scene) {
    this.scene = scene
    this.placed = ""
    this.bar.replaceChildren(...scene.sizes.map((_, column) => this.head(column)))
    if (this.open !== null && this.open < scene.sizes.length) this.fill(document.activeElement?.dataset?.focus)
    else this.close(false)
  }

  setFrozen(frozen) {
    if (String(frozen) === String(this.frozen)) return
    this.frozen = frozen
    for (const [column, head] of [...this.bar.children].entries()) head.classList.toggle("nnp-frozen", frozen.includes(column))
    if (this.open !== null) this.fill(document.activeElement?.dataset?.focus)
  }

  // Put every head above its column; `columns` are as network.js lays them out.
  place(columns, width) {
    const apart = columns.length > 1 ? columns[1].x - columns[0].x : width
    const key = `${width} ${columns.map((column) => Math.round(column.x))}`
    if (key === this.placed || columns.length !== this.bar.children.length) return
    this.placed = key
    this.bar.classList.toggle("nnp-narrow", apart < BUTTONS_NEED)
    const room = Math.max(30, Math.min(150, apart - 4))
    for (const [column, head] of [...this.bar.children].entries()) {
      head.style.maxWidth = `${room}px`
      const wide = Math.min(room, head.offsetWidth)
      head.style.left = `${Math.max(0, Math.min(width - wide, columns[column].x - wide / 2))}px`
    }
  }

  head(column) {
    const { scene } = this
    const last = scene.sizes.length - 1
    const layer = scene.hidden[column - 1]
    const title = column === 0 ? "inputs" : column === last ? "output" : `${layer.units} ${layer.label}`
    const head = element("span", { className: "nnp-head" })
    const main = button(title, () => (this.open === column ? this.close(true) : this.show(column)), { ariaHasPopup: "true" })
    main.title = column === 0 ? "Choose the inputs" : column === last ? "The output layer" : `Change hidden layer ${column}`
    main.ariaExpanded = String(this.open === column)
    if (layer) {
      const less = button("−", () => this.units(column, layer.units - 1), { ariaLabel: `Remove a unit from hidden layer ${column}`, disabled: layer.units <= 1 })
      const more = button("+", () => this.units(column, layer.units + 1), { ariaLabel: `Add a unit to hidden layer ${column}`, disabled: layer.units >= scene.building.most_units })
      head.append(less, main, more)
    } else {
      head.append(main)
    }
    return head
  }

  units(layer, value) {
    this.act({ do: "units", layer, value })
  }

  show(column) {
    this.open = column
    this.fill()
    const left = this.bar.children[column].offsetLeft
    this.menu.style.left = `${Math.max(4, Math.min(left, this.bar.clientWidth - this.menu.offsetWidth - 4))}px`
    this.menu.querySelector("input, select, button")?.focus()
  }

  close(back) {
    if (back && this.open !== null) this.bar.children[this.open]?.querySelector("[aria-haspopup]")?.focus()
    this.open = null
    this.menu.hidden = true
    for (const head of this.bar.querySelectorAll("[aria-haspopup]")) head.ariaExpanded = "false"
  }

  // The menu of the open column; `focus` names the control to focus again after it was drawn anew.
  fill(focus) {
    const column = this.open
    const { scene } = this
    const last = scene.sizes.length - 1
    this.menu.hidden = false
    const parts = column === 0 ? this.inputs() : column === last ? [] : this.hidden(column)
    if (column > 0) parts.push(this.freeze(column, column === last))
    if (column < last) {
      parts.push(button("Add a layer behind", () => this.act({ do: "add_layer", layer: column }), {
        disabled: scene.hidden.length >= scene.building.most_layers, focus: "add",
      }))
    }
    if (column > 0 && column < last) parts.push(button("Remove this layer", () => this.act({ do: "remove_layer", layer: column }), { focus: "remove" }))
    const name = column === 0 ? "Inputs" : column === last ? "Output layer" : `Hidden layer ${column}`
    this.menu.setAttribute("aria-label", name)
    this.menu.replaceChildren(element("strong", { textContent: name }), ...parts, element("small", { textContent: "Weights that remain are kept." }))
    if (focus) this.menu.querySelector(`[data-focus="${focus}"]`)?.focus()
  }

  inputs() {
    const { inputs, chosen } = this.scene.building
    const boxes = inputs.map(({ key, label, note }) => {
      const box = element("input", { type: "checkbox", checked: chosen.includes(key) })
      box.dataset.focus = key
      box.onchange = () => {
        const value = inputs.map((each) => each.key).filter((each) => (each === key ? box.checked : chosen.includes(each)))
        if (value.length) this.act({ do: "inputs", layer: 0, value })
        else box.checked = true // a network needs an input
      }
      const line = element("label", { title: note })
      line.append(box, ` ${label}`)
      return line
    })
    const grid = element("div", { className: "nnp-boxes" })
    grid.append(...boxes)
    return [grid]
  }

  hidden(column) {
    const { scene } = this
    const layer = scene.hidden[column - 1]
    const units = element("div", { className: "nnp-row" })
    units.append(
      button("−", () => this.units(column, layer.units - 1), { ariaLabel: "Remove the last unit", disabled: layer.units <= 1, focus: "less" }),
      element("span", { textContent: layer.units === 1 ? "1 unit" : `${layer.units} units` }),
      button("+", () => this.units(column, layer.units + 1), { ariaLabel: "Add a unit", disabled: layer.units >= scene.building.most_units, focus: "more" }),
    )
    const select = element("select", { ariaLabel: "Activation" })
    select.dataset.focus = "activation"
    select.append(...scene.building.activations.map(({ key, label }) => new Option(label, key, false, key === layer.activation)))
    select.onchange = () => this.act({ do: "activation", layer: column, value: select.value })
    return [units, select]
  }

  freeze(column, last) {
    const box = element("input", { type: "checkbox", checked: this.frozen?.includes(column) })
    box.dataset.focus = "freeze"
    box.onchange = () => this.act({ do: "frozen", layer: column, value: box.checked })
    const line = element("label", { title: "Training leaves its weights and biases as they are" })
    line.append(box, last ? " Freeze the output layer" : " Freeze this layer")
    return line
  }
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties)
}

function button(text, onclick, { ariaLabel, ariaHasPopup, disabled = false, focus } = {}) {
  const made = element("button", { type: "button", textContent: text, onclick, disabled })
  if (ariaLabel) made.setAttribute("aria-label", ariaLabel)
  if (ariaHasPopup) made.setAttribute("aria-haspopup", ariaHasPopup)
  if (focus) made.dataset.focus = focus
  return made
}
