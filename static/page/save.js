// Save something as a file: a blob under a name.
export function save(file, content) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(content)
  link.download = file
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
