/** The labelled questions and pictures beside this file. */
import { readFileSync } from 'node:fs'
import type { LabelledPicture } from '../../src/evaluation/pictures.js'
import type { LabelledQuestion } from '../../src/understanding/labelled.js'

export type Split = 'train' | 'test'

export function labelledQuestions(split: Split): LabelledQuestion[] {
  return linesOf<LabelledQuestion>('questions.jsonl').filter((question) => question.split === split)
}

export function labelledPictures(split: Split): LabelledPicture[] {
  return linesOf<LabelledPicture>('pictures.jsonl').filter((picture) => picture.split === split)
}

export function pictureBytes({ file }: LabelledPicture): Uint8Array {
  return readFileSync(new URL(`pictures/${file}`, import.meta.url))
}

function linesOf<T>(name: string): T[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}
