// Formulas: a small part of LaTeX, in which «key» stands for a quantity, set as MathML.

const MATHML = "http://www.w3.org/1998/Math/MathML"
const TOKEN = /«[^»]*»|\\(?:text|operatorname)\{[^}]*\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\s+|[^]/gu

const LETTERS = {
  alpha: "α", beta: "β", delta: "δ", epsilon: "ϵ", eta: "η", kappa: "κ", lambda: "λ", mu: "μ", rho: "ρ", sigma: "σ",
  omega: "ω", pi: "π", theta: "θ", Delta: "Δ", partial: "∂", ell: "ℓ", infty: "∞",
}
const OPERATORS = { cdot: "·", approx: "≈", le: "≤", ge: "≥", to: "→" }
const FUNCTIONS = new Set(["tanh", "sinh", "cosh", "sin", "cos", "ln", "exp", "max", "min"])
const ACCENTS = { hat: "^", tilde: "~", bar: "¯" }

function element(name, content, attributes = {}) {
  const made = document.createElementNS(MATHML, name)
  if (typeof content === "string") made.textContent = content
  else made.append(...content)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  return made
}

class Parser {
  constructor(source, quantity) {
    this.tokens = source.match(TOKEN) ?? []
    this.at = 0
    this.quantity = quantity
  }

  next() {
    while (this.tokens[this.at]?.trim() === "") this.at++
    return this.tokens[this.at]
  }

  // Atoms up to a closing token, which is taken away.
  until(end) {
    const nodes = []
    for (let token = this.next(); token !== undefined && token !== end; token = this.next()) {
      const node = this.scripted()
      if (node) nodes.push(node)
    }
    this.at++
    return nodes
  }

  argument() {
    if (this.next() === "{") {
      this.at++
      return element("mrow", this.until("}"))
    }
    return this.atom() ?? element("mrow", [])
  }

  // An atom with what is above and below it.
  scripted() {
    let base = this.atom()
    if (!base) return null
    let sub, sup
    for (let token = this.next(); token === "_" || token === "^" || token === "'"; token = this.next()) {
      this.at++
      if (token === "'") base = element("msup", [base, element("mo", "′")])
      else if (token === "_") sub = this.argument()
      else sup = this.argument()
    }
    if (sub && sup) return element("msubsup", [base, sub, sup])
    return sub ? element("msub", [base, sub]) : sup ? element("msup", [base, sup]) : base
  }

  atom() {
    const token = this.next()
    this.at++
    if (token === undefined) return null
    if (token.startsWith("«")) return this.quantity(token.slice(1, -1))
    if (token.startsWith("\\")) return this.command(token.slice(1))
    if (token === "{") return element("mrow", this.until("}"))
    if (token === "(") {
      return element("mrow", [element("mo", "("), ...this.until(")"), element("mo", ")")])
    }
    if (/^\d/.test(token)) return element("mn", token)
    if (/^[A-Za-z]$/.test(token)) return element("mi", token)
    if (token === "-") return element("mo", "−")
    return element("mo", token, token === "|" ? { stretchy: "false" } : {})
  }

  command(name) {
    if (name === "frac" || name === "tfrac") return element("mfrac", [this.argument(), this.argument()])
    if (name === "sqrt") return element("msqrt", [this.argument()])
    if (name in ACCENTS) return element("mover", [this.argument(), element("mo", ACCENTS[name])], { accent: "true" })
    if (name in LETTERS) return element("mi", LETTERS[name])
    if (name in OPERATORS) return element("mo", OPERATORS[name])
    if (FUNCTIONS.has(name)) return element("mrow", [element("mi", name), element("mspace", [], { width: "0.17em" })])
    const words = name.match(/^(text|operatorname)\{(.*)\}$/)
    if (words) return element(words[1] === "text" ? "mtext" : "mi", words[2])
    if (name === "," || name === " ") return null
    return element("mtext", name, { "data-unknown": name })
  }
}

export function symbol(source) {
  return element("mrow", new Parser(source, () => null).until(undefined))
}

// Set a formula into `place`; `write` makes the node of a quantity. It may break before every + and − at the top.
export function typeset(place, source, write) {
  const pieces = [[]]
  for (const node of new Parser(source, write).until(undefined)) {
    const breaks = node.localName === "mo" && "+−=≈".includes(node.textContent)
    if (breaks && pieces.at(-1).length) {
      node.setAttribute("form", "infix") // it begins a piece, and is still between two
      pieces.push([])
    }
    pieces.at(-1).push(node)
  }
  place.replaceChildren(...pieces.filter((nodes) => nodes.length).map((nodes) => element("math", [element("mrow", nodes)])))
}

// The node of a quantity: its symbol or its number. It can be pointed at and focused.
export function quantityNode(key, quantity, asNumber) {
  const content = asNumber ? element("mn", quantity.text) : symbol(quantity.symbol)
  return element("mrow", [content], { class: "nns-quantity", "data-key": key, tabindex: "0", role: "button" })
}
