// The tab's own storage. One that is full, or that a private window does not have, is as good as none.

export function put(key, text) {
  try {
    sessionStorage.setItem(key, text)
  } catch {
    drop(key)
  }
}

export function drop(key) {
  try {
    sessionStorage.removeItem(key)
  } catch { /* there is no storage: nothing is in it */ }
}

export function get(key) {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

export function read(key) {
  try {
    return JSON.parse(get(key))
  } catch {
    return null // somebody else's, or cut off
  }
}
