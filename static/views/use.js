// Use the network: a form with the columns of the person's own table takes a new row, and a field takes many. The
// answers are those of the network as it is now, so they move while it trains.

import { quantity } from "../page/numbers.js"
import { save } from "../page/save.js"

const NOT_OWN = "The original columns of this table are not known here, as it came without them: what is asked are the inputs as the network gets them."

export class Use {
  // `views` has the `scene` with its form and class names, and is told by `wish()` that other rows are asked.
  constructor(place, views) {
    this.views = views
    addStyleSheet()
    place.className = "nnp-view-use"
    place.innerHTML = `<form><p hidden></p><div class="nnp-fields"></div></form>
      <div class="nnp-answer" role="status"><h4></h4><output></output><ul class="nnp-shares"></ul><ul class="nnp-said"></ul></div>
      <details><summary>Many rows at once</summary>
        <label>Rows copied from a table, with the names of the columns in the first line<textarea rows="6" spellcheck="false"></textarea></label>
        <p role="status"></p><div class="nnp-wide" tabindex="0" role="region" aria-label="Answers" hidden><table></table></div>
        <button type="button" hidden>Answers as CSV</button></details>`
    const find = (selector) => place.querySelector(selector)
    Object.assign(this, { note: find("form p"), fields: find(".nnp-fields"), title: find("h4"), answer: find("output"), shares: find(".nnp-shares"), said: find(".nnp-said") })
    Object.assign(this, { many: find("details"), text: find("textarea"), problem: find("details p"), wide: find(".nnp-wide"), table: find("table"), save: find("details button") })
    find("form").onsubmit = (event) => event.preventDefault()
    this.fields.oninput = () => views.wish()
    this.text.oninput = () => views.wish()
    this.many.ontoggle = () => views.wish()
    this.save.onclick = () => save("answers.csv", new Blob([this.csv], { type: "text/csv" }))
  }

  setScene(scene) {
    const { form } = scene
    const told = JSON.stringify(form)
    if (!form || told === this.told) return
    this.told = told
    this.note.hidden = form.own
    this.note.textContent = NOT_OWN
    this.title.textContent = form.name
    this.text.maxLength = form.most_text
    const typed = new Map(Array.from(this.fields.querySelectorAll("[name]"), (field) => [field.name, field.value]))
    this.fields.replaceChildren(...form.fields.map((field) => this.field(field, typed.get(field.name))))
  }

  field({ name, kind, usual, low, high, whole, categories }, typed) {
    const label = document.createElement("label")
    const range = kind === "number" ? `${quantity(low)} to ${quantity(high)}` : ""
    let box
    if (kind === "number") {
      box = Object.assign(document.createElement("input"), { type: "number", step: whole ? 1 : "any", value: usual, inputMode: "decimal" })
    } else {
      box = document.createElement("select")
      box.append(...categories.map((category) => Object.assign(document.createElement("option"), { value: category, textContent: category })))
      box.value = usual
    }
    box.name = name
    if (typed !== undefined && (kind === "number" || categories.includes(typed))) box.value = typed
    const title = Object.assign(document.createElement("span"), { textContent: name, title: name })
    label.append(title, box, Object.assign(document.createElement("small"), { textContent: range }))
    return label
  }

  look() {
    const boxes = Array.from(this.fields.querySelectorAll("[name]"))
    const row = boxes.map((box) => (box.tagName === "SELECT" ? box.value : Number.isFinite(box.valueAsNumber) ? box.valueAsNumber : null))
    return { row, text: this.many.open ? this.text.value : "" }
  }

  draw({ seen }) {
    const names = this.views.scene.class_names
    const nothing = "shares" in seen ? seen.decided < 0 : seen.number === null
    this.answer.textContent = nothing ? "no number: training has diverged" : "shares" in seen ? names[seen.decided] : quantity(seen.number)
    this.shares.replaceChildren(...(seen.shares ?? []).map((share, index) => shareLine(names[index], share, index === seen.decided)))
    this.said.replaceChildren(...seen.remarks.map((text) => Object.assign(document.createElement("li"), { textContent: text })))
    this.showMany(seen.many ?? {})
  }

  showMany({ problem = "", names = [], rows = [], remarks = [], csv = "", given = 0 }) {
    this.csv = csv
    this.problem.textContent = problem
    this.wide.hidden = this.save.hidden = !rows.length
    const head = document.createElement("tr")
    head.append(...[...names, "remarks"].map((name) => cell("th", name)))
    const lines = rows.map((row, index) => {
      const line = document.createElement("tr")
      line.append(...row.map((text, column) => Object.assign(cell("td", text), { className: column >= given ? "nnp-given" : "" })), cell("td", remarks[index]))
      return line
    })
    this.table.replaceChildren(...(rows.length ? [head, ...lines] : []))
  }
}

function shareLine(name, share, decided) {
  const line = document.createElement("li")
  line.style.setProperty("--share", `${Math.round(share * 1000) / 10}%`)
  line.classList.toggle("nnp-decided", decided)
  line.append(Object.assign(document.createElement("span"), { textContent: name }), Object.assign(document.createElement("b"), { textContent: percent(share) }))
  return line
}

// Never all or nothing where it is not.
function percent(share) {
  const text = (share * 100).toFixed(1)
  return `${text === "100.0" && share < 1 ? "> 99.9" : text === "0.0" && share > 0 ? "< 0.1" : text} %`
}

const cell = (kind, text) => Object.assign(document.createElement(kind), { textContent: text })

function addStyleSheet() {
  const href = new URL("use.css", import.meta.url).href
  if (document.head.querySelector(`link[href="${href}"]`)) return
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }))
}
