// What happened, in one calm line with a reason on demand. It comes when it was true twice running, and can be sent away.

const STEADY = 2 // answers for which something must be true before it is said, or no longer true before it goes

export class Remark {
  constructor(root) {
    this.root = root
    this.find = (selector) => root.querySelector(selector)
    this.find("[data-do=why]").onclick = () => this.open(this.find("p").hidden)
    this.find("[data-do=dismiss]").onclick = () => {
      this.dismissed.add(this.shown.key)
      this.show(null)
    }
    root.onkeydown = (event) => {
      if (event.key === "Escape") this.open(false)
    }
    this.begin()
  }

  // A new run: what was sent away may be said again.
  begin() {
    this.dismissed = new Set()
    this.steady = 0
    this.last = undefined
    this.show(null)
  }

  // Take what the server has to say of the moment, or null.
  take(said) {
    const next = said && !this.dismissed.has(said.key) ? said : null
    this.steady = next?.key === this.last ? this.steady + 1 : 1
    this.last = next?.key
    if (next?.key === this.shown?.key || this.steady >= STEADY) this.show(next)
  }

  show(said) {
    this.shown = said
    this.root.hidden = !said
    if (!said) return this.open(false)
    if (this.find("span").textContent !== said.line) this.find("span").textContent = said.line
    this.find("span").title = said.line
    this.find("p").textContent = said.why
  }

  open(on) {
    this.find("p").hidden = !on
    this.find("[data-do=why]").setAttribute("aria-expanded", String(on))
  }
}
