/**
 * The only script of the report, an extra: without it everything can be read. It adds a filter and buttons that open and
 * close all folds, opens the fold that a link points into, and opens what belongs on paper before printing.
 */
export const SCRIPT = `
(() => {
  const tools = document.getElementById('tools')
  const query = document.getElementById('filter')
  const told = document.getElementById('told')
  const items = [...document.querySelectorAll('[data-filter]')]
  const folds = () => document.querySelectorAll('main details')
  tools.hidden = false
  const apply = () => {
    const words = query.value.toLowerCase().split(/\\s+/).filter(Boolean)
    let shown = 0
    for (const item of items) {
      item.hidden = !words.every((word) => item.dataset.filter.includes(word))
      if (!item.hidden) shown++
    }
    for (const group of document.querySelectorAll('.group')) {
      group.hidden = words.length > 0 && !group.querySelector('[data-filter]:not([hidden])')
      if (words.length > 0 && !group.hidden) group.open = true
    }
    told.textContent = words.length === 0 ? '' : shown + ' of ' + items.length + ' entries match'
  }
  query.addEventListener('input', apply)
  document.getElementById('open-all').addEventListener('click', () => folds().forEach((fold) => { fold.open = true }))
  document.getElementById('close-all').addEventListener('click', () => folds().forEach((fold) => { fold.open = false }))
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (!target) return
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true
    target.scrollIntoView()
  }
  addEventListener('hashchange', reveal)
  reveal()
  addEventListener('beforeprint', () => document.querySelectorAll('details.card, details.spec, details.group').forEach((fold) => { fold.open = true }))
})()
`
