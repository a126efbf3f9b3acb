// A long text on its way to the server, in pieces: a message holds one (nnplay/ui/pieces.py takes them).

const PIECE = 390000 // characters
const PATIENCE_MS = 5000 // until a piece is sent again

export class Pieces {
  // `send(piece)` sends one; `done()` is called when all have arrived.
  constructor(text, { send, done }) {
    Object.assign(this, { send, done })
    const count = Math.ceil(text.length / PIECE)
    this.pieces = Array.from({ length: count }, (_, k) => ({ piece: k, pieces: count, text: text.slice(k * PIECE, (k + 1) * PIECE) }))
    this.go(0)
  }

  go(k) {
    this.sent = k
    clearTimeout(this.again)
    this.again = setTimeout(() => this.go(k), PATIENCE_MS)
    this.send(this.pieces[k])
  }

  // `arrived` are with the server; after the last of them it counts from 0 again.
  proceed(arrived) {
    if (arrived === this.sent + 1 && arrived < this.pieces.length) this.go(arrived)
    else if (arrived === 0 && this.sent === this.pieces.length - 1) {
      clearTimeout(this.again)
      this.done()
    }
  }
}
