// A Plotly chart that stays mounted: a new figure is drawn into the old one, so zoom, hover and camera survive.
//
// While `pace` is set it asks for the next figure so many milliseconds after the last, and again when none comes: the
// browser sets the pace, and a closed tab asks no more. A click tells what was clicked. A button saves the chart as a
// file.

import { plotly } from "../page/plotly.js"
import { arrived, inQuiet, send } from "../page/quiet.js"
import { coloursOf, offerPicture } from "../pictures/menu.js"

const ANSWER_TIMEOUT = 4000
const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false }
const places = new WeakMap()

export function render({ data, parentElement, setTriggerValue }) {
  const view = places.get(parentElement) ?? mount(parentElement)
  view.tell = setTriggerValue
  view.place.setAttribute("aria-label", data.alt)
  view.told = data
  askAfter(view, ANSWER_TIMEOUT)
  view.drawn = view.drawn.then(() => draw(view, data)).catch(reportError) // one after the other
}

async function draw(view, data) {
  const Plotly = (view.Plotly = await plotly(data.plotly))
  if (view.gone || data !== view.told) return // the page was left, or a newer figure has come
  if (view.text !== data.figure) {
    view.text = data.figure
    const figure = JSON.parse(data.figure)
    view.aspect = figure.layout.meta?.aspect // of pictures that fill the width
    view.place.style.height = view.aspect ? heightOf(view) : `${figure.layout.height}px`
    if (view.aspect) delete figure.layout.height
    const layout = { ...figure.layout, autosize: true, datarevision: data.turn }
    view.frames = figure.frames ?? []
    await Plotly.react(view.place, { data: figure.data, layout, config: CONFIG, frames: view.frames })
    if (view.gone) return Plotly.purge(view.place)
    listen(view)
  }
  askAfter(view, data.pace)
}

function askAfter(view, delay) {
  view.callOff()
  if (!view.told.pace || view.gone) return
  view.callOff = inQuiet(delay, () => {
    send(() => view.tell("ask", view.told.turn))
    askAfter(view, ANSWER_TIMEOUT)
  })
}

export function unmount(parentElement) {
  const view = places.get(parentElement)
  if (!view) return
  view.gone = true
  view.callOff()
  view.observer.disconnect()
  view.drawn.then(() => view.Plotly?.purge(view.place)) // not in the middle of a figure
  places.delete(parentElement)
}

function mount(parentElement) {
  const place = document.createElement("div")
  place.setAttribute("role", "img")
  place.style.width = "100%"
  const around = document.createElement("div")
  around.className = "nnp-saved"
  around.append(place)
  parentElement.append(around)
  const view = { place, callOff: () => {}, text: "", heard: false, gone: false, aspect: 0, drawn: Promise.resolve() }
  places.set(parentElement, view)
  arrived()
  view.observer = new ResizeObserver(() => fit(view))
  view.observer.observe(place)
  offerPicture(around, "this chart", () => ({
    Plotly: view.Plotly, chart: place, frames: view.frames, script: view.told.plotly, file: view.told.file,
    title: view.told.alt, ...coloursOf(place),
  }))
  return view
}

const heightOf = (view) => `${Math.round(view.place.clientWidth * view.aspect)}px`

// Follow a change of the width that no window tells of, such as the sidebar's.
function fit(view) {
  const width = view.place.clientWidth
  if (!view.heard || !width || width === view.width) return
  view.width = width
  if (view.aspect) view.place.style.height = heightOf(view)
  view.Plotly.Plots.resize(view.place)
}

function listen(view) {
  if (view.heard) return
  view.heard = true
  view.place.on("plotly_click", ({ points: [point] }) => {
    if (point) send(() => view.tell("pick", { x: point.x, y: point.y, what: point.customdata ?? null }))
  })
}
