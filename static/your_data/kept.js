// Keeps the table of the page in the tab's own storage, and gives it back to a server that has none: after a reload, or
// after it was restarted. Nothing depends on it.

import { inQuiet, send } from "../page/quiet.js"
import { Pieces } from "../page/pieces.js"
import { get, put, read } from "../page/storage.js"

const ABOUT = "nnplay table", TEXT = "nnplay table text"
let sending = null

export function render({ data, parentElement, setTriggerValue }) {
  const { session, empty, back, table } = data
  if (table) {
    put(TEXT, table.text)
    put(ABOUT, JSON.stringify({ session, name: table.name }))
  }
  parentElement.style.display = "none"
  if (sending) return sending.proceed(back)
  const kept = read(ABOUT)
  if (!empty || !kept || kept.session === session) return
  put(ABOUT, JSON.stringify({ ...kept, session })) // once
  const text = get(TEXT)
  const tell = (piece) => inQuiet(0, () => send(() => setTriggerValue("back", piece)))
  if (text) sending = new Pieces(text, { send: tell, done: () => (sending = null) })
  else tell({ missing: String(kept.name) })
}

export function unmount() {}
