// The row of views below the picture. Each looks at the moment on the screen from one side; only the one that is open
// and in sight is asked for and drawn. To add one, add it to `nnplay/ui/views.py` and its drawing to `DRAWINGS`.

import { plotly, turns } from "../page/plotly.js"
import { coloursOf, offerPicture } from "../pictures/menu.js"
import { Activations } from "./activations.js"
import { Hidden } from "./hidden.js"
import { Predictions } from "./predictions.js"
import { Surface } from "./surface.js"
import { Updates } from "./updates.js"
import { Use } from "./use.js"

const DRAWINGS = { weights: Updates, activations: Activations, hidden: Hidden, predictions: Predictions, surface: Surface, use: Use }

const PEEK = 80 // px of a view at the foot of the window that do not count as in sight: there is only its sentence

export class Views {
  // `ask(look)` says what is to be known (null: nothing), `select(sample)` follows a sample through the network.
  constructor(root, { ask, select, colourOf }) {
    Object.assign(this, { root, ask, select, colourOf })
    root.innerHTML = `<div role="tablist" aria-label="Views of the network"></div><div class="nnp-view" role="tabpanel"><p></p></div>`
    this.tabs = root.querySelector("[role=tablist]")
    this.panel = root.querySelector("[role=tabpanel]")
    this.tabs.addEventListener("keydown", (event) => this.walk(event))
    addStyleSheet()
    this.inSight = false
    this.waiting = [] // what answers said of frames that are not on the screen yet
    new IntersectionObserver((changes) => {
      this.inSight = changes.at(-1).isIntersecting // a busy page tells of several at once
      this.wish()
      if (this.unseen) this.draw(this.unseen)
    }, { rootMargin: `0px 0px -${PEEK}px` }).observe(this.panel)
  }

  setScene(scene, trainPoints) {
    this.scene = scene
    this.trainPoints = trainPoints
    this.waiting = []
    this.shown = this.unseen = null
    if (scene.views.map(({ key }) => key).join() !== this.offered) this.makeTabs(scene.views)
    this.drawing.setScene?.(scene)
    this.wish()
  }

  setTheme(theme, colours) {
    Object.assign(this, { theme, colours })
    if (this.shown) this.draw(this.shown)
  }

  setSelected(sample) {
    this.selected = sample
    if (this.shown) this.draw(this.shown)
  }

  makeTabs(views) {
    this.tabs.replaceChildren(...views.map(({ key, label }) => {
      const tab = document.createElement("button")
      Object.assign(tab, { type: "button", textContent: label, id: `nnp-tab-${key}` })
      tab.setAttribute("role", "tab")
      tab.onclick = () => this.open(key)
      return tab
    }))
    this.offered = views.map(({ key }) => key).join()
    if (views.some(({ key }) => key === this.key)) this.choose(this.key)
    else this.open(views[0].key)
  }

  walk(event) {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!steps) return
    event.preventDefault()
    const tabs = [...this.tabs.children]
    const next = tabs.at((tabs.indexOf(document.activeElement) + steps) % tabs.length)
    next.focus()
    next.click()
  }

  open(key) {
    if (key === this.key) return
    this.key = key
    this.choose(key)
    this.panel.setAttribute("aria-labelledby", `nnp-tab-${key}`)
    const place = document.createElement("div")
    const note = document.createElement("p")
    note.textContent = this.scene.views.find((view) => view.key === key).note
    const shownBefore = this.panel.querySelectorAll(".nnp-plot")
    this.panel.replaceChildren(note, place)
    this.waiting = []
    this.shown = this.unseen = null
    for (const plot of shownBefore) window.Plotly?.purge(plot)
    this.drawing = new DRAWINGS[key](place, this)
    for (const shown of place.querySelectorAll(".nnp-plot, canvas")) this.offer(shown)
    this.drawing.setScene?.(this.scene)
    this.wish()
  }

  // Mark a tab as the one that is open.
  choose(key) {
    for (const tab of this.tabs.children) {
      const chosen = tab.id === `nnp-tab-${key}`
      tab.setAttribute("aria-selected", chosen)
      tab.tabIndex = chosen ? 0 : -1
      if (chosen) this.tabs.scrollLeft = tab.offsetLeft - (this.tabs.clientWidth - tab.offsetWidth) / 2 // where they do not all fit
    }
  }

  // What is shown can be saved as it is.
  offer(shown) {
    const around = document.createElement("div")
    around.className = "nnp-saved"
    shown.replaceWith(around)
    around.append(shown)
    const { label } = this.scene.views.find((view) => view.key === this.key)
    const chart = () => ({ Plotly: window.Plotly, chart: shown, script: this.scene.plotly })
    offerPicture(around, label, () => ({
      ...(this.drawing.picture?.() ?? chart()), file: `${this.scene.file}-${this.key}`, title: `${this.scene.title}: ${label}`, ...coloursOf(this.root),
    }))
  }

  // Ask for what the open view shows, if anybody can see it.
  wish() {
    if (this.drawing) this.ask(this.inSight ? { view: this.key, ...this.drawing.look?.() } : null)
  }

  // Take what an answer says of its last frame; it is drawn when that frame is on the screen.
  take(header, arrays, frame) {
    this.moving = header.playing
    this.unseen = null
    if (!header.playing) this.waiting = []
    if (header.seen) this.waiting.push({ seen: header.seen, arrays, frame })
  }

  follow(frame) {
    const reached = this.waiting.filter((moment) => moment.frame.number <= frame.number)
    if (!reached.length) return
    this.waiting = this.waiting.slice(reached.length)
    this.draw(reached.at(-1))
  }

  async draw(moment) {
    this.unseen = this.inSight ? null : moment // it is drawn once somebody can see it
    if (moment.seen.view !== this.key || !this.inSight) return
    this.shown = moment
    const Plotly = await plotly(this.scene.plotly)
    turns.ask("view", () => this.shown === moment && this.drawing.draw(moment, Plotly), this.moving)
  }

  // A Plotly layout in the page's colours.
  layout(more) {
    return { ...structuredClone(this.theme.layout), autosize: true, ...more }
  }

  axis(more) {
    return { ...this.theme.layout.xaxis, fixedrange: true, ...more }
  }
}

export const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false }

// What the layers with weights are called.
export function layerName(scene, layer) {
  return layer === scene.sizes.length - 1 ? "output" : `hidden ${layer}`
}

export function digits(value, places = 3) {
  return value === null || !Number.isFinite(value) ? "not a number" : String(Number(value.toPrecision(places))).replace("-", "−")
}

export function named(place, text) {
  place.setAttribute("role", "img")
  place.setAttribute("aria-label", text)
}

function addStyleSheet() {
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = new URL("views.css", import.meta.url).href
  document.head.append(link)
}
