// Draws what /events tells: first a snapshot of all stations, then their changes.
const WEST = 126.76
const NORTH = 37.7
const SCALE = 2000
const FLATTEN = 0.793 // a degree of longitude is that much of one of latitude, in Seoul
const OWN_HISTORY = 120
const LATEST = 8

const at = (id) => document.getElementById(id)
const number = new Intl.NumberFormat('en')
/** By id: `{ station, dot, history }`. */
const known = new Map()
let history = []
let chosen = null
let changeCount = 0

const source = new EventSource('events')
source.addEventListener('open', () => say('live', 'live'))
// The browser connects again by itself, and then a snapshot comes.
source.addEventListener('error', () => say('lost', 'connection lost, trying again'))
source.addEventListener('snapshot', (event) => {
  const data = JSON.parse(event.data)
  for (const id of [...known.keys()]) if (!(id in data.stations)) forget(id)
  for (const [id, station] of Object.entries(data.stations)) show(id, station)
  history = data.history
  drawAll()
})
source.addEventListener('changes', (event) => {
  const data = JSON.parse(event.data)
  for (const [id, station] of Object.entries(data.changes)) {
    changeCount += 1
    tell(known.get(id)?.station, station)
    if (station === null) forget(id)
    else show(id, station)
  }
  history.push(data.at)
  if (history.length > 300) history.shift()
  drawAll()
})

function say(state, text) {
  at('link').dataset.state = state
  at('link').textContent = text
}

function show(id, station) {
  let entry = known.get(id)
  if (entry === undefined) {
    const dot = document.createElementNS('http://www.w3.org/2000/svg', 'circle')
    dot.dataset.id = id
    dot.setAttribute('r', '3.4')
    at('dots').append(dot)
    entry = { dot, history: [] }
    known.set(id, entry)
  }
  entry.station = station
  entry.history.push([Date.now(), station.bikes])
  if (entry.history.length > OWN_HISTORY) entry.history.shift()
  const [x, y] = placeOf(station)
  entry.dot.setAttribute('cx', x)
  entry.dot.setAttribute('cy', y)
  entry.dot.setAttribute('class', classOf(station))
}

function forget(id) {
  known.get(id)?.dot.remove()
  known.delete(id)
  if (chosen === id) chosen = null
}

function placeOf({ lat, lon }) {
  return [((lon - WEST) * SCALE * FLATTEN).toFixed(1), ((NORTH - lat) * SCALE).toFixed(1)]
}

function classOf({ bikes, racks }) {
  if (bikes === 0) return 'none'
  if (bikes >= racks) return 'full'
  return bikes < 3 ? 'few' : 'some'
}

function drawAll() {
  let bikes = 0
  let empty = 0
  for (const { station } of known.values()) {
    bikes += station.bikes
    if (station.bikes === 0) empty += 1
  }
  at('bikes').textContent = number.format(bikes)
  at('stations').textContent = number.format(known.size)
  at('empty').textContent = number.format(empty)
  at('changes').textContent = number.format(changeCount)
  drawLine(at('total'), history, Math.min(...history.map(([, value]) => value)))
  const values = history.map(([, value]) => value)
  if (values.length > 0) {
    const seconds = Math.round((Date.now() - history[0][0]) / 1000)
    at('total-from').textContent = `${seconds} s ago`
    at('total-range').textContent =
      `${number.format(Math.min(...values))} to ${number.format(Math.max(...values))}`
  }
  drawChosen()
}

/** The lower edge is `low`, the upper one the highest value, or `high` where that is higher. */
function drawLine(svg, points, low, high = 0) {
  const { width, height } = svg.viewBox.baseVal
  if (points.length === 0) return
  const span = Math.max(high, ...points.map(([, value]) => value)) - low || 1
  const start = points[0][0]
  const length = Math.max(Date.now() - start, 1)
  const spots = points.map(([time, value]) => [
    ((time - start) / length) * width,
    height - 4 - ((value - low) / span) * (height - 8),
  ])
  // What is known last holds until now.
  spots.push([width, spots.at(-1)[1]])
  const line = spots
    .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join(' ')
  svg.querySelector('.line').setAttribute('d', line)
  svg.querySelector('.area').setAttribute('d', `${line} L${width} ${height} L0 ${height} Z`)
}

function drawChosen() {
  const entry = known.get(chosen)
  at('ring').setAttribute('visibility', entry ? 'visible' : 'hidden')
  at('station-name').textContent = entry ? entry.station.name : 'none chosen'
  at('station-bikes').textContent = entry ? entry.station.bikes : '–'
  at('station-racks').textContent = entry ? entry.station.racks : '–'
  at('own').style.visibility = entry ? 'visible' : 'hidden'
  if (!entry) return
  const [x, y] = placeOf(entry.station)
  at('ring').setAttribute('cx', x)
  at('ring').setAttribute('cy', y)
  drawLine(at('own'), entry.history, 0, entry.station.racks)
}

function tell(before, now) {
  const difference = (now?.bikes ?? 0) - (before?.bikes ?? 0)
  const line = document.createElement('li')
  const name = document.createElement('span')
  name.textContent = (now ?? before)?.name ?? ''
  const what = document.createElement('b')
  what.textContent = now === null ? 'closed' : difference > 0 ? `+${difference}` : `−${-difference}`
  what.className = now === null || difference < 0 ? 'none' : 'some'
  line.append(name, what)
  at('latest').prepend(line)
  while (at('latest').children.length > LATEST) at('latest').lastChild.remove()
}

at('map').addEventListener('click', (event) => {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(at('map').getScreenCTM().inverse())
  let nearest = Number.POSITIVE_INFINITY
  for (const [id, { station }] of known) {
    const [x, y] = placeOf(station)
    const distance = Math.hypot(x - point.x, y - point.y)
    if (distance < nearest) [nearest, chosen] = [distance, id]
  }
  drawChosen()
})

at('search').addEventListener('input', () => {
  const words = at('search').value.trim().toLowerCase()
  if (words === '') return
  const found = [...known].find(([, { station }]) => station.name.toLowerCase().includes(words))
  chosen = found?.[0] ?? null
  drawChosen()
})
