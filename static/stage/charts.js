// Real Plotly charts, mounted once and updated in place. Each trace says in `meta` what it shows.

const EVERY_MS = 100 // charts follow at ten a second; the canvases follow every frame
const CONFIG = { displayModeBar: false, responsive: true, doubleClick: "reset", scrollZoom: false }

let library

// Plotly's own script, from this server.
function plotly(path) {
  library ??= new Promise((resolve, reject) => {
    const tag = document.createElement("script")
    tag.src = new URL(path, document.baseURI).href
    tag.onload = () => resolve(window.Plotly)
    tag.onerror = () => reject(new Error(`could not load ${tag.src}`))
    document.head.append(tag)
  })
  return library
}

export class Charts {
  constructor(lossPlace, weightsPlace) {
    this.places = { loss: lossPlace, weights: weightsPlace }
    this.logScale = false
    this.turn = 0
    this.drawnAt = 0
  }

  async setScene(scene, theme) {
    this.scene = scene
    this.theme = theme
    const Plotly = (this.Plotly = await plotly(scene.plotly))
    if (this.scene !== scene || this.theme !== theme) return
    for (const [name, place] of Object.entries(this.places)) {
      const { data, layout } = structuredClone(theme.figures[name])
      layout.uirevision = scene.id
      layout.autosize = true // the place decides how large it is
      delete layout.height
      await Plotly.react(place, data, layout, CONFIG)
    }
    this.mounted = true
    this.last && this.update(this.last)
  }

  setLogScale(on) {
    this.logScale = on
    if (this.mounted) this.updateLoss(this.last)
  }

  // Show the frame; while playing the two charts take turns and the rest of the frames pass them by.
  draw({ from }, playing) {
    this.last = from
    if (!this.mounted) return
    const now = performance.now()
    if (!playing) return this.update(from)
    if (now - this.drawnAt < EVERY_MS / 2) return
    this.drawnAt = now
    this.turn ^= 1
    this.turn ? this.updateLoss(from) : this.updateWeights(from)
  }

  update(frame) {
    this.updateLoss(frame)
    this.updateWeights(frame)
  }

  updateLoss(frame) {
    const place = this.places.loss
    const curve = curveUntil(frame, this.scene)
    for (const trace of place.data) {
      const values = curve[trace.meta.column]
      const [x, y] = trace.meta.live === "now" ? [curve.epoch.slice(-1), values.slice(-1)] : [curve.epoch, values]
      trace.x = x
      trace.y = y
    }
    place.layout.yaxis.type = this.logScale ? "log" : "linear"
    this.react(place)
  }

  updateWeights(frame) {
    const place = this.places.weights
    let largest = 1e-9
    for (const trace of place.data) {
      const { start, rows, columns } = trace.meta
      trace.z = Array.from({ length: rows }, (_, row) =>
        Array.from(frame.theta.subarray(start + row * columns, start + (row + 1) * columns)),
      )
    }
    for (const weight of frame.theta) largest = Math.max(largest, Math.abs(weight))
    Object.assign(place.layout.coloraxis, { cmin: -largest, cmax: largest })
    this.react(place)
  }

  react(place) {
    place.layout.datarevision = (place.layout.datarevision ?? 0) + 1
    this.Plotly.react(place, place.data, place.layout, CONFIG)
  }
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
