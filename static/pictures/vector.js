// A stand-in for a canvas context that writes SVG: what draws on a canvas draws into a file with it, line by line.
//
// It knows the calls that the drawings of static/stage/ make; one it does not know fails where it is called.

const NAMESPACE = "http://www.w3.org/2000/svg"
const ANCHORS = { left: "start", center: "middle", right: "end" }
const BASELINES = { top: "text-before-edge", middle: "central", bottom: "text-after-edge", alphabetic: "alphabetic" }
const BEGINNING = {
  fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, globalAlpha: 1, lineCap: "butt", lineJoin: "miter",
  font: "10px sans-serif", textAlign: "left", textBaseline: "alphabetic", imageSmoothingQuality: "high",
}

// Hundredths of a pixel; more digits for what is small and may yet be scaled up.
const short = (number) => String(Number(Math.abs(number) < 10 ? number.toPrecision(5) : number.toFixed(2)))

export class VectorContext {
  constructor(width, height) {
    Object.assign(this, BEGINNING)
    this.root = element("svg", { viewBox: `0 0 ${width} ${height}`, width, height })
    this.kept = []
    this.transform = ""
    this.place = this.root // where the next shape goes: into what clips it
    this.dashes = []
    this.path = []
    this.ruler = document.createElement("canvas").getContext("2d")
  }

  text() {
    return new XMLSerializer().serializeToString(this.root)
  }

  save() {
    const { transform, place, dashes } = this
    this.kept.push({ transform, place, dashes, ...Object.fromEntries(Object.keys(BEGINNING).map((name) => [name, this[name]])) })
  }

  restore() {
    Object.assign(this, this.kept.pop())
  }

  translate(x, y) {
    this.transform += `translate(${short(x)} ${short(y)})`
  }

  scale(across, up) {
    this.transform += `scale(${across} ${up})`
  }

  rotate(angle) {
    this.transform += `rotate(${short((angle * 180) / Math.PI)})`
  }

  setLineDash(dashes) {
    this.dashes = dashes
  }

  beginPath() {
    this.path = []
  }

  closePath() {
    this.path.push("Z")
  }

  moveTo(...point) {
    this.go("M", point)
  }

  lineTo(...point) {
    this.go(this.path.length ? "L" : "M", point)
  }

  bezierCurveTo(...points) {
    this.go("C", points)
  }

  rect(x, y, width, height) {
    this.path.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`)
  }

  roundRect(x, y, width, height, radius) {
    const [r, w, h] = [radius, width - 2 * radius, height - 2 * radius].map(short)
    const bend = (across, up) => `a${r} ${r} 0 0 1 ${across < 0 ? "-" : ""}${r} ${up < 0 ? "-" : ""}${r}`
    this.path.push(`M${short(x + radius)} ${short(y)}h${w}${bend(1, 1)}v${h}${bend(-1, 1)}h-${w}${bend(-1, -1)}v-${h}${bend(1, -1)}Z`)
  }

  arc(x, y, radius, from, to) {
    const at = (angle) => `${short(x + radius * Math.cos(angle))} ${short(y + radius * Math.sin(angle))}`
    const half = (from + to) / 2 // an arc of SVG cannot go all the way round
    const piece = (angle) => `A${short(radius)} ${short(radius)} 0 0 ${to < from ? 0 : 1} ${at(angle)}`
    this.path.push(`${this.path.length ? "L" : "M"}${at(from)}${piece(half)}${piece(to)}`)
  }

  go(letter, numbers) {
    this.path.push(letter + numbers.map(short).join(" "))
  }

  fill() {
    this.add("path", { d: this.path.join(""), fill: this.fillStyle })
  }

  stroke() {
    this.add("path", { d: this.path.join(""), ...this.pen() })
  }

  fillRect(x, y, width, height) {
    this.add("rect", { x: short(x), y: short(y), width: short(width), height: short(height), fill: this.fillStyle })
  }

  strokeRect(x, y, width, height) {
    this.add("rect", { x: short(x), y: short(y), width: short(width), height: short(height), ...this.pen() })
  }

  clip() {
    const id = `clip${this.root.querySelectorAll("clipPath").length}`
    const shape = element("clipPath", { id })
    shape.append(element("path", { d: this.path.join("") }))
    const group = element("g", { "clip-path": `url(#${id})` })
    this.place.append(shape, group)
    this.place = group
  }

  drawImage(canvas, x, y, width, height) {
    this.add("image", {
      href: canvas.toDataURL(), x: short(x), y: short(y), width: short(width), height: short(height), preserveAspectRatio: "none",
    })
  }

  measureText(text) {
    this.ruler.font = this.font
    return this.ruler.measureText(text)
  }

  fillText(text, x, y, most = Infinity) {
    const written = this.add("text", {
      x: short(x), y: short(y), fill: this.fillStyle, style: `font: ${this.font}`,
      "text-anchor": ANCHORS[this.textAlign], "dominant-baseline": BASELINES[this.textBaseline],
      ...(this.measureText(text).width > most && { textLength: short(most), lengthAdjust: "spacingAndGlyphs" }),
    })
    written.textContent = text
  }

  pen() {
    return {
      fill: "none", stroke: this.strokeStyle, "stroke-width": short(this.lineWidth), "stroke-linecap": this.lineCap,
      "stroke-linejoin": this.lineJoin, ...(this.dashes.length && { "stroke-dasharray": this.dashes.join(" ") }),
    }
  }

  add(name, attributes) {
    const made = element(name, {
      ...attributes, ...(this.globalAlpha < 1 && { opacity: short(this.globalAlpha) }), ...(this.transform && { transform: this.transform }),
    })
    this.place.append(made)
    return made
  }
}

function element(name, attributes) {
  const made = document.createElementNS(NAMESPACE, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}
