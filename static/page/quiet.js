// When components ask nothing, so that a click of the page comes through whole.
//
// Streamlit sends what happens within a few milliseconds as one message: a click that shares it with a component's
// question runs that component's fragment alone, and the page never hears of the click. A question that comes while
// another page is being opened is worse: it belongs to no fragment of that page, and the page stays empty. So questions
// wait for clicks, and a click of the page that comes while a question is on its way waits for that.

const SENT_MS = 60 // until an act of the page is on its way
const PRESS_MS = 400 // the longest press that is waited for: its click comes when it ends
const LEAVING_MS = 15000 // until another page has come, or will not
const HELD_MS = 8 // longer than Streamlit's timer that sends a question, which was set before
const ACTS = ["pointerup", "click", "keydown", "keyup", "input"]

let page = location.pathname
let quietUntil = 0
let leavingUntil = 0
let unsent = 0 // questions that Streamlit has, and has not sent yet

window.addEventListener("click", hold, true)
for (const act of ACTS) window.addEventListener(act, () => hush(SENT_MS), true)
window.addEventListener("pointerdown", () => hush(PRESS_MS), true)
window.addEventListener("click", (event) => opensAPage(event) && leave(), true)

function hush(milliseconds) {
  quietUntil = performance.now() + milliseconds
}

function leave() {
  leavingUntil = performance.now() + LEAVING_MS
}

function opensAPage(event) {
  const link = event.composedPath().find((node) => node.tagName === "A")
  if (!link || link.hasAttribute("download") || link.target === "_blank" || link.getAttribute("href") === null) return false
  return link.origin === location.origin && link.pathname !== page
}

// Every question goes to Streamlit through here.
export function send(question) {
  unsent += 1
  question()
  setTimeout(() => (unsent -= 1)) // Streamlit sends when a timer of the same length, set before this one, has run
}

// Presses within a component are its own: it tells of them itself, and may put other buttons there meanwhile.
function hold(event) {
  const path = event.composedPath()
  const pressed = path.find((node) => node.click)
  if (!unsent || !event.isTrusted || !pressed || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  if (path.some((node) => node.dataset?.testid?.startsWith("stBidiComponent"))) return
  event.preventDefault()
  event.stopImmediatePropagation()
  setTimeout(() => pressed.click(), HELD_MS)
}

// A component that has just been put on the page calls this: the page is there.
export function arrived() {
  page = location.pathname
  leavingUntil = 0
}

// Whether another page is being opened: nothing is asked any more.
export function leaving() {
  if (location.pathname !== page) { // opened by the browser's Back, or by Python
    page = location.pathname
    leave()
  }
  return performance.now() < leavingUntil
}

// Whether a click of the page may be under way: what can wait is not asked.
export function quiet() {
  return leaving() || performance.now() < quietUntil
}

// Call `then` after so many milliseconds, and when all is quiet no more. Returns a function that calls it off.
export function inQuiet(milliseconds, then) {
  let timer = setTimeout(function attempt() {
    if (quiet()) timer = setTimeout(attempt, SENT_MS)
    else then()
  }, milliseconds)
  return () => clearTimeout(timer)
}
