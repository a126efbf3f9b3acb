// The picture of the network: units, edges and biases with their numbers, and light on the places in question.

const SVG = "http://www.w3.org/2000/svg"
const COLUMN = 150
const ROW = 84
const RADIUS = 30

function make(name, attributes = {}, text) {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  if (text !== undefined) made.textContent = text
  return made
}

const short = (text) => (text.length > 8 ? abbreviated(text) : text)

// A number in a few characters; the whole number is in the formula and the tooltip.
function abbreviated(text) {
  const [mantissa, power] = text.split("·")
  return power ? `${mantissa.slice(0, 4)}·${power}` : text.slice(0, 7)
}

export class Picture {
  constructor(svg) {
    this.svg = svg
    this.places = new Map()
  }

  build(data) {
    const { sizes, bias } = data
    this.data = data
    this.places.clear()
    this.most = Math.max(...sizes)
    const rows = Math.max(this.most, 2)
    const height = rows * ROW + 34
    const width = sizes.length * COLUMN + 100
    const x = (layer) => 50 + layer * COLUMN
    const y = (layer, unit) => height / 2 - 8 + (unit - 1 - (sizes[layer] - 1) / 2) * ROW
    this.edges = make("g")
    this.units = make("g")
    this.labels = make("g")
    for (let layer = 1; layer < sizes.length; layer++) {
      for (let i = 1; i <= sizes[layer - 1]; i++) {
        for (let j = 1; j <= sizes[layer]; j++) {
          this.edge(`edge:${layer}:${i}:${j}`, `w:${layer}:${i}:${j}`, x(layer - 1) + RADIUS, y(layer - 1, i),
            x(layer) - RADIUS, y(layer, j), (i + j) % 2 ? 0.3 : 0.5)
        }
      }
      for (let j = 1; bias && j <= sizes[layer]; j++) {
        this.edge(`bias:${layer}:${j}`, `b:${layer}:${j}`, x(layer) - 33, y(layer, j) + 35, x(layer) - 18, y(layer, j) + 20, 0)
      }
    }
    for (let layer = 0; layer < sizes.length; layer++) {
      for (let j = 1; j <= sizes[layer]; j++) this.unit(layer, j, x(layer), y(layer, j))
    }
    const last = sizes.length - 1
    for (let k = 1; k <= sizes[last]; k++) this.target(k, x(last) + RADIUS, x(last) + 62, y(last, k))
    this.loss(x(last) + 180, height / 2 - 8)
    this.svg.setAttribute("viewBox", `0 0 ${width + 40} ${height}`)
    this.svg.style.maxHeight = `${Math.max(250, Math.min(560, height * 1.25))}px`
    this.svg.replaceChildren(this.edges, this.units, this.labels)
  }

  edge(place, key, x1, y1, x2, y2, along) {
    const line = make("line", { x1, y1, x2, y2, class: "nns-edge", "data-place": place })
    const isBias = place.startsWith("bias")
    const [lx, ly] = isBias ? [x1 + 8, y1 + 2] : [x1 + (x2 - x1) * along, y1 + (y2 - y1) * along]
    const label = make("text", { x: lx, y: ly, class: "nns-label" + (isBias ? " nns-bias-label" : "") })
    const hit = make("line", { x1, y1, x2, y2, class: "nns-hit", "data-place": place })
    const group = make("g", { class: "nns-place", "data-place": place })
    group.append(line, hit)
    if (isBias) group.append(make("rect", { x: x1 - 5, y: y1 - 4, width: 9, height: 9, class: "nns-bias" }))
    this.edges.append(group)
    this.labels.append(label)
    this.places.set(place, { group, line, label, key })
  }

  unit(layer, j, cx, cy) {
    const place = `unit:${layer}:${j}`
    const group = make("g", { class: "nns-place nns-unit", "data-place": place })
    const circle = make("circle", { cx, cy, r: RADIUS })
    const value = make("text", { x: cx, y: cy + 4, class: "nns-value" })
    const delta = make("text", { x: cx + 4, y: cy + RADIUS + 13, class: "nns-delta" })
    group.append(circle, value, delta)
    this.units.append(group)
    this.places.set(place, { group, circle, value, delta, layer, unit: j })
  }

  target(k, x1, x2, y) {
    const group = make("g", { class: "nns-place nns-target", "data-place": `target:${k}` })
    const value = make("text", { x: x2 + 26, y: y + 4, class: "nns-value" })
    const name = this.data.sizes.at(-1) > 1 ? `target ${k}` : "target"
    group.append(make("line", { x1, y1: y, x2, y2: y, class: "nns-link" }),
      make("rect", { x: x2, y: y - 16, width: 52, height: 32, rx: 5 }), value,
      make("text", { x: x2 + 26, y: y - 21, class: "nns-name" }, name))
    this.units.append(group)
    this.places.set(`target:${k}`, { group, value, unit: k })
  }

  loss(cx, cy) {
    const group = make("g", { class: "nns-place nns-loss", "data-place": "loss" })
    const value = make("text", { x: cx, y: cy + 5, class: "nns-value" })
    group.append(make("rect", { x: cx - 40, y: cy - 24, width: 80, height: 48, rx: 8 }), value,
      make("text", { x: cx, y: cy - 31, class: "nns-name" }, "loss"))
    this.units.append(group)
    this.places.set("loss", { group, value })
  }

  // Show the numbers known after operation `index`, and light the places of `sources` and `results`.
  show(index, sources, results) {
    const { quantities, operations, samples } = this.data
    const done = operations.slice(0, index + 1)
    const sample = done.findLast((operation) => operation.sample)?.sample ?? 1
    const known = new Map() // place and slot -> quantity
    for (const { result, sample: own } of done) {
      const quantity = quantities[result]
      if (own && own !== sample) continue
      const slot = result.startsWith("d:") ? "delta" : quantity.kind === "gradient" ? "gradient" : "value"
      if (quantity.kind === "slope" || quantity.kind === "memory") continue
      if (slot === "gradient" && quantity.place.startsWith("unit")) continue
      known.set(`${quantity.place} ${slot}`, quantity)
    }
    const lit = new Map([...sources, ...results].map((key) => [quantities[key].place, quantities[key]]))
    const made = new Set(results.map((key) => quantities[key].place))
    const largest = Math.max(1e-9, ...Object.keys(quantities).filter((key) => /^[wb]:/.test(key))
      .map((key) => Math.abs(quantities[key].value ?? 0)))
    for (const [place, part] of this.places) {
      part.group.classList.toggle("nns-lit", lit.has(place))
      part.group.classList.toggle("nns-made", made.has(place))
      if (part.line) this.drawEdge(place, part, known, lit, largest)
      else this.drawNode(place, part, known, quantities, samples, sample)
    }
  }

  drawEdge(place, part, known, lit, largest) {
    const now = known.get(`${place} value`) ?? this.data.quantities[part.key]
    const size = Math.min(1, Math.abs(now.value ?? largest) / largest)
    part.line.style.stroke = `var(--nns-${now.value < 0 ? "negative" : "positive"})`
    part.line.style.strokeWidth = 0.8 + 3.4 * size
    part.label.textContent = lit.has(place) ? short(lit.get(place).text) : ""
    const gradient = known.get(`${place} gradient`)
    part.tip = `${now.text}` + (gradient ? `, loss by it ${gradient.text}` : "")
  }

  drawNode(place, part, known, quantities, samples, sample) {
    let now = known.get(`${place} value`)
    if (part.layer === 0) now = quantities[`a:0:${sample}:${part.unit}`]
    if (place.startsWith("target")) now = quantities[`y:${sample}:${part.unit}`]
    part.value.textContent = now ? short(now.text) : place === "loss" ? "" : "·"
    if (part.circle) {
      const value = now?.value ?? 0
      const share = Math.round(55 * Math.min(1, Math.abs(value)))
      part.circle.style.fill = now
        ? `color-mix(in srgb, var(--nns-${value < 0 ? "negative" : "positive"}) ${share}%, var(--nns-zero))` : "var(--nns-panel)"
      const delta = known.get(`${place} delta`)
      part.delta.textContent = delta ? `δ ${short(delta.text)}` : ""
    }
  }

  // Light the place a number came from; null for none.
  point(quantity) {
    for (const [place, part] of this.places) {
      const here = quantity !== null && place === quantity.place
      part.group.classList.toggle("nns-pointed", here)
      if (part.label && here) part.label.textContent = short(quantity.text)
      part.label?.classList.toggle("nns-pointed", here)
    }
  }
}
