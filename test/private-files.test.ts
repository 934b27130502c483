import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn, PARTIAL, writePrivateFile } from '../src/private-files.js'
import { tempDir } from './support/store-fixtures.js'

describe('a private file', () => {
  it('is written in a folder that is made for it, for the own user alone', async () => {
    const folder = join(tempDir(), 'media', 'incoming')
    const parts = [Buffer.from('satu '), Buffer.from('dua')]
    expect(await writePrivateFile(folder, 'berkas', parts)).toBe(8)
    expect(readFileSync(join(folder, 'berkas'), 'utf8')).toBe('satu dua')
    expect(statSync(join(folder, 'berkas')).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('is not there, nor a part of it, when its content breaks off', async () => {
    const folder = tempDir()
    const content = async function* () {
      yield Buffer.from('setengah')
      expect(await filesIn(folder)).toEqual([`berkas${PARTIAL}`])
      throw new Error('the line broke')
    }
    await expect(writePrivateFile(folder, 'berkas', content())).rejects.toThrow('the line broke')
    expect(await filesIn(folder)).toEqual([])
  })

  it('takes the place of what a crash left', async () => {
    const folder = tempDir()
    writeFileSync(join(folder, `berkas${PARTIAL}`), 'sisa yang panjang')
    await writePrivateFile(folder, 'berkas', [Buffer.from('utuh')])
    expect(readFileSync(join(folder, 'berkas'), 'utf8')).toBe('utuh')
    expect(await filesIn(folder)).toEqual(['berkas'])
  })
})

describe('the files in a folder', () => {
  it('are none where there is no folder, and folders are none of them', async () => {
    const folder = tempDir()
    mkdirSync(join(folder, 'pending'))
    expect(await filesIn(folder)).toEqual([])
    expect(await filesIn(join(folder, 'nowhere'))).toEqual([])
  })
})
