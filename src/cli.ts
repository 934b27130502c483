import { loadBrain } from './brain.js'
import { ConfigError, readConfig } from './config.js'
import { loadEnvironmentFile } from './environment-file.js'
import { KnowledgeError } from './knowledge/faults.js'
import { DIALOGUES_DIR, KNOWLEDGE_DIR } from './paths.js'
import { StoreOpenError } from './store/errors.js'

const USAGE = `Pemakaian:
  npm run --silent ask -- "PERTANYAAN"     jawaban untuk satu pertanyaan
  npm run --silent ask -- --image BERKAS ["…"]  jawaban untuk sebuah gambar
  npm run --silent ask -- --jsonl          satu objek JSON per baris, dari masukan standar
  npm run --silent ask -- --explain "…"    mengapa bot memahaminya begitu
  npm run chat                             bercakap di terminal
  npm run check [-- --links]               periksa knowledge/ dan conversations/
  npm run replay [-- BERKAS …]             putar ulang dialog contoh
  npm run staff -- cases                   kasus untuk petugas
  npm run gaps [-- --since 30d]            pesan yang belum terjawab, dikelompokkan
  npm run eval                             ukur pemahaman: pertanyaan, gambar, pustaka lain
  npm run bench                            ukur kecepatan dan memori
`

/** Exit codes: 0 good, 1 a fault was found, 2 wrong usage. */
const FAULT = 1
const WRONG_USAGE = 2

async function run([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case 'ask':
      return ask(args)
    case 'chat': {
      const { chatInTerminal } = await import('./commands/chat.js')
      return chatInTerminal(process.stdin, process.stdout, brain())
    }
    case 'check': {
      if (args.some((arg) => arg !== '--links')) return wrongUsage()
      const { checkKnowledge } = await import('./commands/check.js')
      const { timeZone } = readConfig(process.env)
      return checkKnowledge(
        {
          knowledgeDir: KNOWLEDGE_DIR,
          dialoguesDir: DIALOGUES_DIR,
          links: args.includes('--links'),
          ...(timeZone === undefined ? {} : { timeZone }),
        },
        process.stdout,
      )
    }
    case 'replay': {
      const { replayDialogues } = await import('./commands/replay.js')
      return replayDialogues(DIALOGUES_DIR, args, brain(), process.stdout)
    }
    case 'staff': {
      if (args[0] !== 'cases') return wrongUsage()
      const { staffInTerminal } = await import('./commands/staff.js')
      const terminal = { out: process.stdout, err: process.stderr }
      return staffInTerminal(args, readConfig(process.env), KNOWLEDGE_DIR, terminal)
    }
    case 'gaps': {
      const { listGapGroups } = await import('./commands/gaps.js')
      const terminal = { out: process.stdout, err: process.stderr }
      return listGapGroups(args, readConfig(process.env), KNOWLEDGE_DIR, terminal)
    }
    default:
      return wrongUsage()
  }
}

async function ask(args: readonly string[]): Promise<number> {
  const { askLines, askText, explainText } = await import('./commands/ask.js')
  if (args[0] === '--jsonl' && args.length === 1) {
    return askLines(process.stdin, brain(), process.stdout)
  }
  const rest = [...args]
  const isExplain = rest[0] === '--explain'
  if (isExplain) rest.shift()
  const image = rest[0] === '--image' ? rest.splice(0, 2)[1] : undefined
  const text = rest.join(' ')
  const isNamed = image !== undefined && image !== ''
  if (args.includes('--image') && !isNamed) return wrongUsage()
  if (rest[0]?.startsWith('--') || (text.trim() === '' && !isNamed)) return wrongUsage()
  if (isExplain && rest.length > 1) return wrongUsage()
  const asked = { text, ...(isNamed ? { image } : {}) }
  return (isExplain ? explainText : askText)(asked, brain(), process.stdout)
}

function brain() {
  return loadBrain(KNOWLEDGE_DIR, readConfig(process.env).timeZone)
}

function wrongUsage(): number {
  process.stderr.write(USAGE)
  return WRONG_USAGE
}

// A reader that had enough (`… | head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : FAULT)
})

loadEnvironmentFile()
run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const forPeople = [ConfigError, KnowledgeError, StoreOpenError].some(
      (kind) => error instanceof kind,
    )
    const text = error instanceof Error ? (forPeople ? error.message : error.stack) : String(error)
    process.stderr.write(`${text}\n`)
    process.exitCode = FAULT
  },
)
