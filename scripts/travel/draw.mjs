// Draws the pictures of docs/how-a-message-travels.md. Run: node scripts/travel/draw.mjs
// (render.mjs draws too).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drawAcks } from './draw-acks.mjs'
import { drawInFlightBars, drawLingerBars } from './draw-bars.mjs'
import { drawBusStop } from './draw-bus-stop.mjs'
import { drawDeparture } from './draw-departure.mjs'
import { drawOvertaking } from './draw-overtaking.mjs'
import { drawTimeouts } from './draw-timeouts.mjs'

const DRAWINGS = {
  'bus-stop': drawBusStop,
  departure: drawDeparture,
  'linger-measured': drawLingerBars,
  overtaking: drawOvertaking,
  'in-flight-measured': drawInFlightBars,
  acks: drawAcks,
  timeouts: drawTimeouts,
}

const result = new URL('../../docs/measurements/how-a-message-travels.json', import.meta.url)
const folder = new URL('../../docs/pictures/', import.meta.url)

export function readResult() {
  return JSON.parse(readFileSync(result, 'utf8'))
}

/** Every picture by its name. */
export function drawAll(measured = readResult()) {
  return Object.fromEntries(Object.entries(DRAWINGS).map(([name, draw]) => [name, draw(measured)]))
}

export function writePictures(measured = readResult()) {
  mkdirSync(folder, { recursive: true })
  for (const [name, svg] of Object.entries(drawAll(measured)))
    writeFileSync(new URL(`${name}.svg`, folder), svg)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writePictures()
