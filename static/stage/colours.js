// Colours of values: negative orange, zero fading into the background, positive blue. The ends come from theme.py.

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16))

// 256 colours for bytes, where 128 is zero, as packed little-endian RGBA.
export function palette(theme) {
  const [negative, zero, positive] = [theme.negative, theme.zero, theme.positive].map(rgb)
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const value = Math.max(-1, Math.min(1, (byte - 128) / 127))
    const end = value < 0 ? negative : positive
    const [r, g, b] = zero.map((channel, i) => Math.round(channel + (end[i] - channel) * Math.abs(value)))
    return (255 << 24) | (b << 16) | (g << 8) | r
  })
}

// The palette with only its two ends: which side of the boundary a value is on.
export const halves = (colours) => colours.map((_, byte) => colours[byte < 128 ? 1 : 255])

// A palette that is dark where a value is near the boundary, and fades away from it.
export function doubt(theme) {
  const [zero, text] = [theme.zero, theme.text].map(rgb)
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const unsure = 1 - Math.min(1, Math.abs(byte - 128) / 127)
    const [r, g, b] = zero.map((channel, i) => Math.round(channel + (text[i] - channel) * unsure))
    return (255 << 24) | (b << 16) | (g << 8) | r
  })
}

// Which of the two themes suits the page as it is now.
export function themeName(element) {
  const colour = getComputedStyle(element).getPropertyValue("--st-background-color").trim()
  const parts = colour.startsWith("#") ? rgb(colour) : (colour.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number)
  const [r, g, b] = parts
  return 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light"
}

// A square of bytes painted into a small canvas, which drawImage then scales smoothly.
export class MapPainter {
  constructor() {
    this.canvas = document.createElement("canvas")
    this.side = 0
  }

  // Paint `from`, blended towards `to` by `share`.
  paint(side, from, to, share, colours) {
    if (side !== this.side) {
      this.side = this.canvas.width = this.canvas.height = side
      this.context = this.canvas.getContext("2d")
      this.image = this.context.createImageData(side, side)
      this.pixels = new Uint32Array(this.image.data.buffer)
    }
    if (from.length === 3 * side * side) {
      this.mix(from, to, share)
    } else if (share === 0 || from === to) {
      for (let i = 0; i < from.length; i++) this.pixels[i] = colours[from[i]]
    } else {
      for (let i = 0; i < from.length; i++) this.pixels[i] = colours[(from[i] + (to[i] - from[i]) * share + 0.5) | 0]
    }
    this.context.putImageData(this.image, 0, 0)
    return this.canvas
  }

  // Three bytes a cell, red, green and blue: classes that were mixed by their probabilities.
  mix(from, to, share) {
    const value = (i) => (from[i] + (to[i] - from[i]) * share + 0.5) | 0
    for (let cell = 0, i = 0; cell < this.pixels.length; cell++, i += 3) {
      this.pixels[cell] = (255 << 24) | (value(i + 2) << 16) | (value(i + 1) << 8) | value(i)
    }
  }
}

// The colour of a class of many.
export const classColour = (scene, index) => scene.class_colours[Math.round(index) % scene.class_colours.length]

// A canvas that follows the size of its box at the screen's resolution; `draw` is called when that changes.
export function fitCanvas(canvas, draw) {
  const fit = () => {
    const { width, height } = canvas.getBoundingClientRect()
    const ratio = window.devicePixelRatio || 1
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (w && h && (canvas.width !== w || canvas.height !== h)) {
      canvas.width = w
      canvas.height = h
      draw()
    }
  }
  new ResizeObserver(fit).observe(canvas)
}

export function scaledContext(canvas) {
  const ratio = window.devicePixelRatio || 1
  const context = canvas.getContext("2d")
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  const [width, height] = [canvas.width / ratio, canvas.height / ratio]
  context.clearRect(0, 0, width, height)
  return { context, width, height }
}
