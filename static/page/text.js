// Text from outside for Plotly, which reads tags, entities, formulas and %{templates} wherever it writes; like
// `for_plotly` in nnplay/text.py. Everywhere else a text goes through `textContent`, an attribute or a canvas, as it is.
export const forPlotly = (text) => String(text).replace(/[&<>$%{}]/g, (sign) => `&#${sign.codePointAt(0)};`)
