import { expect, test } from 'vitest'
import { COMMANDS, parseCommand } from '../../src/engine/commands.js'

test.each([
  ['/start', 'welcome'],
  ['/start dari-grup', 'welcome'],
  ['/Mulai', 'welcome'],
  ['/help', 'welcome'],
  [' /menu ', { type: 'menu' }],
  ['/menu@tanya_kinerja_bot', { type: 'menu' }],
  ['/batal', { type: 'menu' }],
  ['/tenggat', { type: 'deadline' }],
  ['/petugas', { type: 'human' }],
  ['/peran', { type: 'ask-role' }],
])('%j is a command', (text, expected) => {
  expect(parseCommand(text)).toEqual(expected)
})

test.each(['menu', '/', '/entah', '/menuku', 'ketik /menu', '//menu', '/constructor'])(
  '%j is no command',
  (text) => {
    expect(parseCommand(text)).toBeUndefined()
  },
)

test('every command of the menu does something', () => {
  for (const { command } of COMMANDS) expect(parseCommand(`/${command}`)).toBeDefined()
})
