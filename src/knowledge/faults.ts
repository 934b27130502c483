import type { z } from 'zod'

/** One thing wrong in a knowledge file, in words for the person who edits it. */
export interface Fault {
  /** Path below the knowledge directory. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  readonly message: string
  /** What to do about it. */
  readonly mend: string
}

/** All faults at once: an editor should not have to run the check once for each. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError'
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(faultLine).join('\n'))
  }
}

export function faultLine(fault: Fault): string {
  return `${fault.file}:${fault.line}: ${fault.message} → ${fault.mend}`
}

type Issue = z.core.$ZodIssue

/** A zod issue in Indonesian: what is wrong and how to mend it. */
export function explainIssue(issue: Issue): { message: string; mend: string } {
  const where = issue.path.length === 0 ? 'berkas ini' : `"${issue.path.join('.')}"`
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        message: `kunci tidak dikenal: ${issue.keys.join(', ')}`,
        mend: 'periksa ejaan kunci, atau hapus baris itu',
      }
    case 'invalid_type':
      // zod leaves the input out of its issues; only its message tells that nothing was there.
      return /received (undefined|null)$/.test(issue.message)
        ? { message: `${where} belum diisi`, mend: 'tambahkan isian ini' }
        : {
            message: `${where} harus berupa ${typeName(issue.expected)}`,
            mend: 'periksa indentasi dan tanda kutip; teks yang memuat ": " harus diberi tanda kutip',
          }
    case 'too_big':
      return isNumber(issue.origin)
        ? { message: `${where} terlalu besar`, mend: `isi paling besar ${issue.maximum}` }
        : {
            message: `${where} terlalu panjang (paling banyak ${issue.maximum})`,
            mend: 'ringkas isinya',
          }
    case 'too_small':
      return isNumber(issue.origin)
        ? { message: `${where} terlalu kecil`, mend: `isi paling kecil ${issue.minimum}` }
        : {
            message: `${where} kurang (paling sedikit ${issue.minimum})`,
            mend: 'lengkapi isinya',
          }
    case 'invalid_value':
      return {
        message: `${where} bukan nilai yang dikenal`,
        mend: `pakai salah satu: ${issue.values.map(String).join(', ')}`,
      }
    case 'invalid_union':
      return (
        explainUnion(issue) ?? {
          message: `${where} salah bentuk`,
          mend: 'bandingkan dengan contoh di docs/knowledge-editing.md',
        }
      )
    case 'invalid_format':
      return { message: `${where} salah bentuk: ${issue.message}`, mend: 'tulis ulang isian ini' }
    default:
      return { message: `${where}: ${issue.message}`, mend: 'periksa isian ini' }
  }
}

/** Of several shapes the one that fails in a single place is the one that was meant. */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
): { message: string; mend: string } | undefined {
  const meant = issue.errors.find((issues) => issues.length === 1)?.[0]
  return meant && explainIssue({ ...meant, path: [...issue.path, ...meant.path] })
}

function isNumber(origin: string): boolean {
  return origin === 'number' || origin === 'int'
}

function typeName(expected: string): string {
  const names: Record<string, string> = {
    string: 'teks',
    number: 'angka',
    boolean: 'true atau false',
    array: 'daftar (baris yang diawali "- ")',
    object: 'kelompok isian',
    record: 'kelompok isian',
  }
  return names[expected] ?? expected
}
