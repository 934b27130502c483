/** `npm run eval`: how well the bot understands, in figures. Exit 0: all floors held; 1: one missed; 2: usage. */
import { loadBrain } from '../../src/brain.js'
import { isMissed } from '../../src/evaluation/floors.js'
import { floorsTable } from '../../src/evaluation/report.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { type Options, type Part, readOptions, USAGE } from './options.js'
import { answerText } from './ours.js'
import { scorePictures } from './pictures-part.js'
import { type PartReport, scoreQuestions } from './questions-part.js'
import { labelledPictures, labelledQuestions, type Split } from './read-labels.js'

async function run(options: Options): Promise<number> {
  const brain = loadBrain(KNOWLEDGE_DIR)
  const questions = labelledQuestions(options.split)
  const reports: PartReport[] = []
  for (const part of options.parts) {
    const report = await partOf(part)
    reports.push(report)
    if (!options.json) printReport(report, options.split)
  }
  const floors = reports.flatMap((report) => report.floors)
  const missed = floors.filter(isMissed)
  if (options.json) {
    const data = reports.map((report) => report.data)
    print(JSON.stringify(Object.assign({ split: options.split, floors }, ...data), undefined, 2))
  } else if (floors.length > 0) {
    print(`Syarat\n\n${floorsTable(floors)}\n`)
  }
  return missed.length === 0 ? 0 : 1

  async function partOf(part: Part): Promise<PartReport> {
    switch (part) {
      case 'questions':
        return scoreQuestions(brain, questions)
      case 'pictures': {
        const { createPictureReader } = await import('../../src/pictures/picture-reader.js')
        const reader = createPictureReader({})
        try {
          return await scorePictures(brain, reader, labelledPictures(options.split))
        } finally {
          await reader.stop()
        }
      }
      case 'libraries': {
        const { compareLibraries } = await import('./libraries-part.js')
        return compareLibraries({
          knowledge: brain.knowledge,
          questions,
          training: labelledQuestions('train').filter(({ kind }) => kind === 'out_of_scope'),
          ours: (text) => answerText(brain, text),
          full: options.full,
        })
      }
      case 'speed': {
        const { reportSpeed } = await import('./speed-part.js')
        return reportSpeed(
          brain.knowledge,
          questions.map(({ q }) => q),
        )
      }
    }
  }
}

function printReport({ title, sections }: PartReport, split: Split): void {
  print(`== ${title} (${split === 'test' ? 'bagian uji' : 'bagian latih'}) ==\n`)
  for (const [heading, body] of sections) print(`${heading}\n\n${body}\n`)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

const options = readOptions(process.argv.slice(2))
if (options === undefined) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else {
  process.exitCode = await run(options)
}
