// A picture as a file: PNG, SVG, or an HTML page that needs nothing else, not even the internet.
//
// A drawing is { width, height, paint(context) }; a chart is { Plotly, chart, script, frames }, where `script` is the
// address of Plotly's own script on this server and `frames` are those of a chart that plays; an element is { svg }. All
// say their `title` and the page's `background` and `text` colours.

import { pixelsOf, textOf } from "./element.js"
import { VectorContext } from "./vector.js"

const SCALE = 2 // pixels of a saved picture for each on the screen
// What a saved chart offers; nothing that would need the internet.
const CONFIG = { responsive: true, displaylogo: false, showSendToCloud: false }
const TYPES = { png: "image/png", svg: "image/svg+xml", html: "text/html" }

export const KINDS = Object.keys(TYPES)

// The content of a file as a Blob.
export async function fileOf(kind, picture) {
  if (picture.paint) return drawn(kind, picture)
  return picture.svg ? copied(kind, picture) : charted(kind, picture)
}

async function drawn(kind, picture) {
  if (kind === "png") return painted(picture)
  const { width, height, background, paint } = picture
  const context = new VectorContext(width, height)
  context.fillStyle = background
  context.fillRect(0, 0, width, height)
  paint(context)
  const text = context.text()
  return blob(kind, kind === "svg" ? text : page(picture, text))
}

function painted({ width, height, background, paint }) {
  const canvas = document.createElement("canvas")
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  const context = canvas.getContext("2d")
  context.scale(SCALE, SCALE)
  context.fillStyle = background
  context.fillRect(0, 0, width, height)
  paint(context)
  return new Promise((resolve) => canvas.toBlob(resolve))
}

async function copied(kind, picture) {
  const text = textOf(picture.svg, picture.background)
  if (kind === "png") return pixelsOf(text, SCALE)
  return blob(kind, kind === "svg" ? text : page(picture, text))
}

async function charted(kind, picture) {
  const { Plotly, chart, background } = picture
  const figure = { data: chart.data, layout: { ...chart.layout, paper_bgcolor: background } }
  if (kind === "html") return blob(kind, await chartPage(picture, figure))
  const { width, height } = chart.getBoundingClientRect()
  const address = await Plotly.toImage(figure, { format: kind, width, height, scale: kind === "png" ? SCALE : 1 })
  return (await fetch(address)).blob()
}

// The chart with its zoom and hover, and Plotly's own script beside it.
async function chartPage({ frames = [], ...picture }, { data, layout: { height, width, ...layout } }) {
  const answer = await fetch(picture.script)
  if (!answer.ok) throw new Error(`could not load ${picture.script}`)
  const script = (await answer.text()).replaceAll("</script", "<\\/script")
  const figure = { data, frames, layout: { ...layout, autosize: true }, config: CONFIG }
  const text = JSON.stringify(figure, plain).replaceAll("<", "\\u003c")
  return page(picture, `<div id="chart"></div>
<script>${script}</script>
<script>Plotly.newPlot("chart", ${text})</script>`)
}

// Typed arrays as lists; what is no number becomes null, which is a gap.
const plain = (_, value) => (ArrayBuffer.isView(value) ? Array.from(value) : value)

function page({ title, background, text }, body) {
  const named = document.createElement("p")
  named.textContent = title
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${named.innerHTML}</title>
<style>
body { height: 100vh; margin: 0; display: flex; flex-direction: column; background: ${background}; color: ${text}; font-family: system-ui, sans-serif }
h1 { margin: 12px 16px; font-size: 16px; font-weight: 600 }
#chart, body > svg { flex: 1; min-height: 0; width: 100% }
</style>
<body><h1>${named.innerHTML}</h1>
${body}
</body></html>`
}

const blob = (kind, text) => new Blob([text], { type: TYPES[kind] })
