// The answer of any unit as a surface over the plane that one can turn.

import { nameOf } from "../stage/pointing.js"
import { quantity } from "../page/numbers.js"
import { CONFIG, named } from "./views.js"
import { forPlotly } from "../page/text.js"

const CAMERA = { eye: { x: 1.35, y: -1.5, z: 0.95 }, center: { x: 0, y: 0, z: -0.12 } }

export class Surface {
  constructor(place, views) {
    this.views = views
    place.className = "nnp-view-surface"
    place.innerHTML = `<div class="nnp-row"><label>Height: <select></select></label></div><div class="nnp-plot"></div>`
    this.select = place.querySelector("select")
    this.plot = place.querySelector(".nnp-plot")
    this.select.onchange = () => views.wish()
  }

  setScene(scene) {
    const chosen = this.select.value
    const options = []
    for (let layer = scene.sizes.length - 1; layer > 0; layer--) {
      for (let unit = 0; unit < scene.sizes[layer]; unit++) {
        options.push(Object.assign(document.createElement("option"), { value: `${layer},${unit}`, textContent: nameOf(scene, layer, unit) }))
      }
    }
    this.select.replaceChildren(...options)
    if (options.some(({ value }) => value === chosen)) this.select.value = chosen
  }

  look() {
    const [layer, unit] = this.select.value.split(",").map(Number)
    return { layer, unit }
  }

  draw({ seen, arrays }, Plotly) {
    const { scene, theme } = this.views
    const { data, shape } = arrays.seen_heights
    const side = shape[0]
    const heights = Array.from({ length: side }, (_, row) => Array.from(data.subarray(row * side, (row + 1) * side)))
    const [across, up] = scene.axes
    const along = ({ low, high }, share) => low + (high - low) * share
    const centres = Array.from({ length: side }, (_, cell) => (cell + 0.5) / side)
    const [least, most] = [data.reduce((a, b) => Math.min(a, b)), data.reduce((a, b) => Math.max(a, b))]
    const output = seen.layer === scene.sizes.length - 1
    const middle = output && scene.outputs === 1 ? scene.targets.middle : 0
    const reach = Math.max(Math.abs(most - middle), Math.abs(least - middle), output ? scene.targets.high - middle : 1, 1e-9)
    const axis = (title) => ({ title: { text: forPlotly(title) }, gridcolor: theme.grid, zerolinecolor: theme.border, color: theme.muted, showbackground: false })
    const name = output && scene.target && scene.outputs === 1 ? scene.target : nameOf(scene, seen.layer, seen.unit)
    const layout = this.views.layout({
      margin: { l: 0, r: 0, t: 0, b: 0 }, uirevision: "turned",
      scene: { xaxis: axis(short(across.label)), yaxis: axis(scene.line ? "" : short(up.label)), zaxis: axis(name), aspectratio: { x: 1, y: 1, z: 0.7 }, camera: CAMERA, uirevision: "turned" },
    })
    Plotly.react(this.plot, [{
      type: "surface", z: heights, x: centres.map((share) => along(across, share)), y: centres.map((share) => along(up, 1 - share)),
      cmin: middle - reach, cmax: middle + reach, colorscale: [[0, theme.negative], [0.5, theme.zero], [1, theme.positive]], showscale: false,
      hovertemplate: `${forPlotly(name)} = %{z:.4~f}<extra></extra>`, contours: { z: { show: true, start: middle, end: middle + reach * 1e-3, size: reach, color: theme.text, width: 3 } },
    }], layout, CONFIG)
    named(this.plot, `${name} as a surface over the plane, from ${quantity(least)} to ${quantity(most)}.`)
  }
}

const short = (label) => label.split(" (")[0]
