// What of the network a pointer is on, and what there is to say about it.

import { quantity } from "../page/numbers.js"

const NEAR = 6 // px from a line that still counts as on it
const SAMPLES = 24 // points along a line that are looked at
const TERMS = 6 // of a sum that are written out

// The part of the network at (x, y): { kind: "unit", layer, unit }, { kind: "weight", layer, from, to, index },
// { kind: "bias", layer, unit, index }, or null. `index` is the place in theta.
export function partAt(scene, columns, x, y) {
  return biasAt(scene, columns, x, y) ?? unitAt(columns, x, y) ?? weightAt(scene, columns, x, y)
}

function unitAt(columns, x, y) {
  for (const [layer, { x: middle, size, centres }] of columns.entries()) {
    if (Math.abs(x - middle) > size / 2) continue
    const unit = centres.findIndex((centre) => Math.abs(y - centre) <= size / 2)
    if (unit >= 0) return { kind: "unit", layer, unit }
  }
  return null
}

function biasAt(scene, columns, x, y) {
  if (!scene.bias) return null
  for (const [layer, { x: middle, size, centres }] of columns.entries()) {
    if (layer === 0 || x > middle - size / 2 || x < middle - size / 2 - 12) continue
    const unit = centres.findIndex((centre) => y > centre + size / 2 - 11 && y < centre + size / 2 + 4)
    if (unit >= 0) return { kind: "bias", layer, unit, index: blockStart(scene, layer) + scene.sizes[layer - 1] * scene.sizes[layer] + unit }
  }
  return null
}

function weightAt(scene, columns, x, y) {
  let best = null
  let nearest = NEAR
  for (let layer = 1; layer < columns.length; layer++) {
    const [left, right] = [columns[layer - 1], columns[layer]]
    const [x1, x2] = [left.x + left.size / 2, right.x - right.size / 2]
    if (x < x1 || x > x2) continue
    for (const [from, y1] of left.centres.entries()) {
      for (const [to, y2] of right.centres.entries()) {
        const distance = Math.abs(y - heightOfCurve(x, x1, y1, x2, y2))
        if (distance < nearest) {
          nearest = distance
          best = { kind: "weight", layer, from, to, index: blockStart(scene, layer) + from * scene.sizes[layer] + to }
        }
      }
    }
  }
  return best
}

// y of the line from (x1, y1) to (x2, y2), drawn as network.js draws it, at x.
function heightOfCurve(x, x1, y1, x2, y2) {
  let [low, high] = [0, 1]
  const across = (t) => 3 * (1 - t) ** 2 * t * (x1 + 0.45 * (x2 - x1)) + 3 * (1 - t) * t ** 2 * (x2 - 0.45 * (x2 - x1)) + (1 - t) ** 3 * x1 + t ** 3 * x2
  for (let i = 0; i < SAMPLES; i++) {
    const middle = (low + high) / 2
    if (across(middle) < x) low = middle
    else high = middle
  }
  const t = (low + high) / 2
  return (1 - t) ** 2 * (1 + 2 * t) * y1 + t ** 2 * (3 - 2 * t) * y2
}

// Where the parameters of a layer (1 is the first with weights) begin in theta.
export function blockStart(scene, layer) {
  let start = 0
  for (let l = 1; l < layer; l++) start += (scene.sizes[l - 1] + (scene.bias ? 1 : 0)) * scene.sizes[l]
  return start
}

// Where the parameter at `index` of theta belongs; `from` is null for a bias.
export function placeOf(scene, index) {
  let start = 0
  for (let layer = 1; layer < scene.sizes.length; layer++) {
    const [inputs, units] = [scene.sizes[layer - 1], scene.sizes[layer]]
    const size = (inputs + (scene.bias ? 1 : 0)) * units
    if (index < start + size) {
      const from = Math.floor((index - start) / units)
      return { layer, from: from < inputs ? from : null, to: (index - start) % units }
    }
    start += size
  }
  return null
}

// A sentence with the numbers of the shown frame.
export function describe(scene, frame, part, gradient) {
  const slope = "index" in part && gradient ? `, gradient of the training loss ${signed(gradient[part.index])}` : ""
  if (part.kind === "weight") {
    return `weight ${nameOf(scene, part.layer - 1, part.from)} → ${nameOf(scene, part.layer, part.to)} = ${signed(frame.theta[part.index])}${slope}`
  }
  if (part.kind === "bias") return `bias of ${nameOf(scene, part.layer, part.unit)} = ${signed(frame.theta[part.index])}${slope}`
  if (part.layer === 0) return `input ${scene.inputs[part.unit]}`
  const last = part.layer === scene.sizes.length - 1
  return `${last && scene.target ? scene.target : nameOf(scene, part.layer, part.unit)} = ${last ? inUnits(scene) : ""}${formula(scene, frame, part)}`
}

// What turns an answer into a number in the unit of the target, to be written before it.
function inUnits({ scaling }) {
  return scaling ? `${quantity(scaling.mean)} + ${quantity(scaling.spread)} · ` : ""
}

function formula(scene, frame, { layer, unit }) {
  const start = blockStart(scene, layer)
  const [inputs, units] = [scene.sizes[layer - 1], scene.sizes[layer]]
  const terms = []
  for (let i = 0; i < Math.min(inputs, TERMS); i++) terms.push(`${signed(frame.theta[start + i * units + unit])} ${nameOf(scene, layer - 1, i)}`)
  if (inputs > TERMS) terms.push(`… ${inputs - TERMS} more`)
  if (scene.bias) terms.push(signed(frame.theta[start + inputs * units + unit]))
  const last = layer === scene.sizes.length - 1
  const name = last ? scene.head : scene.hidden[layer - 1].label
  return `${name}( ${terms.join("  ").replace(/^\+/, "")} )`
}

// What the network makes of one sample, whose values at every unit are `values`.
export function describeSample(scene, { part, index, target }, values) {
  const inputs = scene.inputs.slice(0, TERMS).map((name, i) => `${name} ${signed(values[i])}`)
  if (scene.inputs.length > TERMS) inputs.push(`… ${scene.inputs.length - TERMS} more`)
  const answer = Array.from(values.slice(-target.length))
  const [given, wanted] = target.length > 2 ? [largest(scene, answer), largest(scene, target)]
    : [answer, target].map((values) => values.map(scene.scaling ? (value) => quantity(value) : signed).join(", "))
  return `${part === "train" ? "training" : "test"} sample ${index + 1}: ${scene.image ? "this picture" : inputs.join(", ")} gives ${scene.scaling && scene.target ? `${scene.target} ` : ""}${given}, target ${wanted}. Esc lets go.`
}

// Of many outputs the one that decides.
function largest(scene, values) {
  const unit = values.indexOf(Math.max(...values))
  return unit < 0 ? "no number" : `${scene.class_names[unit]} (${signed(values[unit])})`
}

export function nameOf(scene, layer, unit) {
  if (layer === 0) return scene.inputs[unit]
  if (layer === scene.sizes.length - 1) return scene.outputs === 1 ? "output" : `output ${unit + 1}`
  return `h${layer}·${unit + 1}`
}

function signed(value) {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toPrecision(4)}`
}
