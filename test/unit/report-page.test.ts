import { describe, expect, test } from 'vitest'
import type { Result } from '../../src/measure/result.js'
import { markup } from '../../src/report/markup.js'
import { renderReport } from '../../src/report/page.js'
import { renderPicture } from '../../src/report/picture.js'
import { differencesOf } from '../../src/report/together.js'
import { simulate } from '../support/bench-result.js'

const page = (...results: Result[]) =>
  renderReport(results.map((result, at) => ({ name: `${at + 1}.json`, result })))

describe('markup', () => {
  test('escapes every value, and nothing twice', () => {
    const inner = markup`<b>${'<i>'}</b>`
    expect(markup`<p title="${`"'&`}">${[inner, null, 3]}</p>`.text).toBe(
      '<p title="&quot;&#39;&amp;"><b>&lt;i&gt;</b>3</p>',
    )
    expect(markup`${'a\u0000\u001b\ud800b😀'}`.text).toBe('a\ufffd\ufffd\ufffdb😀')
  })
})

describe('the page', () => {
  test('takes nothing that a file holds for markup', () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`
    const result = simulate({
      contenders: [
        { name: evil, settings: { [evil]: evil, other: '1' } },
        { name: 'b', settings: { [evil]: 'b', other: '2' } },
      ],
      isVoid: (block) => block === 2,
    })
    for (const slot of result.slots) if (slot.void !== null) slot.void.reason = evil
    result.contenders[0]!.client = evil
    const text = renderReport([
      {
        name: evil,
        result: { ...result, title: evil, command: evil, machine: { ...result.machine, cpu: evil } },
      },
    ])
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toMatch(/<script|<img/i)
    expect(renderPicture({ ...result, title: evil })).not.toMatch(/<script|<img/)
  })

  test('asks for nothing: no address, no script, and a policy that would refuse both', () => {
    const text = page(simulate())
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`)
    expect(text).not.toMatch(/<script|@import|url\(|https?:|src="/)
    expect([...text.matchAll(/href="([^"]+)"/g)].filter(([, href]) => !/^(#|data:,$)/.test(href!))).toEqual(
      [],
    )
  })

  test('leads nowhere that is not there, and has no id twice', () => {
    const text = page(simulate({ isVoid: (block) => block === 1 }), simulate({ seed: 2 }))
    const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!)
    expect(ids.length).toBeGreaterThan(50)
    expect(new Set(ids).size).toBe(ids.length)
    const asked = [...text.matchAll(/href="#([^"]+)"|aria-(?:labelledby|describedby)="([^"]+)"/g)]
    const targets = asked.flatMap(([, href, names]) => href ?? names!)
    expect(targets.filter((target) => !ids.includes(target))).toEqual([])
    for (const result of ['r1', 'r2'])
      for (const slot of [1, 18]) expect(targets).toContain(`${result}-slot-${slot}`)
  })

  test('shows every slot with its figures as the file has them', () => {
    const result = simulate()
    const rows = [...page(result).matchAll(/<tr id="r1-slot-\d+".*?<\/tr>/gs)].map(([row]) => row)
    expect(rows).toHaveLength(result.slots.length)
    for (const [at, row] of rows.entries()) {
      const slot = result.slots[at]!
      expect(row).toContain(`data-figure="rate" value="${slot.rate}"`)
      expect(row).toContain(`data-figure="service.p99Us" value="${slot.service!.p99Us}"`)
      expect(row).toContain(`data-figure="audit.sent" value="${slot.audit!.sent}"`)
    }
  })

  test.each<[string, Result, string]>([
    ['no slots', { ...simulate(), slots: [] }, 'No slot was run.'],
    ['void slots only', simulate({ isVoid: () => true }), 'Void: 18 of 18 slots (steal 18).'],
    ['one contender', simulate({ contenders: [{ name: 'a' }] }), 'One contender: nothing to compare.'],
    [
      'the same twice',
      simulate({ kind: 'aa', contenders: [{ name: 'A' }, { name: 'B' }] }),
      'this run could tell',
    ],
    ['few messages', simulate({ samples: 5 }), 'Nothing to draw: no slot that counts has the figures.'],
    [
      'one varied setting',
      simulate({
        contenders: [
          { name: 'a', settings: { acks: '1' } },
          { name: 'b', settings: { acks: 'all' } },
        ],
      }),
      'there is no map to draw',
    ],
    [
      'twenty contenders',
      simulate({ contenders: Array.from({ length: 20 }, (_, at) => ({ name: `n${at}` })) }),
      'hollow',
    ],
  ])('of a result with %s says so', (_, result, words) => {
    const text = page(result)
    expect(text).toContain(words)
    expect(text).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  test('of files that differ says in what, and warns of different machines', () => {
    const one = simulate()
    const other = { ...one, machine: { ...one.machine, cpu: 'another' }, blocks: 9 }
    expect(differencesOf([one, one])).toEqual([])
    expect(differencesOf([one, other, simulate({ mode: { kind: 'outstanding', outstanding: 2 } })])).toEqual([
      'machine',
      'mode',
    ])
    expect(page(one, other)).toContain(
      'The files differ in: machine. Figures of different machines cannot be compared',
    )
    expect(page(one, one)).toContain('The files agree in machine')
    expect(page(one)).not.toContain('All files together')
  })
})
