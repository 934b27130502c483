import { expect } from 'vitest'
import { describeInBrowser, itInBrowser, Visitor } from '../support/browser.js'
import { pasted, sharedService } from '../support/running-service.js'
import { asStaff, onlyCase } from '../support/staff.js'

/** Made up: 18 digits in the shape of a NIP. */
const NIP = '200002302024002001'

describeInBrowser('the web chat', () => {
  const service = sharedService()

  itInBrowser(
    'greets a new visitor with at least three buttons, and says whose it is',
    async () => {
      const { url, knowledge } = service()
      const visitor = await Visitor.welcomed(url)
      const [welcome] = await visitor.answers()
      expect(welcome).toContain(knowledge.office.name)
      expect(await visitor.page.locator('.message.bot .choices button').count()).toBeGreaterThan(2)
      expect(await visitor.ownMessages()).toEqual([])
      expect(await visitor.page.textContent('#owner')).toContain(knowledge.office.name)
    },
  )

  itInBrowser('answers a pasted error, and shows all steps on "Langkah lengkap"', async () => {
    const { url, knowledge } = service()
    const { entry, message } = pasted(knowledge, 'sync-06')
    const visitor = await Visitor.welcomed(url)
    expect(await visitor.ask(message)).toContain(entry.title)
    const steps = await visitor.press('Langkah lengkap')
    for (const step of entry.steps) expect(steps).toContain(step.text)
    expect(await visitor.ownMessages()).toEqual([message, 'Langkah lengkap'])
  })

  itInBrowser('shows an answer from its first line, with its addresses to press', async () => {
    const { url, knowledge } = service()
    const visitor = await Visitor.welcomed(url)
    await visitor.ask(pasted(knowledge, 'sync-06').message)
    const answer = visitor.page.locator('.message.bot').last()
    const top = await answer.evaluate((node) => node.getBoundingClientRect().top)
    const room = await visitor.page.locator('#log').evaluate((log) => {
      const { top, bottom } = log.getBoundingClientRect()
      return { top, bottom }
    })
    expect(top).toBeGreaterThanOrEqual(room.top)
    expect(top).toBeLessThan(room.bottom)
    const address = answer.locator('a').first()
    expect(await address.getAttribute('href')).toMatch(/^https:\/\/[a-z-]+\.bkn\.go\.id/)
    expect(await address.getAttribute('rel')).toContain('noopener')
  })

  itInBrowser('keeps the chat over a reload and does not greet again', async () => {
    const { url, knowledge } = service()
    const visitor = await Visitor.welcomed(url)
    await visitor.ask(pasted(knowledge, 'sync-06').message)
    const before = [await visitor.ownMessages(), await visitor.answers()]
    await visitor.page.reload()
    await visitor.sees('.message.bot', 2)
    await visitor.isTold('connected')
    expect([await visitor.ownMessages(), await visitor.answers()]).toEqual(before)
    expect(await visitor.stored()).toHaveLength(4)
  })

  itInBrowser('gives back a NIP only masked, and says so', async () => {
    const { url, log } = service()
    const visitor = await Visitor.welcomed(url)
    const answer = await visitor.ask(`NIP saya ${NIP}, kenapa gagal?`)
    expect(answer).toContain('NIP')
    expect(answer).toContain('samarkan')
    expect(JSON.stringify(await visitor.stored())).not.toContain(NIP)
    expect((await visitor.ownMessages()).join()).not.toContain(NIP)
    expect(await visitor.kept()).not.toContain(NIP)
    expect(log.join('\n')).not.toContain(NIP)
  })

  itInBrowser('shows what people write as text, never as markup', async () => {
    const { url } = service()
    const visitor = await Visitor.welcomed(url)
    const markup = '<img src=x onerror="document.title=1"><b>tebal</b>'
    await visitor.ask(markup)
    expect(await visitor.ownMessages()).toEqual([markup])
    expect(await visitor.page.title()).toBe('Tanya Kinerja')
    expect(await visitor.page.locator('.message img').count()).toBe(0)
  })

  itInBrowser('runs without a single breach of the content security policy', async () => {
    const { url, knowledge } = service()
    const visitor = await Visitor.welcomed(url)
    await visitor.ask(pasted(knowledge, 'sync-06').message)
    await visitor.press('Langkah lengkap')
    expect(visitor.faults).toEqual([])
    const page = await fetch(`${url}/chat`)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  itInBrowser('shows the answer of the staff under "Petugas", without asking for it', async () => {
    const { url, dataDir } = service()
    const visitor = await Visitor.welcomed(url)
    await visitor.ask('petugas')
    const number = await onlyCase(dataDir)
    await asStaff(dataDir, 'answer', number, 'Silakan bawa SK ke kantor hari Senin.')
    await visitor.sees('.message.staff', 1)
    const [answer] = await visitor.page.locator('.message.staff').allInnerTexts()
    expect(answer).toContain('Petugas')
    expect(answer).toContain('Silakan bawa SK ke kantor hari Senin.')
    await asStaff(dataDir, 'close', number)
    await visitor.page.getByText(`Kasus ${number} sudah selesai`).waitFor()
  })

  itInBrowser('leaves nothing on a shared computer once the chat is ended', async () => {
    const { url } = service()
    const visitor = await Visitor.welcomed(url)
    const otherTab = await Visitor.open(url, visitor.device)
    await visitor.ask('tombol sinkro tidak muncul')
    await otherTab.sees('.message.user', 1)
    const keyOf = async () => (await visitor.device.cookies()).map(({ value }) => value)
    const before = await keyOf()

    await visitor.page.getByRole('button', { name: 'hapus dari perangkat ini' }).click()
    await visitor.page.locator('.message.user').waitFor({ state: 'detached' })
    await visitor.sees('.message.bot', 1)
    expect(await visitor.ownMessages()).toEqual([])
    expect(JSON.stringify(await visitor.stored())).not.toContain('tombol sinkro')
    expect(await visitor.kept()).toBe('{}')
    expect(await keyOf()).toHaveLength(1)
    expect(await keyOf()).not.toEqual(before)
    await otherTab.page.locator('.message.user').waitFor({ state: 'detached' })
  })
})
