/**
 * Script for the page: the texts whose colour differs too little from what is behind them (WCAG 2.2 success criterion
 * 1.4.3: 4.5 to 1, 3 to 1 for large text). Looks at every visible text node and gives a list of strings. It is text because
 * the sources are compiled without the types of a browser.
 */
export const LOW_CONTRAST = `(() => {
  const parse = (text) => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\\d.]+/g) ?? []).map(Number)
    return [r, g, b, a]
  }
  const over = ([r, g, b, a], under) => [r * a + under[0] * (1 - a), g * a + under[1] * (1 - a), b * a + under[2] * (1 - a), 1]
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const behind = (element) => {
    if (element === null) return [255, 255, 255, 1]
    const own = parse(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own : over(own, behind(element.parentElement))
  }
  const found = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    if (node.textContent.trim() === '' || element.closest('script, style, svg, .sr, .skip') || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    const ground = behind(element)
    const [high, low] = [light(over(parse(style.color), ground)), light(ground)].sort((left, right) => right - left)
    const ratio = (high + 0.05) / (low + 0.05)
    const size = Number.parseFloat(style.fontSize)
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
    if (ratio < (isLarge ? 3 : 4.5)) found.add(element.tagName + '.' + element.className + ' ' + ratio.toFixed(2) + ' ' + node.textContent.trim().slice(0, 30))
  }
  return [...found]
})()`
