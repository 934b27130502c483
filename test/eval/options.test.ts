import { describe, expect, it } from 'vitest'
import { readOptions } from './options.js'

describe('the command line of the evaluation', () => {
  it('scores questions, pictures and libraries on the test half unless told otherwise', () => {
    expect(readOptions([])).toEqual({
      parts: ['questions', 'pictures', 'libraries'],
      split: 'test',
      full: false,
      json: false,
    })
  })

  it('takes one part, the other half, and JSON', () => {
    expect(readOptions(['--only', 'speed', '--split', 'train', '--json'])).toMatchObject({
      parts: ['speed'],
      split: 'train',
      json: true,
    })
  })

  it('refuses what it does not know', () => {
    for (const args of [['--only', 'all'], ['--split', 'both'], ['--fast'], ['questions']]) {
      expect(readOptions(args), args.join(' ')).toBeUndefined()
    }
  })
})
