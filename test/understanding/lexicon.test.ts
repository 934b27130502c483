import { describe, expect, it } from 'vitest'
import { lexiconFileSchema } from '../../src/knowledge/schema.js'
import { Lexicon } from '../../src/understanding/lexicon.js'
import { shippedKnowledge } from './shipped.js'

function lexicon(data: Parameters<typeof lexiconFileSchema.parse>[0]): Lexicon {
  return new Lexicon(lexiconFileSchema.parse(data))
}

describe('Lexicon', () => {
  it('replaces single words and phrases, the longest phrase first', () => {
    const words = lexicon({
      replace: { sa: 'saya', tra: 'tidak', 'tra ada': 'tidak ada', 'sa pu': 'saya punya' },
    })
    expect(words.words('Sa pu tombol tra ada')).toEqual(['saya', 'punya', 'tombol', 'tidak', 'ada'])
  })

  it('finds a phrase whose words are abbreviated', () => {
    const words = lexicon({ replace: { no: 'nomor', 'nomor wa': 'nomor whatsapp' } })
    expect(words.words('no wa')).toEqual(['nomor', 'whatsapp'])
  })

  it('lets the first of a group of synonyms stand for all', () => {
    const words = lexicon({ synonyms: [['muncul', 'tampil', 'batas waktu']] })
    expect(words.concept('tampil')).toBe('muncul')
    expect(words.concept('hilang')).toBe('hilang')
    expect(words.words('batas waktu')).toEqual(['muncul'])
  })

  it('knows stopwords however they are written', () => {
    const words = lexicon({ replace: { yg: 'yang' }, stopwords: ['yg'] })
    expect(words.isStopword('yang')).toBe(true)
    expect(words.isStopword('sinkro')).toBe(false)
  })
})

describe('the shipped lexicon', () => {
  const words = new Lexicon(shippedKnowledge().lexicon)
  const cases: [string, string][] = [
    ['tombol singkron gk mncul di e-kinerja', 'tombol sinkro tidak muncul di ekinerja'],
    ['Ruang GTK', 'pmm'],
    ['Platform Merdeka Mengajar', 'pmm'],
    ['akun belajar.id sy', 'akun belajarid saya'],
    ['sa pu tombol tra muncul', 'saya punya tombol tidak muncul'],
    ['kumaha ieu, teu tiasa sinkro', 'bagaimana ini tidak bisa sinkro'],
    ['kulo dereng saged sinkron', 'saya belum bisa sinkro'],
    ['kepsek sdh acc', 'kepala sekolah sudah disetujui'],
    ['BKPSDM', 'bkd'],
    ['x-api-key', 'xapikey'],
    ['status kode 500', 'status code 500'],
  ]
  it.each(cases)('reads "%s"', (text, expected) => {
    expect(words.words(text).join(' ')).toBe(expected)
  })

  it('keeps words apart that tell two questions apart', () => {
    const pairs = [
      ['guru', 'kepala'],
      ['belum', 'sudah'],
      ['bisa', 'boleh'],
      ['operator', 'admin'],
      ['perencanaan', 'penilaian'],
    ] as const
    for (const [one, other] of pairs) expect(words.concept(one)).not.toBe(words.concept(other))
  })
})
