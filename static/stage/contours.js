// Lines along which a map of bytes has the same value (marching squares: Lorensen and Cline 1987, in two dimensions).

// Trace each level (a byte between two steps, such as 128.5) over side x side bytes onto a path in 0..1, y downwards.
export function trace(path, side, value, level) {
  const point = (column, row) => [(column + 0.5) / side, (row + 0.5) / side]
  for (let row = 0; row < side - 1; row++) {
    for (let column = 0; column < side - 1; column++) {
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]]
      const values = corners.map(([c, r]) => value(r * side + c) - level)
      const crossings = []
      for (let edge = 0; edge < 4; edge++) {
        const [a, b] = [values[edge], values[(edge + 1) % 4]]
        if (a < 0 === b < 0) continue
        const [[x1, y1], [x2, y2]] = [point(...corners[edge]), point(...corners[(edge + 1) % 4])]
        const share = a / (a - b)
        crossings.push([x1 + (x2 - x1) * share, y1 + (y2 - y1) * share])
      }
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        path.moveTo(...crossings[at])
        path.lineTo(...crossings[at + 1])
      }
    }
  }
}
