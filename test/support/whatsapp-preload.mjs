// For `node --import`: a service started with this talks to the loopback WhatsApp server. It changes
// Baileys' exported defaults, not its files.
import { DEFAULT_CONNECTION_CONFIG, WA_CERT_DETAILS } from '@whiskeysockets/baileys'

const { WHATSAPP_LOOPBACK_URL, WHATSAPP_LOOPBACK_ROOT } = process.env
if (WHATSAPP_LOOPBACK_URL && WHATSAPP_LOOPBACK_ROOT) {
  DEFAULT_CONNECTION_CONFIG.waWebSocketUrl = WHATSAPP_LOOPBACK_URL
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(WHATSAPP_LOOPBACK_ROOT, 'hex')
}
