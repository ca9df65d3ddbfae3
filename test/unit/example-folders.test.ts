import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT } from '../support/project.js'

const folders = readdirSync(`${ROOT}/examples`).filter((name) =>
  existsSync(`${ROOT}/examples/${name}/README.md`),
)
const readme = readFileSync(`${ROOT}/README.md`, 'utf8')

test.for(folders)('examples/%s has its test, its command, and its place in the README', (name) => {
  const folder = `${ROOT}/examples/${name}`
  expect(existsSync(`${ROOT}/test/pipelines/${name}.test.ts`)).toBe(true)
  const main = readFileSync(`${folder}/main.ts`, 'utf8')
  expect(main.split('\n')[1]).toContain(`npm run example ${name}`)
  expect(readme).toContain(`| [${name}](examples/${name}/README.md) |`)
  // Each file that its page names is there.
  const page = readFileSync(`${folder}/README.md`, 'utf8')
  const links = [...page.matchAll(/\]\(([^):#]+)\)/g)].map(([, link]) => link!)
  expect(links.length).toBeGreaterThan(3)
  expect(links.filter((link) => !existsSync(`${folder}/${link}`))).toEqual([])
})

test('there are some', () => {
  expect(folders).toContain('first-day')
})
