import type { Report } from './cross-check.js'
import type { KnowledgeFiles } from './files.js'

/** Faults of the splitting questions: ids that point nowhere, doubled names, errors none leads to. */
export function checkTriage({ triage, errors }: KnowledgeFiles, fault: Report): void {
  const known = new Set(errors.map((file) => file.value.id))
  const reached = new Set<string>()
  const questions = new Set<string>()
  for (const [at, question] of triage.value.questions.entries()) {
    const path = ['questions', at]
    if (questions.has(question.id)) {
      fault(triage, [...path, 'id'], `id "${question.id}" sudah ada`, 'ganti id')
    }
    questions.add(question.id)
    const seen = { id: new Set<string>(), label: new Set<string>() }
    for (const [index, option] of question.options.entries()) {
      const place = [...path, 'options', index]
      for (const field of ['id', 'label'] as const) {
        const name = option[field].toLowerCase()
        if (seen[field].has(name)) {
          fault(triage, [...place, field], `"${option[field]}" sudah ada`, 'ganti namanya')
        }
        seen[field].add(name)
      }
      for (const [nth, id] of option.entries.entries()) {
        reached.add(id)
        if (known.has(id)) continue
        fault(
          triage,
          [...place, 'entries', nth],
          `pesan error "${id}" tidak ada`,
          'betulkan id-nya atau hapus',
        )
      }
    }
  }
  for (const id of [...known].filter((id) => !reached.has(id))) {
    fault(
      triage,
      ['questions'],
      `pesan error "${id}" tidak ada di pilihan mana pun`,
      'tambahkan ke "entries" sebuah pilihan',
    )
  }
}
