import type { Action } from './actions.js'

/** Commands as Telegram's menu offers them; they work wherever they are typed. */
export const COMMANDS = [
  { command: 'menu', description: 'Menu utama' },
  { command: 'tenggat', description: 'Tenggat terdekat' },
  { command: 'petugas', description: 'Bicara dengan petugas' },
  { command: 'peran', description: 'Ganti peran (guru, kepala sekolah, …)' },
] as const

const ACTIONS = new Map<string, Action | 'welcome'>(
  Object.entries({
    start: 'welcome',
    mulai: 'welcome',
    help: 'welcome',
    bantuan: 'welcome',
    menu: { type: 'menu' },
    batal: { type: 'menu' },
    tenggat: { type: 'deadline' },
    petugas: { type: 'human' },
    peran: { type: 'ask-role' },
  } as const),
)

/** `/menu`, `/menu@some_bot`, `/start payload`; undefined for anything else. */
export function parseCommand(text: string): Action | 'welcome' | undefined {
  const name = /^\/([a-z]+)(?:@\w+)?(?:\s|$)/i.exec(text.trim())?.[1]
  return name === undefined ? undefined : ACTIONS.get(name.toLowerCase())
}
