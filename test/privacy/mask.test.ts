import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanText } from '../../src/privacy/clean-text.js'
import { maskText } from '../../src/privacy/mask.js'

/** Invented numbers of the right form; they belong to nobody. */
const NIP = '198702302010011234'
const NIP_PARTS = '19870223 201001 1 234'

describe('NIP and NIK', () => {
  test.each([
    ['together', `nip saya ${NIP} mohon dicek`, 'nip saya [NIP disamarkan] mohon dicek'],
    ['with spaces', `NIP ${NIP_PARTS} salah`, 'NIP [NIP disamarkan] salah'],
    ['with dots', '19870223.201001.1.234', '[NIP disamarkan]'],
    ['with dashes', '19870223-201001-1-234', '[NIP disamarkan]'],
    ['with long dashes and no-break spaces', '19870223 – 201001 – 1 – 234', '[NIP disamarkan]'],
    ['glued to its name', `nip${NIP}.`, 'nip[NIP disamarkan].'],
    ['digit by digit', '1 9 8 7 0 2 2 3 2 0 1 0 0 1 1 2 3 4', '[NIP disamarkan]'],
    ['of a PPPK', '19900517 202221 1 012', '[NIP disamarkan]'],
    ['in full-width digits', '１９８７０２２３２０１００１１２３４', '[NIP disamarkan]'],
    ['in unusual groups', '1987 0223 2010 0112 34', '[NIP disamarkan]'],
    ['before a phone number', `${NIP_PARTS} 0812 3456 7890`, '[NIP disamarkan] 0812 3456 7890'],
    ['after a phone number', `0812 3456 7890 ${NIP_PARTS}`, '0812 3456 7890 [NIP disamarkan]'],
    ['twice', `${NIP}, ${NIP}`, '[NIP disamarkan], [NIP disamarkan]'],
    ['with a digit missing, but named', 'NIP: 19870223201001123', 'NIP: [NIP disamarkan]'],
    [
      'named with words between',
      'nip saya yaitu 1987022320100112',
      'nip saya yaitu [NIK disamarkan]',
    ],
  ])('an NIP %s is masked', (_form, text, expected) => {
    expect(maskText(text).text).toBe(expected)
  })

  test.each([
    ['together', 'nik 9171052302870003', 'nik [NIK disamarkan]'],
    ['with spaces', '9171 0523 0287 0003', '[NIK disamarkan]'],
    ['with dots', '91.71.05.230287.0003', '[NIK disamarkan]'],
    ['of a woman (40 added to the day)', '917105-630287-0003', '[NIK disamarkan]'],
    ['of no known form', '1234567890123456', '[NIK disamarkan]'],
  ])('an NIK %s is masked', (_form, text, expected) => {
    expect(maskText(text)).toEqual({ text: expected, kinds: ['nik'] })
  })

  test.each([
    ['a phone number', 'hubungi 0812-3456-7890'],
    ['a phone number with its country code', 'wa +62 812 3456 7890'],
    ['two phone numbers', '0812 3456 7890 / 0813 2222 3333'],
    ['two short phone numbers', '0967 581234, 0967 581235'],
    ['two dates', 'periode 01-01-2025 - 31-12-2025'],
    ['two dates with dots and a time', '31.12.2025 01.01.2026 10.30'],
    ['two compact dates', '20250101 - 20251231'],
    ['a date and an hour', '12/05/2025 14.30.59'],
    ['an NPSN', 'NPSN 60301234'],
    ['a list of numbers', 'tahap 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13'],
    ['the number of an error', 'error #12 atau 12'],
    ['a case number', 'K-48213'],
    ['a year range', '2024/2025'],
    ['an article on a help page', 'https://pusatinformasi.id/articles/40450716460441-Cara'],
    ['a status code', 'Request failed with status code 500'],
    ['numbers on two lines', '08123456\n7890123456'],
  ])('%s is left alone', (_what, text) => {
    expect(maskText(text)).toEqual({ text, kinds: [] })
  })

  test('invisible characters do not hide an NIP', () => {
    const hidden = [...NIP].join('\u200B')
    expect(maskText(cleanText(hidden)).kinds).toEqual(['nip'])
  })
})

describe('passwords and codes', () => {
  test.each([
    ['pass: abc', 'pass: [kata sandi disamarkan]'],
    ['pass xYz123 tidak bisa', 'pass [kata sandi disamarkan] tidak bisa'],
    ['password=Rahasia', 'password=[kata sandi disamarkan]'],
    ['password saya guru2024 mohon dibuka', 'password saya [kata sandi disamarkan] mohon dibuka'],
    ['passwordnya Merdeka#45', 'passwordnya [kata sandi disamarkan]'],
    ['kata sandi: kudaHitam', 'kata sandi: [kata sandi disamarkan]'],
    ['kata sandi saya adalah merdeka', 'kata sandi saya adalah [kata sandi disamarkan]'],
    ['sandi saya : merdeka.', 'sandi saya : [kata sandi disamarkan].'],
    ['Sandi akun siasn P@ssw0rd!', 'Sandi akun siasn [kata sandi disamarkan]'],
    ['pw guruBiak, tolong', 'pw [kata sandi disamarkan], tolong'],
    ['PWD: "kuda"', 'PWD: [kata sandi disamarkan]"'],
    ['password:\nmerdeka', 'password:\n[kata sandi disamarkan]'],
    ['user/pass: guru01 / Merdeka#45', 'user/pass: [kata sandi disamarkan]'],
    [
      'tolong bukakan akun sy, pass: xxxxx',
      'tolong bukakan akun sy, pass: [kata sandi disamarkan]',
    ],
    ['sandi “kuda”', 'sandi [kata sandi disamarkan]”'],
  ])('%j keeps its words and loses the value', (text, expected) => {
    expect(maskText(text)).toEqual({ text: expected, kinds: ['secret'] })
  })

  test.each([
    ['OTP 123456', 'OTP [kode disamarkan]'],
    ['kode otp saya 445566', 'kode otp saya [kode disamarkan]'],
    ['kode OTP: 123 456', 'kode OTP: [kode disamarkan]'],
    ['otp yang masuk tadi 884412 tapi gagal', 'otp yang masuk tadi [kode disamarkan] tapi gagal'],
    ['PIN saya 4321', 'PIN saya [kode disamarkan]'],
    ['OTP: A1B2C3', 'OTP: [kode disamarkan]'],
    ['otp 2024', 'otp [kode disamarkan]'],
  ])('%j loses the code', (text, expected) => {
    expect(maskText(text)).toEqual({ text: expected, kinds: ['secret'] })
  })

  test.each([
    'lupa kata sandi',
    'saya lupa kata sandi bagaimana caranya?',
    'kata sandi: lupa, bagaimana caranya',
    'Password salah terus padahal sudah benar',
    'password akun belajar.id saya tidak bisa',
    'password email guru@sekolah.sch.id lupa',
    'reset password MyASN di mana',
    'password siasn dan e-Kinerja apakah sama',
    'password minimal 8 karakter',
    'password salah 3 kali',
    'sandi saya sudah saya ganti 2x',
    'pass error #12 muncul',
    'passing grade 75',
    'bypass sinkro',
    'OTP tidak masuk',
    'kode otp tidak masuk sejak 2024',
    'OTP dikirim ke nomor 0812 3456 7890',
    'otp tidak masuk. sinkro 2025 gagal 12345',
    'PIN lokasi sekolah',
    'opini 2024',
    'kata sandi adalah apa?',
  ])('%j has no value and keeps every word', (text) => {
    expect(maskText(text)).toEqual({ text, kinds: [] })
  })

  test('NIP and password in one message are both masked', () => {
    expect(maskText(`nip ${NIP} pass: abc123`)).toEqual({
      text: 'nip [NIP disamarkan] pass: [kata sandi disamarkan]',
      kinds: ['nip', 'secret'],
    })
  })
})

test('masking what is masked changes nothing', () => {
  const pieces = fc.constantFrom(
    'pass',
    'kata sandi',
    'OTP',
    ':',
    ' ',
    ' saya ',
    NIP,
    NIP_PARTS,
    '123456',
    'Abc#1',
    '/',
    '[',
    ']',
    'lupa',
    '\n',
    'nip',
    '0812',
    '-',
    '.',
    '"',
    'adalah',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const once = maskText(parts.join(''))
      expect(maskText(once.text).text).toBe(once.text)
    }),
    { numRuns: 3_000, seed: 20_260_101 },
  )
})

test('no NIP of 18 digits survives, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const text = cleanText(`${before} ${NIP} ${after}`)
      expect(maskText(text).text).not.toContain(NIP)
    }),
    { numRuns: 1_000, seed: 20_260_102 },
  )
})

test.each([
  ['digits', '1 '.repeat(50_000)],
  ['one long number', '7'.repeat(100_000)],
  ['names of passwords', 'password saya '.repeat(7_000)],
  ['names of codes', 'otp '.repeat(25_000)],
  ['separators', '1---'.repeat(25_000)],
  ['blanks', `password${' '.repeat(99_000)}x`],
])(
  '100 kB of %s are masked in no time: the work grows with the length, not with its square',
  (_what, text) => {
    const start = performance.now()
    maskText(cleanText(text))
    expect(performance.now() - start).toBeLessThan(2_000)
  },
)
