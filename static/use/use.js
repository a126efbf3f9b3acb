// The form for new rows by itself, beside a trial: asks nnplay/ui/your_data/use.py for every row that is filled in.

import { arrived, leaving, send } from "../page/quiet.js"
import { Use } from "../views/use.js"

const TYPING_MS = 80 // until what is typed is asked
const places = new WeakMap()

export function render({ data, parentElement, setTriggerValue }) {
  const view = places.get(parentElement) ?? mount(parentElement)
  view.tell = setTriggerValue
  view.scene = data.scene
  view.use.setScene(data.scene)
  view.use.draw({ seen: data.seen })
}

export function unmount(parentElement) {
  clearTimeout(places.get(parentElement)?.due)
  places.delete(parentElement)
}

function mount(parentElement) {
  const place = document.createElement("div")
  parentElement.append(place)
  const view = {
    wish() {
      clearTimeout(view.due)
      view.due = setTimeout(() => leaving() || send(() => view.tell("ask", view.use.look())), TYPING_MS)
    },
  }
  view.use = new Use(place, view)
  places.set(parentElement, view)
  arrived()
  return view
}
