// Real Plotly charts, mounted once and updated in place. Each trace says in `meta` what it shows.

import { plotly, turns } from "../page/plotly.js"
import { forPlotly } from "../page/text.js"

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: "reset", scrollZoom: false }

export class Charts {
  constructor(lossPlace, weightsPlace) {
    this.places = { loss: lossPlace, weights: weightsPlace }
    this.fill = { loss: (figure, frame) => this.fillLoss(figure, frame), weights: fillWeights }
    this.logScale = false
    this.ghosts = []
    this.shown = {} // the frame that each chart shows
  }

  // The figures of a scene come without values: the first frame fills them.
  async setScene(scene, theme) {
    this.scene = scene
    this.figures = this.frame = null
    const Plotly = (this.Plotly = await plotly(scene.plotly))
    if (this.scene !== scene) return
    this.figures = structuredClone(theme.figures)
    for (const { layout } of Object.values(this.figures)) {
      layout.uirevision = scene.id
      layout.autosize = true // the place decides how large it is
      delete layout.height
    }
    this.shown = {}
    if (this.frame) this.draw({ from: this.frame }, false)
  }

  // Earlier runs: [{ label, data, rows }], thin lines behind the present one.
  setGhosts(ghosts) {
    this.ghosts = ghosts
    this.redraw("loss")
  }

  setLogScale(on) {
    if (on === this.logScale) return
    this.logScale = on
    this.redraw("loss")
  }

  redraw(name) {
    delete this.shown[name]
    if (this.frame) this.draw({ from: this.frame }, false)
  }

  // Let both charts show a frame, when it is their turn.
  draw({ from }, moving) {
    this.frame = from
    if (!this.figures) return
    for (const name of Object.keys(this.places)) {
      if (this.shown[name] !== from) turns.ask(name, () => this.show(name), moving)
    }
  }

  show(name) {
    if (!this.figures) return // another scene is on its way
    const figure = this.figures[name]
    this.shown[name] = this.frame
    this.fill[name](figure, this.frame)
    figure.layout.datarevision = (figure.layout.datarevision ?? 0) + 1
    this.Plotly.react(this.places[name], figure.data, figure.layout, CONFIG)
  }

  fillLoss(figure, frame) {
    const { layout } = figure
    this.pattern ??= new WeakMap()
    if (!this.pattern.has(figure)) this.pattern.set(figure, figure.data.find((trace) => trace.meta.live === "ghost"))
    const own = figure.data.filter((trace) => trace.meta.live !== "ghost")
    figure.data = [...this.ghosts.map((ghost) => ghostTrace(this.pattern.get(figure), ghost)), ...own]
    const curve = curveUntil(frame, this.scene)
    for (const trace of own) {
      const values = curve[trace.meta.column]
      const now = trace.meta.live === "now"
      trace.x = now ? curve.epoch.slice(-1) : curve.epoch
      trace.y = now ? values.slice(-1) : values
    }
    layout.yaxis.type = this.logScale ? "log" : "linear"
  }
}

function ghostTrace(pattern, { label, data, rows }) {
  const column = (offset) => Array.from({ length: rows }, (_, row) => data[row * 3 + offset])
  return { ...pattern, name: forPlotly(label), x: column(0), y: column(1) }
}

function fillWeights({ data, layout }, frame) {
  let largest = 1e-9
  for (const weight of frame.theta) largest = Math.max(largest, Math.abs(weight))
  for (const trace of data) {
    const { start, rows, columns } = trace.meta
    trace.z = Array.from({ length: rows }, (_, row) =>
      Array.from(frame.theta.subarray(start + row * columns, start + (row + 1) * columns)),
    )
  }
  Object.assign(layout.coloraxis, { cmin: -largest, cmax: largest })
}

// The recorded curve up to the shown frame, and the frame itself as its last point.
function curveUntil(frame, scene) {
  const score = (name) => frame.scores[scene.scores.indexOf(name)]
  const curve = { epoch: [], train: [], test: [] }
  const { data, shape } = frame.curve
  const now = score("progress")
  for (let row = 0; row < shape[0] && data[row * 3] < now; row++) {
    curve.epoch.push(data[row * 3])
    curve.train.push(data[row * 3 + 1])
    curve.test.push(data[row * 3 + 2])
  }
  curve.epoch.push(now)
  curve.train.push(score("train_loss"))
  curve.test.push(score("test_loss"))
  return curve
}
