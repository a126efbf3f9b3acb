// Settings behind a #, as TensorFlow Playground writes them: only the browser sees them. The server is sent them as a
// link, and the address becomes that of the experiment.

function open(address) {
  const { hash, origin, pathname } = new URL(address)
  if (!hash.includes("=") || pathname !== location.pathname) return false
  location.replace(`${origin}${pathname}?link=${encodeURIComponent(hash)}`)
  return true
}

// The page may have been opened with them, and its address be that of the usual experiment by now.
open(location.href) || open(performance.getEntriesByType("navigation")[0]?.name ?? location.href)
window.addEventListener("hashchange", () => open(location.href))
