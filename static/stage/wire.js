// Reads what nnplay/ui/wire.py packs: a length, a JSON header, and one deflated block of arrays.

const TYPES = { u1: Uint8Array, f4: Float32Array, f8: Float64Array }

export async function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)))
  const body = await inflate(bytes.subarray(4 + length))
  const arrays = {}
  for (const [name, { type, shape, offset }] of Object.entries(header.arrays)) {
    const size = shape.reduce((product, n) => product * n, 1)
    arrays[name] = { shape, data: new TYPES[type](body, offset, size) }
  }
  return { header, arrays }
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  return new Response(stream).arrayBuffer()
}

// Entry k of an array whose first axis is frames, as a view.
export function at(array, k) {
  const size = array.data.length / array.shape[0]
  return array.data.subarray(k * size, (k + 1) * size)
}
