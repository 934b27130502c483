/**
 * The shipped knowledge as one binary file beside the program, written by the build: reading 130 YAML
 * files costs half a second of every start. It counts only while every YAML file is, byte for byte,
 * what it was made from; after an edit the YAML files are read.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deserialize, serialize } from 'node:v8'
import type { Knowledge } from './knowledge.js'

/** Beside the built program; beside this source there is none, so that tests read the YAML files. */
export const COMPILED_FILE = fileURLToPath(new URL('knowledge.bin', import.meta.url))

/** SHA-256 in hexadecimal, in front of the content. */
const FINGERPRINT_BYTES = 64

export function writeCompiled(directory: string, file: string, knowledge: Knowledge): void {
  const fingerprint = Buffer.from(fingerprintOf(directory), 'ascii')
  writeFileSync(file, Buffer.concat([fingerprint, serialize(knowledge)]))
}

/** Undefined when there is none, or when it was made from other files or by another Node.js. */
export function readCompiled(directory: string, file: string): Knowledge | undefined {
  try {
    const content = readFileSync(file)
    const fingerprint = content.subarray(0, FINGERPRINT_BYTES).toString('ascii')
    if (fingerprint !== fingerprintOf(directory)) return undefined
    return deserialize(content.subarray(FINGERPRINT_BYTES)) as Knowledge
  } catch {
    // It only saves time: whatever is wrong with it, the YAML files are what counts.
    return undefined
  }
}

function fingerprintOf(directory: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.yaml') && !name.endsWith('.yml')) continue
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(directory, name)))
      .update('\0')
  }
  return hash.digest('hex')
}
