import { expect, test } from 'vitest'
import { MENU } from '../../src/engine/choices.js'
import { replyBody, replyText } from '../../src/engine/reply-text.js'

const reply = {
  heading: 'Judul',
  text: 'Isi.',
  links: [{ label: 'Alamat', url: 'https://contoh.example' }],
  choices: [MENU, { action: 'human', label: 'Tanya petugas' }],
}

test('a reply as text has heading, body, links and numbered choices in this order', () => {
  expect(replyText(reply)).toBe(
    'Judul\nIsi.\nAlamat: https://contoh.example\n\n1. Menu\n2. Tanya petugas',
  )
})

test('only the heading is made bold', () => {
  expect(replyBody(reply, (text) => `*${text}*`)).toBe(
    '*Judul*\nIsi.\nAlamat: https://contoh.example',
  )
})

test('a reply of a text alone is that text', () => {
  expect(replyText({ text: 'Isi.', choices: [] })).toBe('Isi.')
})

test('a reply of a heading alone leaves no empty line', () => {
  expect(replyText({ heading: 'Judul', text: '' })).toBe('Judul')
})
