import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../src/brain.js'
import { followUpIn } from '../../src/engine/follow-up-words.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'

const { understanding } = loadBrain(KNOWLEDGE_DIR)
const kindOf = (text: string) => followUpIn(understanding.words(text), text)

describe('an elliptic question', () => {
  test.each([
    ['solved', ['sudah bisa', 'alhamdulillah sdh berhasil min', 'udah muncul tombolnya', 'beres']],
    [
      'still',
      [
        'terus kalo udh seminggu?',
        'kalau masih gagal?',
        'msh sama aja min',
        'sudah 3 hari belum muncul juga',
        'sa su tunggu satu minggu tra bisa',
        'sdh sy coba ttp gagal',
      ],
    ],
    ['how-long', ['brp lama', 'berapa lama nunggunya?', 'berapa hari ya', 'lamanya berapa min']],
    [
      'who',
      [
        'siapa itu?',
        'itu sapa kah',
        'nomornya berapa?',
        'lapor kemana',
        'hubungi siapa',
        'kontaknya ada?',
      ],
    ],
    ['where', ['itu di menu mana?', 'dmn itu', 'menunya di mana ya']],
    ['why', ['knp?', 'kenapa begitu', 'maksudnya apa', 'itu apa?']],
    ['steps', ['langkahnya?', 'caranya gmn', 'terus?', 'terus saya harus apa', 'gimana?', 'lalu']],
  ] as const)('asks "%s"', (type, texts) => {
    for (const text of texts) expect(kindOf(text), text).toEqual({ type })
  })

  test.each([
    ['kalau guru gimana?', 'guru'],
    ['klo kepsek?', 'kepala-sekolah'],
    ['kalau untuk plt bagaimana ya', 'plt'],
    ['kalau plt kepala sekolah?', 'plt'],
    ['bagaimana untuk admin instansi', 'admin-instansi'],
  ])('asks for another role: "%s"', (text, role) => {
    expect(kindOf(text)).toEqual({ type: 'role', role })
  })

  test.each([
    ['langkah 2', 2],
    ['langkah ke-3 gimana', 3],
    ['yang nomor 2', 2],
    ['langkah nomor dua?', 2],
    ['poin 4 maksudnya apa', 4],
    ['langkah pertama', 1],
  ])('asks for one step: "%s"', (text, number) => {
    expect(kindOf(text)).toEqual({ type: 'step', number })
  })
})

test.each([
  '',
  'ya',
  'ok',
  'oke min',
  'makasih',
  'menu',
  'petugas',
  'bukan itu',
  'sudah bisa?',
  'saya guru',
  'saya kepala sekolah',
  'guru',
  'kalau guru dan kepala sekolah sama?',
  'tombol sinkro tidak ada',
  'berapa lama perencanaan',
  'siapa admin instansi',
  'kapan batasnya',
  'langkah sinkro',
  'error no 5',
  'nomor WA BKD berapa',
  'kenapa sinkro gagal',
  'unor itu apa',
  'masih '.repeat(30),
  '1',
  '６',
])('"%s" stands on its own', (text) => {
  expect(kindOf(text)).toBeUndefined()
})
