import { createRequire } from 'node:module'
import type { MeaningKind } from '../../../src/engine/model.js'
import { type Baseline, type KnownText, NOTHING_FOUND } from './baseline.js'

/** What is used of nlp.js; the package has no types of its own. */
interface Nlp {
  addLanguage(language: string): void
  addDocument(language: string, text: string, intent: string): void
  train(): Promise<void>
  process(language: string, text: string): Promise<{ intent: string; score: number }>
}
const require = createRequire(import.meta.url)
const { containerBootstrap, Nlp } = require('@nlpjs/basic') as {
  containerBootstrap(): Promise<Container>
  Nlp: new (settings: object) => Nlp
}
interface Container {
  use(plugin: unknown): void
}
const { LangId } = require('@nlpjs/lang-id') as { LangId: new () => unknown }

const INDONESIAN = 'id'
/** What nlp.js answers when nothing is near. */
const NO_INTENT = 'None'

/** nlp.js with its Indonesian language and its neural classifier, each meaning an intent. */
export async function nlpBaseline(texts: readonly KnownText[]): Promise<Baseline> {
  const container = await containerBootstrap()
  container.use(new LangId())
  const nlp = new Nlp({ container, autoSave: false, nlu: { log: false, useNoneFeature: true } })
  nlp.addLanguage(INDONESIAN)
  const kinds = new Map<string, MeaningKind>()
  for (const { meaning, kind, text } of texts) {
    nlp.addDocument(INDONESIAN, text, meaning)
    kinds.set(meaning, kind)
  }
  await nlp.train()
  return {
    name: 'nlp.js',
    async find(text) {
      const { intent, score } = await nlp.process(INDONESIAN, text)
      const kind = kinds.get(intent)
      if (intent === NO_INTENT || kind === undefined) return NOTHING_FOUND
      return { kind, id: intent, score }
    },
  }
}
