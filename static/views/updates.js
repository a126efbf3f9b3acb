// Weights and gradients, and how large the next step is beside the weights.

import { CONFIG, digits, layerName, named } from "./views.js"

export class Updates {
  constructor(place, views) {
    this.views = views
    place.className = "nnp-view-updates"
    place.innerHTML = `<div><h4>Weights and biases</h4><div class="nnp-plot"></div></div>
      <div><h4>Gradients of the training loss</h4><div class="nnp-plot"></div></div>
      <div class="nnp-wide"><table><thead><tr><th>layer<th title="Euclidean norm">weights<th title="Euclidean norm of what the next step adds">next step<th title="next step / weights">ratio<th></tr></thead><tbody></tbody></table></div>
      <p>A step of about 0.1 % of the weights is usual; below 0.01 % a layer hardly learns, above 1 % it takes coarse steps.</p>`
    this.plots = [...place.querySelectorAll(".nnp-plot")]
    this.rows = place.querySelector("tbody")
  }

  draw({ seen, arrays, frame }, Plotly) {
    const values = [frame.theta, arrays.seen_gradient.data]
    const what = ["Weights and biases", "Gradients"]
    values.forEach((numbers, at) => {
      const { data, layout } = structuredClone(this.views.theme.figures.weights)
      const largest = numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12)
      for (const trace of data) {
        const { start, rows, columns } = trace.meta
        trace.z = Array.from({ length: rows }, (_, row) => Array.from(numbers.subarray(start + row * columns, start + (row + 1) * columns)))
        if (at) trace.hovertemplate = "%{customdata}<br><b>%{z:.3e}</b>"
      }
      Object.assign(layout.coloraxis, { cmin: -largest, cmax: largest })
      if (at) layout.coloraxis.colorbar.tickformat = ".1~e"
      Object.assign(layout, { autosize: true, height: undefined })
      Plotly.react(this.plots[at], data, layout, CONFIG)
      named(this.plots[at], `${what[at]} of ${data.length} layers as heatmaps; the largest is ${digits(largest)} in size.`)
    })
    const { scene } = this.views
    this.rows.replaceChildren(...seen.layers.map((layer, index) => row([
      layerName(scene, index + 1), digits(layer.weights), digits(layer.update), percent(layer.ratio), verdict(layer, seen.usual),
    ])))
  }
}

const percent = (ratio) => (ratio === null ? "–" : `${digits(ratio * 100, 2)} %`)

function verdict({ ratio, update }, [low, high]) {
  if (update === 0) return "stands still"
  if (ratio === null) return ""
  return ratio < low ? "hardly learns" : ratio > high ? "coarse steps" : "usual"
}

function row(cells) {
  const line = document.createElement("tr")
  line.append(...cells.map((text, index) => {
    const cell = document.createElement(index ? "td" : "th")
    cell.textContent = text
    return cell
  }))
  return line
}
