// Numbers as a person reads them.

// A quantity in its own unit: to `places` digits, whole numbers in full, without exponents where one reads prices.
export function quantity(value, places = 4) {
  if (value === null || !Number.isFinite(value)) return "not a number"
  const size = Math.abs(value)
  if (size >= 10 ** (places - 1) && size < 1e15) return Math.round(value).toLocaleString("en").replace("-", "−")
  return String(Number(value.toPrecision(places))).replace("-", "−")
}
