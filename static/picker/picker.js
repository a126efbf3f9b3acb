// Pictures to choose one of, as radio buttons: arrow keys move, the choice is told at once. What is chosen is in sight,
// and its sentence below the pictures.

import { send } from "../page/quiet.js"

const STYLE = `
  .nnp-picker { display: grid; grid-template-columns: repeat(auto-fill, minmax(50px, 1fr)); gap: 5px; max-height: 200px; overflow: auto; padding: 2px; position: relative; }
  .nnp-picker-group { grid-column: 1 / -1; font: 600 11.5px/1.2 var(--st-font, system-ui, sans-serif); color: var(--st-text-color); opacity: 0.75; }
  .nnp-picker label {
    display: block; cursor: pointer; border: 1.5px solid var(--st-border-color); border-radius: 8px; overflow: hidden;
    font: 11px/1.3 var(--st-font, system-ui, sans-serif); letter-spacing: -0.01em; color: var(--st-text-color); text-align: center;
    background: var(--st-background-color); padding-bottom: 2px;
  }
  .nnp-picker label:hover { border-color: var(--st-primary-color); }
  .nnp-picker label:has(:checked) { border-color: var(--st-primary-color); box-shadow: 0 0 0 1px var(--st-primary-color); }
  .nnp-picker label:has(:focus-visible) { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
  .nnp-picker-note { font: 12px/1.35 var(--st-font, system-ui, sans-serif); color: var(--st-text-color); min-height: 2.7em; margin: 5px 2px 0; }
  .nnp-picker input { position: absolute; opacity: 0; pointer-events: none; }
`

const SVG = "http://www.w3.org/2000/svg"

export function render({ data, parentElement, setTriggerValue }) {
  const { options, chosen, name, note } = data
  let root = parentElement.querySelector(".nnp-picker")
  if (!root) {
    const style = document.createElement("style")
    style.textContent = STYLE
    root = document.createElement("div")
    root.className = "nnp-picker"
    root.setAttribute("role", "radiogroup")
    root.setAttribute("aria-label", name)
    const told = document.createElement("p")
    told.className = "nnp-picker-note"
    told.setAttribute("aria-live", "polite")
    parentElement.append(style, root, told)
    let group
    for (const option of options) {
      if (option.group !== group) root.append(heading((group = option.group)))
      root.append(choice(option, name))
    }
  }
  for (const input of root.querySelectorAll("input")) {
    input.checked = input.value === chosen
    input.onchange = () => send(() => setTriggerValue("choose", input.value))
  }
  if (root.dataset.chosen !== chosen) show(root, chosen)
  root.dataset.chosen = chosen
  root.nextElementSibling.textContent = note
}

export function unmount() {}

// Scroll the pictures, and nothing else, to the one that is chosen.
function show(root, chosen) {
  const box = root.querySelector(`input[value="${CSS.escape(chosen)}"]`)?.parentElement
  if (!box) return
  const [above, below] = [box.offsetTop - root.scrollTop, box.offsetTop + box.offsetHeight - root.scrollTop]
  if (above < 0 || below > root.clientHeight) root.scrollTop = box.offsetTop - (root.clientHeight - box.offsetHeight) / 2
}

function heading(text) {
  const made = document.createElement("div")
  made.className = "nnp-picker-group"
  made.textContent = text
  return made
}

// One picture: points (x, y, value) in 0..1, 0..1, -1..1 as small dots.
function choice({ key, label, note, points, colours }, name) {
  const box = document.createElement("label")
  box.title = note
  const input = Object.assign(document.createElement("input"), { type: "radio", name, value: key })
  const picture = document.createElementNS(SVG, "svg")
  picture.setAttribute("viewBox", "0 0 100 66")
  picture.setAttribute("aria-hidden", "true")
  for (const [index, [x, y, value]] of points.entries()) {
    const dot = document.createElementNS(SVG, "circle")
    dot.setAttribute("cx", 19 + 62 * x)
    dot.setAttribute("cy", 2 + 62 * (1 - y))
    dot.setAttribute("r", points.length < 10 ? 6 : 2.2)
    dot.setAttribute("fill", colours ? colours[index] : value < 0 ? "var(--nnp-negative, #d9660a)" : "var(--nnp-positive, #2f7fc8)")
    dot.setAttribute("fill-opacity", colours ? 1 : Math.max(0.12, Math.abs(value)))
    picture.append(dot)
  }
  box.append(input, picture, label)
  return box
}
