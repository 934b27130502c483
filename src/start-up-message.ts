import type { Config } from './config.js'
import type { Knowledge } from './knowledge/knowledge.js'
import { unfilledOffice } from './knowledge/unfilled.js'

/** What is on, what is off and how to turn it on, for the person at the terminal. */
export function startUpMessage(config: Config, knowledge: Knowledge, port: number): string {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const unfilled = unfilledOffice(knowledge.office)
  return [
    '',
    `Tanya Kinerja untuk ${knowledge.office.name} sudah berjalan.`,
    '',
    `  Web chat   NYALA  http://${host}:${port}/chat`,
    config.telegram === undefined
      ? '  Telegram   MATI   isi TELEGRAM_BOT_TOKEN (dari @BotFather), lalu nyalakan ulang'
      : '  Telegram   NYALA',
    config.whatsapp === undefined
      ? '  WhatsApp   MATI   isi WHATSAPP_ENABLED=true, lalu nyalakan ulang dan pindai QR'
      : '  WhatsApp   NYALA  pindai QR di bawah bila belum terhubung',
    '',
    '  Kasus untuk petugas: npm run staff -- cases',
    '  Coba di terminal:    npm run chat',
    ...(unfilled.length === 0
      ? []
      : ['', 'Belum diisi di knowledge/office.yaml:', ...unfilled.map((item) => `  - ${item}`)]),
    '',
  ].join('\n')
}
