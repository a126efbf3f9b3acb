// Below the boundary: what its colours mean. More than two classes have a colour each; two, or a number, lie along one scale.

import { quantity } from "../page/numbers.js"
import { classColour } from "./colours.js"

export class Legend {
  constructor(root) {
    this.panel = root.closest(".nnp-boundary")
    this.classes = root.querySelector(".nnp-classes")
    this.target = root.querySelector(".nnp-target")
    this.scale = root.querySelector(".nnp-scale")
    this.ends = { low: root.querySelector("[data-end=low]"), high: root.querySelector("[data-end=high]") }
    this.test = root.querySelector(".nnp-test")
  }

  setScene(scene) {
    const many = scene.classes.length > 0
    this.panel.classList.toggle("nnp-many", many) // their names take a line of their own
    this.scale.hidden = many
    this.target.hidden = many || !scene.target || scene.classification
    this.target.textContent = this.target.title = scene.target
    for (const [name, place] of Object.entries(this.ends)) {
      place.hidden = many
      place.textContent = scene.scaling ? quantity(scene.targets[name], 3) : tidy(scene.targets[name])
    }
    this.classes.replaceChildren(...scene.classes.map((name, index) => {
      const dot = document.createElement("span")
      dot.textContent = name
      dot.style.setProperty("--class", classColour(scene, index))
      return dot
    }))
    this.test.hidden = !scene.has_test
  }

  setTheme({ negative, zero, positive }) {
    this.scale.style.background = `linear-gradient(90deg, ${negative}, ${zero}, ${positive})`
  }
}

function tidy(value) {
  return Number(value.toPrecision(2)).toString().replace("-", "−")
}
