// How the pictures look: display options, each a name that links carry too.

const OPTIONS = `
  <fieldset><legend>Colours</legend>
    <label><input type="radio" name="nnp-style" value="" checked> the network's answer</label>
    <label data-decides><input type="radio" name="nnp-style" value="classes"> hard classes</label>
    <label data-decides><input type="radio" name="nnp-style" value="uncertainty"> uncertainty: dark where it is undecided</label>
  </fieldset>
  <label data-scalar><input type="checkbox" value="contours"> contour lines</label>
  <label data-decides><input type="checkbox" value="mistakes"> only mistakes stand out</label>`

export class Display {
  // `changed(names)` is called when the person chose; `button` opens `menu`, `log` and `test` are boxes elsewhere.
  constructor({ button, menu, log, test }, changed) {
    Object.assign(this, { button, menu, log, test, names: [] })
    menu.innerHTML = OPTIONS
    this.inputs = [...menu.querySelectorAll("input")]
    for (const input of [log, test, ...this.inputs]) input.onchange = () => changed((this.names = this.read()))
    button.onclick = () => this.open(menu.hidden)
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.open(false)
    })
    document.addEventListener("pointerdown", (event) => {
      if (!menu.hidden && !menu.contains(event.target) && event.target !== button) this.open(false)
    })
  }

  open(on) {
    this.menu.hidden = !on
    this.button.setAttribute("aria-expanded", on)
    if (on) this.inputs.find((input) => input.checked)?.focus()
    else if (this.menu.contains(document.activeElement)) this.button.focus()
  }

  // Only what can be shown of the data is offered.
  setScene(scene) {
    for (const part of this.menu.querySelectorAll("[data-decides]")) part.hidden = !scene.classification || scene.line
    for (const part of this.menu.querySelectorAll("[data-scalar]")) part.hidden = scene.classes.length > 0 || scene.line
    this.button.hidden = scene.line
  }

  read() {
    const chosen = this.inputs.filter((input) => input.checked && input.value).map((input) => input.value)
    return [...(this.log.checked ? ["log"] : []), ...(this.test.checked ? [] : ["notest"]), ...chosen]
  }

  // Take names from elsewhere; true when they are others than those that are shown.
  set(names) {
    if (names.join() === this.names.join()) return false
    this.names = names
    this.log.checked = names.includes("log")
    this.test.checked = !names.includes("notest")
    for (const input of this.inputs) input.checked = names.includes(input.value)
    if (!this.inputs.some((input) => input.type === "radio" && input.checked)) this.inputs[0].checked = true
    return true
  }

  get style() {
    return this.names.find((name) => name === "classes" || name === "uncertainty") ?? ""
  }
}
