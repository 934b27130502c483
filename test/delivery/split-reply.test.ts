import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitReply, splitText } from '../../src/delivery/index.js'
import type { Reply } from '../../src/engine/model.js'
import { replyText } from '../../src/engine/reply-text.js'

const sentence = 'Periksa dulu data di Dapodik.'

describe('a text', () => {
  test('that fits stays whole', () => {
    expect(splitText(sentence, sentence.length)).toEqual([sentence])
  })

  test('is parted at sentence ends', () => {
    const three = [sentence, sentence, sentence].join(' ')
    expect(splitText(three, 65)).toEqual([`${sentence} ${sentence}`, sentence])
  })

  test('is parted between paragraphs rather than between sentences', () => {
    const text = `${sentence}\n\n${sentence} ${sentence}`
    expect(splitText(text, 65)).toEqual([sentence, `${sentence} ${sentence}`])
  })

  test('without sentence ends is parted between words', () => {
    expect(splitText('satu dua tiga empat', 9)).toEqual(['satu dua', 'tiga', 'empat'])
  })

  test('without any pause is parted anywhere but inside a character', () => {
    expect(splitText('aaaa😀aaaa', 5)).toEqual(['aaaa', '😀aaa', 'a'])
  })
})

test('the heading stays in the first message, links and choices in the last', () => {
  const reply: Reply = {
    heading: 'Galat 6',
    text: Array(10).fill(sentence).join(' '),
    links: [{ label: 'Portal', url: 'https://example.test' }],
    choices: [{ action: 'menu', label: 'Menu' }],
  }
  const parts = splitReply(reply, 120)
  expect(parts.length).toBeGreaterThan(2)
  expect(parts.map(({ heading }) => heading)).toEqual([
    'Galat 6',
    ...parts.slice(1).map(() => undefined),
  ])
  expect(parts.findIndex(({ choices }) => choices !== undefined)).toBe(parts.length - 1)
  expect(parts.findIndex(({ links }) => links !== undefined)).toBe(parts.length - 1)
})

test('nothing is lost and no message is too long, whatever the reply', () => {
  const words = fc.stringMatching(/^[a-z.!?\n ]{0,300}$/)
  const replies = fc.record(
    { heading: fc.stringMatching(/^[a-z ]{1,20}$/), text: words },
    { requiredKeys: ['text'] },
  )
  fc.assert(
    fc.property(replies, fc.integer({ min: 60, max: 200 }), (made, max) => {
      const reply: Reply = { ...made, choices: [{ action: 'a', label: 'Pilihan' }] }
      const parts = splitReply(reply, max)
      for (const part of parts) expect(replyText(part).length).toBeLessThanOrEqual(max)
      const letters = (text: string) => text.replace(/\s/g, '')
      expect(letters(parts.map(({ text }) => text).join(''))).toBe(letters(reply.text))
    }),
    { numRuns: 2_000, seed: 20_260_104 },
  )
})
