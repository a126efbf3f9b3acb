// Plotly, from this server, and the turns in which its charts are drawn.

const EVERY_MS = 100 // while pictures move, one chart is drawn in so many
const REST = 3 // and never more often than that the page has so many times as long for everything else

let library

// Plotly's own script, as the installed package ships it.
export function plotly(path) {
  library ??= window.Plotly ? Promise.resolve(window.Plotly) : new Promise((resolve, reject) => {
    const tag = document.createElement("script")
    tag.src = new URL(path, document.baseURI).href
    tag.onload = () => resolve(window.Plotly)
    tag.onerror = () => {
      library = null // it may come the next time
      tag.remove()
      reject(new Error(`could not load ${tag.src}`))
    }
    document.head.append(tag)
  })
  return library
}

// To draw a chart takes Plotly many times as long as all canvases of a picture. So charts take turns: one at a time,
// each as it is wanted when its turn comes, after what has been painted is on the screen.
class Turns {
  constructor() {
    this.waiting = new Map()
    this.rested = 0
  }

  // Call `draw()` when it is the turn of the chart of this `name`. When nothing on the page moves, turns follow at once.
  ask(name, draw, moving) {
    this.moving = moving
    this.waiting.set(name, draw)
    this.next()
  }

  get busy() {
    return this.waiting.size > 0
  }

  next() {
    if (this.due || !this.busy) return
    this.due = true
    requestAnimationFrame(() => setTimeout(() => this.take()))
  }

  take() {
    this.due = false
    const begun = performance.now()
    if (!this.moving || begun >= this.rested) {
      const [name, draw] = this.waiting.entries().next().value
      this.waiting.delete(name)
      try {
        draw()
      } finally {
        const took = performance.now() - begun
        this.rested = begun + Math.max(EVERY_MS, took * (1 + REST))
        this.next()
      }
    } else this.next()
  }
}

export const turns = new Turns()
