// Data whose inputs are the pixels of a picture: what each unit of the first layer looks for, as such a picture.

// The weights from all pixels to a unit of the first layer as bytes, where 128 is zero; all units share one scale.
export function weightImage({ image, sizes }, theta, unit) {
  const units = sizes[1]
  let largest = 1e-9
  for (let i = 0; i < image.side ** 2 * units; i++) largest = Math.max(largest, Math.abs(theta[i]))
  return Uint8Array.from({ length: image.side ** 2 }, (_, pixel) => 128 + Math.round((theta[pixel * units + unit] / largest) * 127))
}

// Draw a picture of values 0..high in ink on paper.
export function drawPixels(context, pixels, { side, high }, size, { text, background }) {
  context.fillStyle = background
  context.fillRect(0, 0, size, size)
  context.fillStyle = text
  const cell = size / side
  for (let i = 0; i < side * side; i++) {
    context.globalAlpha = Math.max(0, Math.min(1, pixels[i] / high))
    context.fillRect((i % side) * cell, Math.floor(i / side) * cell, cell + 0.5, cell + 0.5)
  }
  context.globalAlpha = 1
}
