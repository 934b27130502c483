import { readFileSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { explainIssue, type Fault } from './faults.js'

/** A YAML file that was read and checked against a schema, and still knows its line numbers. */
export interface YamlFile<T> {
  readonly value: T
  /** The file's path as shown in faults. */
  readonly file: string
  /** 1-based line of the value at `path`, or of the nearest parent that exists. */
  lineOf(path: readonly PropertyKey[]): number
}

/** Reads one file; on any fault returns the faults instead of a value. */
export function readYamlFile<S extends z.ZodType>(
  absolutePath: string,
  file: string,
  schema: S,
): YamlFile<z.output<S>> | { readonly faults: readonly Fault[] } {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(absolutePath, 'utf8'), { lineCounter: lines })
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map((error) => ({
        file,
        line: lines.linePos(error.pos[0]).line,
        message: `YAML tidak terbaca: ${error.message.split('\n')[0]}`,
        mend: 'periksa indentasi (spasi, bukan tab) dan tanda kutip di sekitar baris ini',
      })),
    }
  }

  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }

  const parsed = schema.safeParse(document.toJS())
  if (!parsed.success) {
    return {
      faults: parsed.error.issues.map((issue) => ({
        file,
        line: lineOf(
          issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path,
        ),
        ...explainIssue(issue),
      })),
    }
  }
  return { value: parsed.data, file, lineOf }
}
