// How right the network is, sample by sample: what it mixes up, where it is most wrong, whether it knows how sure it may be.

import { quantity } from "../page/numbers.js"
import { CONFIG, digits, named } from "./views.js"
import { forPlotly } from "../page/text.js"

export class Predictions {
  constructor(place, views) {
    this.views = views
    this.part = "train"
    place.className = "nnp-view-predictions"
    place.innerHTML = `<div class="nnp-row"><span class="nnp-group" role="group" aria-label="Samples">
      <button type="button" data-part="train">Training</button><button type="button" data-part="test">Test</button></span><strong></strong></div>
      <div class="nnp-mixed"><h4>Confusion matrix: class (row), answer (column)</h4><table></table></div>
      <div><h4></h4><div class="nnp-plot"></div></div>
      <div><h4></h4><ol></ol></div>`
    const find = (selector) => place.querySelector(selector)
    Object.assign(this, { said: find("strong"), mixed: find(".nnp-mixed"), table: find("table"), plot: find(".nnp-plot"), list: find("ol"), title: find(".nnp-plot").previousSibling, heading: find("ol").previousSibling })
    this.buttons = [...place.querySelectorAll("[data-part]")]
    for (const button of this.buttons) button.onclick = () => this.choose(button.dataset.part)
  }

  setScene(scene) {
    if (!scene.has_test) this.part = "train"
    for (const button of this.buttons) {
      button.setAttribute("aria-pressed", button.dataset.part === this.part)
      button.disabled = button.dataset.part === "test" && !scene.has_test
    }
  }

  choose(part) {
    this.part = part
    this.setScene(this.views.scene)
    this.views.wish()
  }

  look() {
    return { part: this.part }
  }

  draw({ seen, arrays }, Plotly) {
    this.mixed.hidden = seen.kind !== "classes"
    if (seen.kind === "nothing") {
      this.said.textContent = seen.samples ? "The answers are no longer numbers: training has diverged." : "There are no such samples."
      this.heading.textContent = ""
      this.list.replaceChildren()
      Plotly.purge(this.plot)
      return
    }
    if (seen.kind === "classes") this.classes(seen, arrays, Plotly)
    else this.numbers(seen, arrays, Plotly)
    this.heading.textContent = `Worst mistakes on the ${seen.part === "test" ? "test" : "training"} samples`
    this.list.replaceChildren(...seen.worst.map((each) => this.mistake(each, seen)))
    if (!seen.worst.length) this.list.append(Object.assign(document.createElement("li"), { textContent: "None: every answer is right." }))
  }

  className(index) {
    const { scene } = this.views
    return scene.class_names[index] ?? String(index)
  }

  classes(seen, arrays, Plotly) {
    this.said.textContent = `${(seen.accuracy * 100).toFixed(1)} % of ${seen.samples.toLocaleString("en")} right`
    this.confusion(arrays.seen_mixed)
    this.title.textContent = "Calibration: is it right as often as it is sure?"
    const { theme } = this.views
    const { data, shape } = arrays.seen_calibration
    const column = (offset) => Array.from({ length: shape[0] }, (_, row) => data[row * 3 + offset])
    const layout = this.views.layout({
      margin: { l: 46, r: 10, t: 6, b: 40 },
      xaxis: this.views.axis({ range: [0, 1.03], title: { text: "confidence in its answer", standoff: 4 } }),
      yaxis: this.views.axis({ range: [-0.03, 1.05], title: { text: "share right", standoff: 4 } }),
    })
    Plotly.react(this.plot, [
      { x: [0, 1], y: [0, 1], mode: "lines", line: { color: theme.muted, dash: "dot", width: 1 }, hoverinfo: "skip" },
      { x: column(0), y: column(1), customdata: column(2), mode: "lines+markers", line: { color: theme.accent }, marker: { color: theme.accent, size: column(2).map((n) => 5 + 12 * Math.sqrt(n / seen.samples)) }, hovertemplate: "%{customdata} samples: %{x:.0%} sure, %{y:.0%} right<extra></extra>" },
    ], layout, CONFIG)
    named(this.plot, `Calibration: ${column(0).map((sure, row) => `${Math.round(sure * 100)} % sure, ${Math.round(column(1)[row] * 100)} % right`).join("; ")}.`)
  }

  confusion({ data, shape }) {
    const [classes] = shape
    const head = document.createElement("tr")
    head.append(document.createElement("th"), ...Array.from({ length: classes }, (_, k) => this.classCell(k)))
    const lines = Array.from({ length: classes }, (_, row) => {
      const counts = Array.from(data.subarray(row * classes, (row + 1) * classes))
      const total = counts.reduce((sum, n) => sum + n, 0) || 1
      const line = document.createElement("tr")
      line.append(this.classCell(row), ...counts.map((n, column) => {
        const shown = cell("td", n.toLocaleString("en"))
        const colour = row === column ? "positive" : "negative"
        shown.style.background = `color-mix(in srgb, ${this.views.theme[colour]} ${Math.round((n / total) * 55)}%, transparent)`
        return shown
      }))
      return line
    })
    this.table.replaceChildren(head, ...lines)
  }

  // The name of a class with its colour.
  classCell(index) {
    const head = cell("th", this.className(index))
    const many = this.views.scene.classes.length > 0
    head.style.setProperty("--class", this.views.colourOf(many ? index : index * 2 - 1))
    return head
  }

  numbers(seen, arrays, Plotly) {
    const { theme, scene } = this.views
    const of = scene.target ? ` of ${scene.target}` : ""
    this.said.textContent = `R² = ${digits(seen.r2)} · root mean square error${of} ${quantity(seen.rmse)} · mean absolute error ${quantity(seen.mae)}`
    this.title.textContent = "Residuals: target minus answer"
    const [truths, answers] = [Array.from(arrays.seen_truths.data), Array.from(arrays.seen_answers.data)]
    const layout = this.views.layout({
      margin: { l: 54, r: 10, t: 6, b: 40 },
      xaxis: this.views.axis({ title: { text: scene.target ? `${forPlotly(scene.target)}, answered` : "answer", standoff: 4 } }),
      yaxis: this.views.axis({ title: { text: `residual${forPlotly(of)}`, standoff: 4 }, zeroline: true, zerolinecolor: theme.muted }),
    })
    Plotly.react(this.plot, [{
      x: answers, y: truths.map((truth, at) => truth - answers[at]), customdata: Array.from(arrays.seen_dots.data, (index) => index + 1), mode: "markers",
      marker: { color: theme.accent, size: 6, opacity: 0.6 }, text: answers.map((answer, at) => `answer ${quantity(answer)}, target ${quantity(truths[at])}`), hovertemplate: "sample %{customdata}: %{text}<extra></extra>",
    }], layout, CONFIG)
    this.plot.removeAllListeners?.("plotly_click")
    this.plot.on("plotly_click", ({ points }) => this.views.select({ part: seen.part, index: points[0].customdata - 1 }))
    named(this.plot, `Residuals of ${truths.length} samples. ${this.said.textContent}.`)
  }

  mistake(each, { kind, part }) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "nnp-small"
    button.textContent = kind === "classes"
      ? `sample ${each.index + 1}: ${this.className(each.truth)}, taken for ${this.className(each.answer)} (${Math.round(each.given * 100)} % for the truth)`
      : `sample ${each.index + 1}: ${quantity(each.truth)}, answered ${quantity(each.answer)}`
    const { selected } = this.views
    button.setAttribute("aria-pressed", selected?.part === part && selected.index === each.index)
    button.onclick = () => this.views.select({ part, index: each.index })
    const line = document.createElement("li")
    line.append(button)
    return line
  }
}

function cell(kind, text) {
  return Object.assign(document.createElement(kind), { textContent: text })
}
