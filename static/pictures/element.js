// An SVG element of the page as SVG text of its own: what the page's style sheets say is written into it.

const STYLES = [
  "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "paint-order", "opacity", "visibility", "display",
  "font-family", "font-size", "font-weight", "font-variant-numeric", "text-anchor", "dominant-baseline",
]

// The size is that of the drawing, not of the place it has on the page.
export function textOf(svg, background) {
  const copy = svg.cloneNode(true)
  const { x, y, width, height } = svg.viewBox.baseVal
  const originals = svg.querySelectorAll("*")
  for (const [index, node] of copy.querySelectorAll("*").entries()) {
    const style = getComputedStyle(originals[index])
    node.removeAttribute("class")
    node.setAttribute("style", STYLES.map((name) => `${name}: ${style.getPropertyValue(name)}`).join("; "))
  }
  const ground = document.createElementNS(svg.namespaceURI, "rect")
  for (const [name, value] of Object.entries({ x, y, width, height, fill: background })) ground.setAttribute(name, value)
  copy.prepend(ground)
  copy.removeAttribute("style")
  copy.setAttribute("width", width)
  copy.setAttribute("height", height)
  return new XMLSerializer().serializeToString(copy)
}

// The same as pixels, so many for each of the drawing's.
export async function pixelsOf(text, scale) {
  const image = new Image()
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }))
  try {
    await image.decode()
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width * scale, height: image.height * scale })
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve) => canvas.toBlob(resolve))
  } finally {
    URL.revokeObjectURL(image.src)
  }
}
