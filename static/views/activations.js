// How often each layer gives each answer over the training samples.

import { quantity } from "../page/numbers.js"
import { CONFIG, layerName, named } from "./views.js"
import { forPlotly } from "../page/text.js"

const CELL = 190 // px that one histogram needs

export class Activations {
  constructor(place, views) {
    this.views = views
    place.className = "nnp-view-activations"
    place.innerHTML = `<div class="nnp-plot"></div><ul></ul>`
    this.plot = place.querySelector(".nnp-plot")
    this.list = place.querySelector("ul")
  }

  draw({ seen, arrays }, Plotly) {
    const { views } = this
    const { scene, theme } = views
    const [count, bins] = arrays.seen_counts.shape
    const columns = Math.max(1, Math.min(count, Math.floor(this.plot.clientWidth / CELL)))
    const rows = Math.ceil(count / columns)
    this.plot.style.height = `${rows * 190}px`
    const layout = views.layout({ bargap: 0, margin: { l: 34, r: 8, t: 26, b: 24 }, annotations: [] })
    const data = seen.layers.map((layer, index) => {
      const [column, line] = [index % columns, Math.floor(index / columns)]
      const id = index ? String(index + 1) : ""
      const width = (layer.high - layer.low) / bins
      const [left, top] = [column / columns, 1 - line / rows]
      const inset = 0.1 / columns
      layout[`xaxis${id}`] = views.axis({ domain: [left + inset / 2, (column + 1) / columns - inset / 2], anchor: `y${id}`, nticks: 5 })
      layout[`yaxis${id}`] = views.axis({ domain: [1 - (line + 1) / rows + 0.09, top - 0.05], anchor: `x${id}`, nticks: 4, rangemode: "tozero" })
      layout.annotations.push({
        text: `${layerName(scene, index + 1)}: ${index < scene.hidden.length ? scene.hidden[index].label : scene.head}${index === scene.hidden.length && scene.scaling ? `, ${forPlotly(scene.target)}` : ""}`,
        x: left + inset / 2, y: top - 0.05, xref: "paper", yref: "paper", xanchor: "left", yanchor: "bottom", showarrow: false, font: { size: 12 },
      })
      return {
        type: "bar", xaxis: `x${id}`, yaxis: `y${id}`, marker: { color: theme.accent, line: { width: 0 } }, width,
        x: Array.from({ length: bins }, (_, bin) => layer.low + (bin + 0.5) * width),
        y: Array.from(arrays.seen_counts.data.subarray(index * bins, (index + 1) * bins)),
        hovertemplate: "about %{x:.3f}: %{y} answers<extra></extra>",
      }
    })
    Plotly.react(this.plot, data, layout, CONFIG)
    const told = seen.layers.map((layer, index) => sentence(layerName(scene, index + 1), layer))
    named(this.plot, told.join(" "))
    this.list.replaceChildren(...told.map((text) => Object.assign(document.createElement("li"), { textContent: text })))
  }
}

function sentence(name, { mean, spread, dead, saturated }) {
  const units = (list) => `${list.length > 1 ? "units" : "unit"} ${list.map((unit) => unit + 1).join(", ")}`
  const ill = [dead.length && `dead: ${units(dead)}`, saturated.length && `saturated: ${units(saturated)}`].filter(Boolean)
  return `${name}: mean ${quantity(mean, 2)}, standard deviation ${quantity(spread, 2)}${ill.length ? `; ${ill.join("; ")}` : ""}.`
}
