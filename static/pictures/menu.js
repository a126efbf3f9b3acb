// A small button on a picture that saves it as PNG, SVG or HTML.

import { save } from "../page/save.js"
import { fileOf, KINDS } from "./files.js"

// Puts the button at the end of `place`. `picture()` tells what to save now, as files.js has it, and the `file` to save
// it under; `name` says to people what it is.
export function offerPicture(place, name, picture) {
  addStyleSheet()
  const menu = document.createElement("details")
  menu.className = "nnp-save"
  const summary = document.createElement("summary")
  summary.textContent = "⤓"
  summary.title = `Save ${name} as PNG, SVG or HTML`
  summary.setAttribute("aria-label", summary.title)
  const kinds = document.createElement("div")
  kinds.append(...KINDS.map((kind) => {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = kind.toUpperCase()
    button.onclick = () => give(summary, kind, picture())
    return button
  }))
  menu.append(summary, kinds)
  menu.onclick = (event) => {
    event.stopPropagation()
    if (event.target.closest("button")) menu.open = false
  }
  menu.onkeydown = (event) => {
    if (event.key !== "Escape" || !menu.open) return
    event.stopPropagation()
    menu.open = false
    summary.focus()
  }
  const elsewhere = (event) => {
    if (!menu.contains(event.target)) menu.open = false
  }
  menu.ontoggle = () => document[menu.open ? "addEventListener" : "removeEventListener"]("pointerdown", elsewhere)
  place.append(menu)
}

async function give(summary, kind, { file, ...picture }) {
  summary.classList.add("nnp-busy") // Plotly's script takes a moment
  try {
    save(`${file}.${kind}`, await fileOf(kind, picture))
  } catch (error) {
    summary.title = `The picture could not be saved: ${error.message}`
    summary.textContent = "⚠"
    throw error
  } finally {
    summary.classList.remove("nnp-busy")
  }
}

function addStyleSheet() {
  const href = new URL("menu.css", import.meta.url).href
  if (document.head.querySelector(`link[href="${href}"]`)) return
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = href
  document.head.append(link)
}

// The page's colours, for what is saved from it.
export function coloursOf(element) {
  const style = getComputedStyle(element)
  const colour = (name, usual) => style.getPropertyValue(`--st-${name}-color`).trim() || usual
  return { background: colour("background", "#ffffff"), text: colour("text", "#000000") }
}
