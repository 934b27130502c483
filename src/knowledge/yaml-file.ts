import { readFileSync } from 'node:fs'
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type YAMLError,
} from 'yaml'
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
  const [error] = document.errors
  if (error !== undefined) {
    // What follows the first error is mostly its echo.
    return { faults: [{ file, line: lines.linePos(error.pos[0]).line, ...explainYaml(error) }] }
  }
  let content: unknown
  try {
    content = document.toJS()
  } catch {
    return { faults: [{ file, line: 1, ...UNKNOWN_ALIAS }] }
  }

  const lineOf = (path: readonly PropertyKey[]): number => {
    const offset = offsetOf(document, path)
    return offset === undefined ? 1 : lines.linePos(offset).line
  }

  const parsed = schema.safeParse(content)
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

/** Where the key or list item at `path` begins, or the nearest parent of it that exists. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = document.getIn(path.slice(0, length - 1), true)
    const last = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === last)
      if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0]
    }
    const node: unknown = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return undefined
}

// === What the YAML library says, for somebody who does not know YAML ===

interface Explanation {
  readonly message: string
  readonly mend: string
}

const UNKNOWN_ALIAS: Explanation = {
  message: 'YAML tidak terbaca: ada teks yang diawali tanda * tanpa tanda kutip',
  mend: 'beri tanda kutip pada teks itu',
}

const YAML_ERRORS: ReadonlyMap<string, Explanation> = new Map(
  Object.entries({
    BLOCK_AS_IMPLICIT_KEY: {
      message: 'YAML tidak terbaca: ada ": " di tengah teks, atau baris ini salah menjorok',
      mend: 'beri tanda kutip pada teksnya, atau samakan spasi di awal baris dengan baris lain',
    },
    TAB_AS_INDENT: {
      message: 'YAML tidak terbaca: ada tab di awal baris',
      mend: 'ganti tab dengan spasi',
    },
    DUPLICATE_KEY: {
      message: 'kunci ini ditulis dua kali',
      mend: 'gabungkan isinya atau hapus salah satu',
    },
    BAD_SCALAR_START: {
      message: 'YAML tidak terbaca: teks diawali tanda yang tidak boleh',
      mend: 'beri tanda kutip pada teks itu',
    },
  }),
)

function explainYaml(error: YAMLError): Explanation {
  return (
    YAML_ERRORS.get(error.code) ?? {
      message: `YAML tidak terbaca: ${error.message.split('\n')[0]}`,
      mend: 'periksa spasi di awal baris, tanda kutip, dan tanda kurung di sekitar baris ini',
    }
  )
}
